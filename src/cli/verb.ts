// What a verb of the command line says about itself, and how its words are read.
import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util'
import { distance } from '#platform/early'
import type { Reading } from '#datasets'
import type { Lang, Locale, Translate } from '#platform'

export type CliLang = Extract<Lang, 'es' | 'en'>

export interface Verb {
  /** As typed, perhaps of two words: `dataset set`. */
  name: string
  /** Names of what stands after the verb; `?` at the end marks what may be left out, `...` one or more. */
  operands: readonly string[]
  /** Its own options; those of every verb are added. Meanings: message `cli.<verb>.options.<name>`. */
  options: Record<string, VerbOption>
  run(call: VerbCall): Promise<number>
}

export interface VerbOption extends ParseArgsOptionDescriptor {
  /** Placeholder in the help, such as `SLUG`; absent for switches. */
  value?: string
}

export interface VerbCall {
  operands: string[]
  /** A text option; undefined if not given. */
  text(name: string): string | undefined
  /** All values of an option that may be repeated. */
  texts(name: string): string[]
  /** A list written with commas. */
  list(name: string): string[] | undefined
  /** A whole number of at least `least`. Throws UsageError. */
  number(name: string, least: number): number | undefined
  has(name: string): boolean
  lang: CliLang
  json: boolean
  t: Translate
  locale: Locale
  out: Terminal
  err: Terminal
  /** Columns a table may take: the terminal's, or many where another program reads. */
  width: number
  env: NodeJS.ProcessEnv
  /** The file of the words, where somebody has begun to read it already. */
  started?: Reading
}

/** A stream that may be a terminal. */
export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number }

/** Exit codes. `no`: the question was answered, and the answer is no. */
export const exit = { fine: 0, no: 1, wrongUse: 2, failed: 3 } as const

/** Options every verb has. */
export const common: Record<string, VerbOption> = {
  json: { type: 'boolean' },
  lang: { type: 'string', value: 'es|en' },
  data: { type: 'string', value: 'FOLDER' },
  help: { type: 'boolean', short: 'h' },
}

/** Words that no verb understands; the key is a message of `cli.usage`. */
export class UsageError extends Error {
  readonly code: string
  readonly values: Record<string, string | number>
  constructor(code: string, values: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'UsageError'
    this.code = code
    this.values = values
  }
}

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>

/** Options and operands of a verb. Throws UsageError naming the word and the nearest right one. */
export function readWords(
  verb: Omit<Verb, 'run'>,
  words: string[],
): { values: Values; operands: string[] } {
  const options = { ...verb.options, ...common }
  const described = Object.fromEntries(
    Object.entries(options).map(([name, { value: _, ...option }]) => [name, option]),
  )
  const read = parseStrictly(words, described, Object.keys(options))
  const least = verb.operands.filter((name) => !name.endsWith('?')).length
  if (read.values['help'] !== true) {
    const missing = verb.operands[read.operands.length]
    if (read.operands.length < least)
      throw new UsageError('missing', { name: missing?.replace('...', '') ?? 'file' })
    const many = verb.operands.at(-1)?.endsWith('...') === true
    const extra = many ? undefined : read.operands[verb.operands.length]
    if (extra !== undefined) throw new UsageError('extra', { word: extra })
  }
  return read
}

function parseStrictly(
  words: string[],
  options: Record<string, ParseArgsOptionDescriptor>,
  known: string[],
): { values: Values; operands: string[] } {
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true })
    return { values, operands: positionals }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const word = /'(-{1,2}[^\s'=<]*)/.exec(message)?.[1] ?? ''
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const nearest = nearestTo(word.replace(/^-+/, ''), known)
      throw new UsageError(nearest === null ? 'unknown-option' : 'misspelt-option', {
        word,
        nearest: `--${nearest ?? ''}`,
      })
    }
    throw new UsageError('option-value', { word }, { cause })
  }
}

/** The known word within two slips, or null. */
export function nearestTo(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((each) => ({ each, slips: distance(word, each, 2) }))
    .toSorted((a, b) => a.slips - b.slips)
  const [first] = ranked
  return first !== undefined && first.slips <= 2 ? first.each : null
}
