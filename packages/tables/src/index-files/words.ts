// What a word is, for searching: one definition for the index and for the question put to it.
import type { Column } from '../model.ts'

/**
 * A word is a run of letters, marks and digits of the lower-case text without accents. The table's
 * side is always folded by DuckDB (`foldSql`), the question's side by `wordsOf`; `foldsAlike` says
 * for which questions the two are known to agree, and a test compares them letter by letter.
 */
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const BETWEEN_WORDS = '[^\\p{L}\\p{M}\\p{N}]+'
/** A scan looks for no more words than this either. */
const WORDS_AT_MOST = 32

/** The columns a search looks into: every text column. */
export function searchedColumns(columns: Column[]): Column[] {
  return columns.filter((column) => column.type === 'text')
}

/** Lower case without accents: `Ñandú` → `nandu`. */
export function fold(text: string): string {
  // Letter by letter: JavaScript lowers a Greek sigma at the end of a word to another letter.
  const lower = Array.from(text, (letter) => letter.toLowerCase()).join('')
  return lower.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
}

/** The words of a search, folded, in the order written. */
export function wordsOf(text: string): string[] {
  return (text.normalize('NFC').match(WORD) ?? []).slice(0, WORDS_AT_MOST).map(fold)
}

/** True when `wordsOf` and `foldSql` are known to give the same words (letters before U+0870). */
export function foldsAlike(text: string): boolean {
  return !/[^\u0000-\u086f]/u.test(text.normalize('NFC'))
}

/** SQL that folds a text expression as `fold` does. */
export function foldSql(expression: string): string {
  return `strip_accents(lower(${expression}))`
}

/** SQL of the list of words of a text; the list may hold an empty text and repetitions. */
export function wordsSql(expression: string): string {
  return `string_split_regex(${foldSql(expression)}, '${BETWEEN_WORDS}')`
}
