// What a word is, for searching: one definition for the index, for the scan, and for the question.
import type { Column, ColumnType } from '../model.ts'

/**
 * A word is a run of letters and digits of the lower-case text without accents. The table's side is
 * always folded by DuckDB (`foldSql`), the question's side by `wordsOf`; `foldsAlike` says for
 * which questions the two are known to agree, and a test compares them character by character.
 */
const SEARCHED: ReadonlySet<ColumnType> = new Set(['text', 'integer', 'date'])

/** The columns a search looks into: those named, else every text, integer and date column. */
export function searchedColumns(columns: Column[], named?: string[]): Column[] {
  if (named) return columns.filter((column) => named.includes(column.id))
  return columns.filter((column) => SEARCHED.has(column.type))
}

/** Lower case without accents: `Ñandú` → `nandu`. */
export function fold(text: string): string {
  // Letter by letter: JavaScript lowers a Greek sigma at the end of a word to another letter.
  const lower = Array.from(text, (letter) => letter.toLowerCase()).join('')
  return lower.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
}

/** The different words of a text, in order of appearance. */
export function wordsOf(text: string): string[] {
  return [...new Set(fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])]
}

/** True when `wordsOf` and `foldSql` are known to give the same words (letters before U+0870). */
export function foldsAlike(text: string): boolean {
  return !/[^\u0000-\u086f]/u.test(text)
}

/** SQL that folds a text expression as `fold` does. */
export function foldSql(expression: string): string {
  return `strip_accents(lower(${expression}))`
}

/** SQL of the whole searched text of a row, folded; columns are separated by a space. */
export function rowTextSql(columns: Column[]): string {
  const parts = columns.map((column) => `CAST("${column.id}" AS VARCHAR)`)
  return parts.length ? foldSql(`concat_ws(' ', ${parts.join(', ')})`) : `''`
}

/** SQL of the list of words of a folded text; the list may hold empty texts and repetitions. */
export function splitSql(folded: string): string {
  return `string_split_regex(${folded}, '[^\\p{L}\\p{N}]+')`
}

/**
 * SQL that is true when a folded text holds the word (a result of `wordsOf`, so letters and digits
 * only), or a word that begins with it.
 */
export function hasWordSql(folded: string, word: string, prefix = false): string {
  const end = prefix ? '' : '($|[^\\p{L}\\p{N}])'
  return `regexp_matches(${folded}, '(^|[^\\p{L}\\p{N}])${word}${end}')`
}
