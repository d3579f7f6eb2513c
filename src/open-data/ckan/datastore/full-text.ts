// DataStore's `q` and `full_text`: plain words, words per column, and PostgreSQL's tsquery signs.
import type { Condition, Manifest, Search } from '@rimaq/tables'
import { invalid } from '../errors.ts'
import { columnFinder } from './fields.ts'

export interface FullText {
  search?: Search
  where: Condition[]
  /** Columns of rank the answer has: `rank`, or `rank <column>`. */
  ranks: { field: string; column: string | null; words: string[] }[]
}

/** `plain=false` means the text is a tsquery: `&`, `|`, `!`, parentheses, `word:*`. */
export function fullText(q: unknown, plain: boolean, manifest: Manifest): FullText {
  const found: FullText = { where: [], ranks: [] }
  const find = columnFinder(manifest)
  if (q === undefined || q === null || q === '') return found
  if (typeof q === 'number' || typeof q === 'string') add(String(q), null)
  else if (typeof q === 'object' && !Array.isArray(q)) {
    for (const [name, text] of Object.entries(q)) {
      const column = find(name)
      if (column === null || column === '_id') throw invalid('q', `invalid value "${name}"`)
      add(String(text), column)
    }
  } else throw invalid('q', 'Must be a text string or a dictionary')
  return found

  function add(text: string, column: string | null): void {
    const words = text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()
    const field = column === null ? 'rank' : `rank ${column}`
    found.ranks.push({ field, column, words: words === '' ? [] : words.split(' ') })
    if (words === '') {
      found.where.push({ column: '_id', is: 'null' })
      return
    }
    const simple = plain || /^[\p{L}\p{N}\s&]+(:\*)?$/u.test(text)
    if (simple && found.search === undefined) {
      const prefix = !plain && text.endsWith(':*')
      found.search = {
        words,
        ...(column === null ? {} : { columns: [column] }),
        ...(prefix ? { prefix } : {}),
      }
      return
    }
    const columns = column === null ? manifest.columns.map(({ id }) => id) : [column]
    const parsed = plain ? { and: words.split(' ').map(contained) } : tsquery(text, contained)
    found.where.push(parsed)

    function contained(word: string): Condition {
      return { or: columns.map((one) => ({ column: one, op: 'contains', value: word })) }
    }
  }
}

/** PostgreSQL's tsquery: `!` binds tightest, then `&` (and `<->`), then `|`. */
function tsquery(text: string, lexeme: (word: string) => Condition): Condition {
  const tokens = text.match(/'[^']*'|[&|!()]|<->|[^\s&|!()<>']+/g) ?? []
  let at = 0
  const condition = either(0)
  if (at < tokens.length) throw wrong()
  return condition

  function either(depth: number): Condition {
    if (depth > 20) throw wrong()
    const parts = [both(depth)]
    while (tokens[at] === '|') {
      at++
      parts.push(both(depth))
    }
    return parts.length === 1 ? parts[0]! : { or: parts }
  }

  function both(depth: number): Condition {
    const parts = [one(depth)]
    while (tokens[at] === '&' || tokens[at] === '<->') {
      at++
      parts.push(one(depth))
    }
    return parts.length === 1 ? parts[0]! : { and: parts }
  }

  function one(depth: number): Condition {
    const token = tokens[at++]
    if (token === '!') return { not: one(depth) }
    if (token === '(') {
      const inner = either(depth + 1)
      if (tokens[at++] !== ')') throw wrong()
      return inner
    }
    const word = token?.replace(/:[*A-D]+$/i, '').replaceAll("'", '') ?? ''
    if (word === '' || word === ')' || word === '&' || word === '|') throw wrong()
    return lexeme(word)
  }

  function wrong(): Error {
    return invalid('query', `syntax error in tsquery: "${text}"`)
  }
}

/**
 * PostgreSQL's `ts_rank` for one row (its formula for alternatives): the n-th occurrence of a word
 * adds 0.1 / n², all over the words and π²/6.
 */
export function rankOf(text: string, words: string[]): number {
  if (words.length === 0) return 0
  let sum = 0
  for (const word of words) {
    const times = text.split(word).length - 1
    for (let n = 1; n <= times; n++) sum += 0.1 / (n * n)
  }
  return Math.fround(sum / 1.64493406685 / words.length)
}
