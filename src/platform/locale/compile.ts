// Turns one message (MessageFormat 2 text) into a function that writes the sentence.
import { MessageFormat, parseMessage } from 'messageformat'
import type { Model } from 'messageformat'
import type { Lang } from '../ground.ts'
import type { Formats } from './formats.ts'

export type Values = Record<string, unknown>
export type Sentence = (values: Values) => string

type Piece = (values: Values) => string
type Options = Record<string, string>

export interface CompiledMessage {
  write: Sentence
  /** Names the sentence takes from outside; every language of a key must take the same. */
  variables: string[]
}

/**
 * Parses by the reference library (Unicode LDML 47 part 9) and compiles the shapes our catalogues
 * use: text, variables, `:number :integer :string :date :datetime :bytes`, and `.match`.
 * The library formats the rest itself, some 25 times slower. Throws where the text does not parse.
 */
export function compileMessage(text: string, lang: Lang, formats: Formats): CompiledMessage {
  const model = parseMessage(text)
  const variables = variablesOf(model)
  const write = compileModel(model, lang, formats) ?? byLibrary(model, lang)
  return { write, variables }
}

function byLibrary(model: Model.Message, lang: Lang): Sentence {
  const format = new MessageFormat(lang === 'en' ? 'en' : 'es-PE', model, { bidiIsolation: 'none' })
  return (values) => format.format(values)
}

function compileModel(model: Model.Message, lang: Lang, formats: Formats): Sentence | null {
  const declared = new Map<string, { name: string; options: Options }>()
  for (const declaration of model.declarations) {
    if (declaration.type !== 'input') return null
    const reference = declaration.value.functionRef
    if (!reference) continue
    const options = literalOptions(reference)
    if (!options || !known.has(reference.name)) return null
    declared.set(declaration.name, { name: reference.name, options })
  }
  const compilePattern = (pattern: Model.Pattern): Sentence | null => {
    const pieces: Piece[] = []
    for (const part of pattern) {
      const piece = compilePart(part, declared, lang, formats)
      if (!piece) return null
      pieces.push(piece)
    }
    const [first] = pieces
    if (pieces.length === 1 && first) return first
    return (values) => {
      let sentence = ''
      for (const piece of pieces) sentence += piece(values)
      return sentence
    }
  }
  if (model.type === 'message') return compilePattern(model.pattern)
  return compileMatch(model, declared, lang, formats, compilePattern)
}

function compileMatch(
  model: Model.SelectMessage,
  declared: Map<string, { name: string; options: Options }>,
  lang: Lang,
  formats: Formats,
  compilePattern: (pattern: Model.Pattern) => Sentence | null,
): Sentence | null {
  const variants: { keys: (string | null)[]; write: Sentence }[] = []
  for (const variant of model.variants) {
    const write = compilePattern(variant.value)
    if (!write) return null
    variants.push({ keys: variant.keys.map((key) => (key.type === '*' ? null : key.value)), write })
  }
  const selectors = model.selectors.map((selector) => ({
    name: selector.name,
    numeric: declared.get(selector.name)?.name !== 'string',
  }))
  return (values) => {
    // Best variant by the order of selectors: exact value, then plural category, then `*`
    // (Unicode LDML 47 part 9, Pattern Selection).
    let best: Sentence | undefined
    let bestRank = Infinity
    for (const { keys, write } of variants) {
      let rank = 0
      for (let i = 0; i < selectors.length && rank < Infinity; i++) {
        const { name, numeric } = selectors[i] as { name: string; numeric: boolean }
        rank = rank * 3 + rankKey(keys[i] ?? null, values[name], numeric, lang, formats)
      }
      if (rank < bestRank) {
        best = write
        bestRank = rank
      }
    }
    return best ? best(values) : ''
  }
}

function rankKey(
  key: string | null,
  value: unknown,
  numeric: boolean,
  lang: Lang,
  formats: Formats,
): number {
  if (key === null) return 2
  if (!numeric) return String(value) === key ? 0 : Infinity
  const number = Number(value)
  if (key !== '' && Number(key) === number) return 0
  return formats.plural(lang, number) === key ? 1 : Infinity
}

const known = new Set(['number', 'integer', 'string', 'date', 'datetime', 'bytes'])

function compilePart(
  part: Model.Pattern[number],
  declared: Map<string, { name: string; options: Options }>,
  lang: Lang,
  formats: Formats,
): Piece | null {
  if (typeof part === 'string') return () => part
  if (part.type !== 'expression' || !part.arg) return null
  const { arg } = part
  if (arg.type === 'literal') return part.functionRef ? null : () => arg.value
  const own = part.functionRef
  const options = own ? literalOptions(own) : {}
  if (!options || (own && !known.has(own.name))) return null
  const kind = own ? { name: own.name, options } : declared.get(arg.name)
  const { name } = arg
  return (values) => writeValue(values[name], name, kind, lang, formats)
}

function writeValue(
  value: unknown,
  name: string,
  kind: { name: string; options: Options } | undefined,
  lang: Lang,
  formats: Formats,
): string {
  if (value === undefined || value === null) return `{$${name}}`
  if (kind?.name === 'string') return String(value)
  if (kind?.name === 'bytes') return formats.bytes(lang, Number(value))
  if (kind?.name === 'date') {
    const style = kind.options.style as 'long' | 'short' | 'month' | undefined
    return formats.date(lang, value instanceof Date ? value : String(value), style)
  }
  if (kind?.name === 'datetime' || (value instanceof Date && !kind)) {
    return formats.dateTime(lang, value instanceof Date ? value : new Date(String(value)))
  }
  if (kind?.name === 'integer') return formats.number(lang, Number(value), { digits: 0 })
  if (kind?.name === 'number' || typeof value === 'number' || typeof value === 'bigint') {
    const digits = kind?.options.digits
    const fixed = digits === undefined ? undefined : { digits: Number(digits) }
    return formats.number(lang, Number(value), fixed)
  }
  return String(value)
}

function literalOptions(reference: Model.FunctionRef): Options | null {
  const options: Options = {}
  const entries =
    reference.options instanceof Map
      ? reference.options.entries()
      : Object.entries(reference.options ?? {})
  for (const [key, value] of entries) {
    if (typeof value !== 'object' || value === null || value.type !== 'literal') return null
    options[key] = value.value
  }
  return options
}

function variablesOf(model: Model.Message): string[] {
  const found = new Set<string>()
  const locals = new Set<string>()
  for (const declaration of model.declarations) {
    if (declaration.type === 'local') locals.add(declaration.name)
    else found.add(declaration.name)
  }
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) walk(item)
    else if (node instanceof Map) for (const item of node.values()) walk(item)
    else if (typeof node === 'object' && node !== null) {
      const { type, name } = node as { type?: string; name?: string }
      if (type === 'variable' && name && !locals.has(name)) found.add(name)
      for (const item of Object.values(node)) walk(item)
    }
  }
  walk(model)
  return [...found].sort()
}
