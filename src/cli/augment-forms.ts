// Raises a signature's level in the form it has: within a PDF, or in a message, markup or container written anew.
import {
  type AugmentedPdf,
  type AugmentOptions,
  SignatureError,
  type Source,
  augmentAsic,
  augmentCades,
  augmentPdf,
  augmentXades,
  formByContent,
} from '@rimaq/signatures'

export interface MadeHigher {
  /** What goes behind the file, or what is written instead of it. */
  tail?: Uint8Array
  bytes?: Uint8Array
  level: string
  pending: { level: string; error: SignatureError; comeBack: Date | null } | null
  renewBefore: Date | null
}

/** `content` is what was signed, for a signature that lies apart from it. Throws SignatureError. */
export async function raise(
  source: Source,
  { collect, ...options }: AugmentOptions & Required<Pick<AugmentOptions, 'collect'>>,
  content?: Uint8Array,
): Promise<MadeHigher | AugmentedPdf> {
  const form = formByContent(source)
  if (form === 'pdf') return augmentPdf(source, { ...options, collect })
  const given = { ...options, collect, ...(content === undefined ? {} : { content }) }
  const bytes = source.read(0, source.size)
  const augment = { asic: augmentAsic, xml: augmentXades, cms: augmentCades, other: null }[form]
  if (augment === null) throw new SignatureError('unsupported', { what: 'this form' })
  const made = await augment(bytes, given)
  const pending = made.pending === null ? null : { ...made.pending, comeBack: null }
  return { bytes: made.bytes, level: made.level, pending, renewBefore: null }
}
