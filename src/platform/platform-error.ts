// The errors of the ground: a closed list of codes, each with a sentence for people and a remedy.
import en from './platform-error.en.json' with { type: 'json' }
import es from './platform-error.es.json' with { type: 'json' }

export type PlatformErrorCode = keyof typeof en

const sentences: Record<'es' | 'en', Record<PlatformErrorCode, string>> = { es, en }

export const platformErrorCodes = Object.keys(en) as PlatformErrorCode[]

/**
 * An error of settings, database, migrations, files or jobs. `message` is the English sentence (for
 * the log); `sentence('es')` is the same for a person. `details` are the values of the sentence and
 * the evidence; they never hold a secret.
 */
export class PlatformError extends Error {
  readonly code: PlatformErrorCode
  readonly details: Readonly<Record<string, Detail>>

  constructor(
    code: PlatformErrorCode,
    details: Readonly<Record<string, Detail>> = {},
    cause?: unknown,
  ) {
    super(fill(sentences.en[code], details, 'en'), cause === undefined ? undefined : { cause })
    this.name = 'PlatformError'
    this.code = code
    this.details = details
  }

  /** The sentence in the reader's language; there is none in Quechua yet, so Spanish stands for it. */
  sentence(lang: 'es' | 'en' | 'qu'): string {
    const known = lang === 'en' ? 'en' : 'es'
    return fill(sentences[known][this.code], this.details, known)
  }
}

/** A value of a sentence: the same in every language, or one text per language. */
export type Detail = string | number | { es: string; en: string }

function fill(
  sentence: string,
  details: Readonly<Record<string, Detail>>,
  lang: 'es' | 'en',
): string {
  return sentence.replace(/\{\$(\w+)\}/g, (whole, name: string) => {
    const value = details[name]
    if (value === undefined) return whole
    return typeof value === 'object' ? value[lang] : String(value)
  })
}
