// Gives every room its sentences in Spanish, English and Quechua, read and checked at start or, for a command, when they are said.
import { existsSync, readFileSync } from 'node:fs'
import type { Lang, Locale, Translate } from '../ground.ts'
import { compileMessage } from './compile.ts'
import type { Sentence } from './compile.ts'
import { createFormats } from './formats.ts'
import type { Formats } from './formats.ts'

const languages: readonly Lang[] = ['es', 'en', 'qu']

export interface LocaleOptions {
  /** Room name and the folder that holds its `messages.{es,en,qu}.json`. */
  rooms: { room: string; folder: URL }[]
  /** IANA name; default `America/Lima`. */
  timeZone?: string
  /** What stands in place of a sentence that no catalogue holds. Default: throws MessageError. */
  missing?: (key: string, lang: Lang) => string
  /**
   * A language is read at its first sentence and a sentence compiled when it is first said: for
   * commands, which say a few of thousands. Default: all at once, so that what is broken stops the start.
   */
  late?: boolean
}

/** A catalogue that does not parse, or a key that no catalogue holds. */
export class MessageError extends Error {
  readonly code: 'broken-catalogue' | 'missing-key'
  constructor(code: MessageError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MessageError'
    this.code = code
  }
}

/**
 * Reads the catalogues of the rooms. Keys are full (`"open-data.search.count"`), or nested, or stand
 * without the room: all three are the same key. Where Quechua has no sentence the Spanish one is
 * given. Throws MessageError naming file and key, with `late` when the sentence is asked for.
 */
export function createLocale(options: LocaleOptions): Locale {
  const { timeZone = 'America/Lima' } = options
  const formats = createFormats({ timeZone })
  const catalogues = {} as Record<Lang, Catalogue>
  for (const lang of languages) {
    catalogues[lang] = new Catalogue(options.rooms, lang, formats)
    if (options.late !== true) catalogues[lang].compileAll()
  }
  const missing = options.missing ?? refuseMissing
  const translators = {} as Record<Lang, Translate>
  for (const lang of languages) {
    const own = catalogues[lang]
    translators[lang] = (key, values) => {
      const sentence = own.find(key) ?? (lang === 'qu' ? catalogues.es.find(key) : undefined)
      return sentence ? sentence(values ?? {}) : missing(key, lang)
    }
  }
  const { number, date, dateTime, ago, bytes } = formats
  return {
    languages,
    timeZone,
    for: (lang) => translators[lang],
    number,
    date,
    dateTime,
    ago,
    bytes,
  }
}

/** The sentences of all rooms in one language. */
class Catalogue {
  readonly #rooms: LocaleOptions['rooms']
  readonly #lang: Lang
  readonly #formats: Formats
  readonly #compiled = new Map<string, Sentence>()
  /** What was read and is not compiled yet. */
  #texts: Map<string, string> | null = null

  constructor(rooms: LocaleOptions['rooms'], lang: Lang, formats: Formats) {
    this.#rooms = rooms
    this.#lang = lang
    this.#formats = formats
  }

  find(key: string): Sentence | undefined {
    const known = this.#compiled.get(key)
    if (known) return known
    const texts = (this.#texts ??= this.#read())
    const text = texts.get(key)
    if (text === undefined) return undefined
    const sentence = compile(key, text, this.#lang, this.#formats)
    this.#compiled.set(key, sentence)
    texts.delete(key)
    return sentence
  }

  compileAll(): void {
    for (const key of (this.#texts ??= this.#read()).keys()) this.find(key)
  }

  #read(): Map<string, string> {
    const texts = new Map<string, string>()
    for (const { room, folder } of this.#rooms) {
      for (const [key, text] of readCatalogue(room, folder, this.#lang)) texts.set(key, text)
    }
    return texts
  }
}

/** The entries of one catalogue file as full keys; an absent file has none. */
export function readCatalogue(room: string, folder: URL, lang: Lang): Map<string, string> {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  const file = new URL(`messages.${lang}.json`, base)
  const entries = new Map<string, string>()
  if (!existsSync(file)) return entries
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new MessageError('broken-catalogue', `${room}/messages.${lang}.json is not JSON`, {
      cause,
    })
  }
  flatten(content, room, entries)
  return entries
}

function flatten(node: unknown, prefix: string, entries: Map<string, string>): void {
  if (typeof node === 'string') entries.set(prefix, node)
  else if (typeof node === 'object' && node !== null) {
    for (const [key, child] of Object.entries(node)) {
      const full = key === prefix || key.startsWith(`${prefix}.`)
      flatten(child, full ? key : `${prefix}.${key}`, entries)
    }
  }
}

function compile(key: string, text: string, lang: Lang, formats: Formats): Sentence {
  try {
    return compileMessage(text, lang, formats).write
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MessageError('broken-catalogue', `${key} (${lang}) does not parse: ${why}`, { cause })
  }
}

function refuseMissing(key: string, lang: Lang): string {
  throw new MessageError('missing-key', `no message ${key} in ${lang}`)
}
