// The words and the tree of a Solr query: what the lexer gives and the parser builds.

export type Token =
  | { kind: 'and' | 'or' | 'not' | 'plus' | 'minus' | 'open' | 'close' }
  | { kind: 'field'; name: string }
  | { kind: 'term'; text: string }
  | { kind: 'phrase'; text: string }
  | { kind: 'range'; from: string; to: string; includeFrom: boolean; includeTo: boolean }
  | { kind: 'boost'; by: number }

/** `field` is null where the query names none: the default field is meant. */
export type Query =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'term'; field: string | null; text: string }
  | { kind: 'phrase'; field: string | null; text: string }
  | {
      kind: 'range'
      field: string | null
      from: string
      to: string
      includeFrom: boolean
      includeTo: boolean
    }
  | { kind: 'and'; parts: Query[] }
  | { kind: 'or'; parts: Query[] }
  | { kind: 'not'; part: Query }
  | { kind: 'boost'; part: Query; by: number }

/** Stand for an unescaped `*` and `?` inside a term; removed from what the reader sends. */
export const anyRun = '\uE000'
export const anyOne = '\uE001'

export class SolrSyntaxError extends Error {
  readonly position: number
  constructor(reason: string, position: number) {
    super(`${reason} at position ${position}`)
    this.name = 'SolrSyntaxError'
    this.position = position
  }
}

export function hasWildcard(text: string): boolean {
  return text.includes(anyRun) || text.includes(anyOne)
}

/** A whole-string pattern of a term with wildcards. */
export function wildcardPattern(text: string): RegExp {
  const source = text
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(new RegExp(`${anyRun}+`, 'g'), '.*')
    .replaceAll(anyOne, '.')
  return new RegExp(`^${source}$`, 'su')
}
