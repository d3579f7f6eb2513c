// Cuts a Solr query into tokens (the subset of Lucene's classic syntax that CKAN's clients send).
import { anyOne, anyRun, SolrSyntaxError } from './syntax.ts'
import type { Token } from './syntax.ts'

const closers = new Set(['(', ')', '"', '[', ']', '{', '}', '^'])

export function lex(query: string): Token[] {
  const source = query.replaceAll(/[\uE000\uE001]/g, '')
  const tokens: Token[] = []
  let at = 0

  while (at < source.length) {
    const char = source[at]!
    if (/\s/.test(char)) at++
    else if (char === '(' || char === ')') {
      tokens.push({ kind: char === '(' ? 'open' : 'close' })
      at++
    } else if (source.startsWith('&&', at) || source.startsWith('||', at)) {
      tokens.push({ kind: char === '&' ? 'and' : 'or' })
      at += 2
    } else if (char === '+' || char === '-' || char === '!') {
      tokens.push({ kind: char === '+' ? 'plus' : char === '-' ? 'minus' : 'not' })
      at++
    } else if (char === '"') at = phrase(at)
    else if (char === '[' || char === '{') at = range(at)
    else if (char === '^') at = boost(at)
    else if (char === '~') at = skipNumber(at + 1)
    else if (char === ']' || char === '}') throw new SolrSyntaxError(`unexpected ${char}`, at)
    else at = word(at)
  }
  return tokens

  function phrase(start: number): number {
    let text = ''
    for (let i = start + 1; i < source.length; i++) {
      const char = source[i]!
      if (char === '\\' && i + 1 < source.length) text += source[++i]
      else if (char === '"') {
        tokens.push({ kind: 'phrase', text })
        return i + 1
      } else text += char
    }
    throw new SolrSyntaxError('a quotation mark is not closed', start)
  }

  function range(start: number): number {
    const end = source.slice(start).search(/[\]}]/)
    if (end < 0) throw new SolrSyntaxError('a range is not closed', start)
    const inner = source.slice(start + 1, start + end).trim()
    const bounds = /^("[^"]*"|\S+)\s+TO\s+("[^"]*"|\S+)$/.exec(inner)
    if (!bounds) throw new SolrSyntaxError('a range needs two bounds and TO', start)
    tokens.push({
      kind: 'range',
      from: unquoted(bounds[1]!),
      to: unquoted(bounds[2]!),
      includeFrom: source[start] === '[',
      includeTo: source[start + end] === ']',
    })
    return start + end + 1
  }

  function boost(start: number): number {
    const end = skipNumber(start + 1)
    const by = Number(source.slice(start + 1, end))
    if (end === start + 1 || !Number.isFinite(by)) {
      throw new SolrSyntaxError('a boost needs a number', start)
    }
    tokens.push({ kind: 'boost', by })
    return end
  }

  function skipNumber(start: number): number {
    let i = start
    while (i < source.length && /[0-9.]/.test(source[i]!)) i++
    return i
  }

  function word(start: number): number {
    const afterField = tokens.at(-1)?.kind === 'field'
    let text = ''
    let escaped = false
    let i = start
    for (; i < source.length; i++) {
      const char = source[i]!
      if (/\s/.test(char) || closers.has(char) || char === '~') break
      if (char === '\\') {
        if (i + 1 >= source.length) throw new SolrSyntaxError('nothing follows a backslash', i)
        text += source[++i]
        escaped = true
      } else if (char === ':' && !afterField) {
        const name = text.replaceAll(anyRun, '*')
        if (name === '') throw new SolrSyntaxError('a colon without a field', i)
        tokens.push({ kind: 'field', name })
        return i + 1
      } else text += char === '*' ? anyRun : char === '?' ? anyOne : char
    }
    if (i === start) throw new SolrSyntaxError(`unexpected ${source[start]}`, start)
    const operator = escaped || afterField ? undefined : operators[text]
    tokens.push(operator ? { kind: operator } : { kind: 'term', text })
    return i
  }
}

const operators: Record<string, 'and' | 'or' | 'not' | undefined> = {
  AND: 'and',
  OR: 'or',
  NOT: 'not',
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text
}
