// Runs one command: finds its verb, reads its words, and turns every error into a sentence.
import { readFileSync } from 'node:fs'
import type { Reading } from '#datasets'
import type { Locale } from '#platform'
import { explainError } from './explain-error.ts'
import { commandLocale } from './command-locale.ts'
import { overview, verbHelp } from './help.ts'
import { languageOf } from './language.ts'
import {
  type CliLang,
  type Terminal,
  UsageError,
  type Values,
  type Verb,
  type VerbCall,
  exit,
  nearestTo,
  readWords,
} from './verb.ts'
import { loadVerb, loadVerbs, verbNames } from './verbs.ts'

export interface CommandContext {
  env: NodeJS.ProcessEnv
  out: Terminal
  err: Terminal
  /** The file that the words publish, where its reading was begun; whoever began it ends it. */
  started?: Reading
}

/** The exit code. `words` are those after the program's name. */
export async function runCommand(words: string[], context: CommandContext): Promise<number> {
  const locale = commandLocale()
  let lang = languageOf(undefined, context.env)
  const json = words.includes('--json')
  try {
    lang = languageOf(langAmong(words), context.env)
    return await dispatch(words, context, { lang, locale })
  } catch (error) {
    const explained = await explainError(error, lang, locale)
    const { code, sentence } = explained
    if (json) context.out.write(`${JSON.stringify({ error: { code, message: sentence } })}\n`)
    else context.err.write(`rimaq: ${sentence}\n`)
    if (explained.unexpected && context.env['RIMAQ_LOG'] !== undefined) {
      context.err.write(`${error instanceof Error ? (error.stack ?? '') : ''}\n`)
    }
    return explained.exit
  }
}

/** Before the verb is known: its own reading of the words may be what fails. */
function langAmong(words: string[]): string | undefined {
  const at = words.indexOf('--lang')
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith('--lang='))?.slice(7)
}

async function dispatch(
  words: string[],
  context: CommandContext,
  { lang, locale }: { lang: CliLang; locale: Locale },
): Promise<number> {
  const t = locale.for(lang)
  const [first = 'help'] = words
  if (first === '--version' || first === '-v' || first === 'version') {
    context.out.write(`rimaq ${version()}\n`)
    return exit.fine
  }
  if (first === 'help' || first === '--help' || first === '-h') {
    const named = words.slice(1).filter((word) => !word.startsWith('-') && !/^(es|en)$/.test(word))
    context.out.write(
      named.length === 0 ? overview(await loadVerbs(), t) : verbHelp(await verbNamed(named), t),
    )
    return exit.fine
  }
  const verb = await verbNamed(words)
  const { values, operands } = readWords(verb, words.slice(verb.name.split(' ').length))
  if (values['help'] === true) {
    context.out.write(verbHelp(verb, t))
    return exit.fine
  }
  const { out } = context
  const width = out.isTTY === true ? out.columns || 100 : 1_000
  return verb.run({ ...context, ...reader(values), operands, lang, locale, t, width })
}

async function verbNamed(words: string[]): Promise<Verb> {
  const verb = (await loadVerb(words.slice(0, 2).join(' '))) ?? (await loadVerb(words[0] ?? ''))
  if (verb !== null) return verb
  const word = words[0] ?? ''
  const nearest = nearestTo(word, [...verbNames, 'dataset'])
  if (nearest === 'dataset') throw new UsageError('misspelt-verb', { word, nearest: 'dataset set' })
  throw nearest === null
    ? new UsageError('unknown-verb', { word })
    : new UsageError('misspelt-verb', { word, nearest })
}

function reader(
  values: Values,
): Pick<VerbCall, 'text' | 'texts' | 'list' | 'number' | 'has' | 'json'> {
  const text = (name: string): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    text,
    texts(name) {
      const value = values[name]
      return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
    },
    list: (name) =>
      text(name)
        ?.split(',')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    number(name, least) {
      const word = text(name)
      if (word === undefined) return undefined
      const number = /^\d{1,15}$/.test(word) ? Number(word) : NaN
      if (number >= least) return number
      throw new UsageError('number', { option: `--${name}`, word, least })
    },
    has: (name) => values[name] !== undefined && values[name] !== false,
    json: values['json'] === true,
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
