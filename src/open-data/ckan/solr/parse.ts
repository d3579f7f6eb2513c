// Builds the tree of a Solr query; neighbours without an operator must both match (q.op=AND).
import { lex } from './lex.ts'
import { anyRun, SolrSyntaxError } from './syntax.ts'
import type { Query, Token } from './syntax.ts'

/** Deeper nesting than any person writes; protects the stack. */
const deepest = 50

/** Parses a query; an empty one matches everything. Throws `SolrSyntaxError`. */
export function parse(source: string): Query {
  const tokens = lex(source)
  let at = 0
  if (tokens.length === 0) return { kind: 'all' }
  const query = either(null, 0)
  if (at < tokens.length) throw new SolrSyntaxError('a parenthesis too many', at)
  return query

  function either(field: string | null, depth: number): Query {
    if (depth > deepest) throw new SolrSyntaxError('too many parentheses', at)
    const parts = [both(field, depth)]
    while (tokens[at]?.kind === 'or') {
      at++
      parts.push(both(field, depth))
    }
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts }
  }

  function both(field: string | null, depth: number): Query {
    const parts = [clause(field, depth)]
    for (;;) {
      const next = tokens[at]?.kind
      if (next === undefined || next === 'or' || next === 'close') break
      if (next === 'and') at++
      parts.push(clause(field, depth))
    }
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts }
  }

  function clause(field: string | null, depth: number): Query {
    let denied = false
    while (isSign(tokens[at])) {
      if (tokens[at]!.kind !== 'plus') denied = !denied
      at++
    }
    let query = primary(field, depth)
    const boost = tokens[at]
    if (boost?.kind === 'boost') {
      at++
      query = { kind: 'boost', part: query, by: boost.by }
    }
    return denied ? { kind: 'not', part: query } : query
  }

  function primary(field: string | null, depth: number): Query {
    const token = tokens[at++]
    if (token === undefined) throw new SolrSyntaxError('the query ends too early', at)
    if (token.kind === 'field') {
      if (token.name === '*' && isStar(tokens[at])) {
        at++
        return { kind: 'all' }
      }
      return primary(token.name, depth)
    }
    if (token.kind === 'open') {
      if (tokens[at]?.kind === 'close') {
        at++
        return { kind: 'none' }
      }
      const inner = either(field, depth + 1)
      if (tokens[at]?.kind !== 'close') {
        throw new SolrSyntaxError('a parenthesis is not closed', at)
      }
      at++
      return inner
    }
    if (token.kind === 'term') return { kind: 'term', field, text: token.text }
    if (token.kind === 'phrase') return { kind: 'phrase', field, text: token.text }
    if (token.kind === 'range') return { ...token, field }
    throw new SolrSyntaxError(`a word is missing before ${token.kind}`, at)
  }
}

function isSign(token: Token | undefined): boolean {
  return token?.kind === 'plus' || token?.kind === 'minus' || token?.kind === 'not'
}

function isStar(token: Token | undefined): boolean {
  return token?.kind === 'term' && token.text === anyRun
}
