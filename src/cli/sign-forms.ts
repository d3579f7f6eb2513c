// Signs in the form that was asked for: PAdES into a PDF, CAdES beside a file, XAdES into XML, ASiC as a container.
import { basename } from 'node:path'
import {
  type SignatureError,
  type SignOptions,
  type Signer,
  type Source,
  signAsic,
  signCades,
  signPdf,
  signXades,
  formByContent,
} from '@rimaq/signatures'
import { textOptions } from './sign-options.ts'
import { UsageError, type VerbCall } from './verb.ts'

export interface MadeSignature {
  /** What goes behind the file, or what is written instead of it. */
  tail?: Uint8Array
  bytes?: Uint8Array
  level: string
  pending: SignatureError | null
  /** The field of a PDF; null in other forms. */
  field: string | null
}

interface Form {
  /** The name of the result beside that of the file; `{name}` and `{end}` are its parts. */
  result: string
  sign(
    input: { source: Source; path: string },
    signer: Signer,
    options: SignOptions,
  ): Promise<MadeSignature>
}

const whole = ({ source }: { source: Source }): Uint8Array => source.read(0, source.size)

const forms = {
  pades: {
    result: '{name}.signed{end}',
    sign: async ({ source }, signer, options) => signPdf(source, signer, options),
  },
  cades: {
    result: '{name}{end}.p7s',
    sign: async (input, signer, options) => ({
      ...(await signCades(whole(input), signer, { ...options, packaging: 'detached' })),
      field: null,
    }),
  },
  xades: {
    result: '{name}.signed.xml',
    async sign(input, signer, options) {
      const bytes = whole(input)
      const markup = formByContent(input.source) === 'xml'
      const packaging = markup ? 'enveloped' : 'enveloping'
      return { ...(await signXades(bytes, signer, { ...options, packaging })), field: null }
    },
  },
  asice: {
    result: '{name}.asice',
    async sign(input, signer, options) {
      const file = { name: basename(input.path), bytes: whole(input) }
      return { ...(await signAsic([file], signer, { ...options, kind: 'asic-e' })), field: null }
    },
  },
} as const satisfies Record<string, Form>

/** PAdES by default. Throws UsageError for other words, and for options that only a PDF has. */
export function formOf(call: VerbCall): Form & { name: keyof typeof forms } {
  const word = call.text('form') ?? 'pades'
  const names = Object.keys(forms) as (keyof typeof forms)[]
  const name = names.find((one) => one === word)
  if (name === undefined)
    throw new UsageError('choice', { option: '--form', word, choices: names.join(', ') })
  if (name !== 'pades')
    for (const option of Object.keys(textOptions))
      if (call.text(option) !== undefined)
        throw new UsageError('clash', { a: `--form ${name}`, b: `--${option}` })
  return { ...forms[name], name }
}
