// What can go wrong on the shelf, as codes; the sentences for people are in the message catalogues.
import { type Language, type PrivacyFinding, describePrivacy, listPrivacy } from '@rimaq/tables'

export type DatasetsErrorCode =
  | 'not-found'
  | 'not-permitted'
  | 'slug-taken'
  | 'bad-slug'
  | 'bad-value'
  | 'unknown-organisation'
  | 'unknown-theme'
  | 'unknown-licence'
  | 'no-organisation'
  | 'nothing-to-append-to'
  | 'columns-do-not-match'
  | 'changed-meanwhile'
  | 'file-not-found'
  | 'not-a-file'
  | 'file-changed'
  | 'disk-full'
  | 'privacy'
  | 'decided-already'
  | 'not-ready'
  | 'reading-failed'
  | 'bad-pack'
  | 'pack-colour'

/** An error a person can act on. `detail` holds the values its sentence needs. */
export class DatasetsError extends Error {
  readonly code: DatasetsErrorCode
  readonly detail: Record<string, string | number>
  /** Of `privacy`: what stops the publication. */
  readonly findings: readonly PrivacyFinding[]
  constructor(
    code: DatasetsErrorCode,
    detail: Record<string, string | number> = {},
    options: ErrorOptions & { findings?: readonly PrivacyFinding[] } = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'DatasetsError'
    this.code = code
    this.detail = detail
    this.findings = options.findings ?? []
  }
}

/** The values of the sentence of an error; those of `privacy` are in the reader's language. */
export function sentenceValues(
  { detail, findings }: DatasetsError,
  lang: Language,
): Record<string, string | number> {
  if (findings.length === 0) return detail
  const remedies = findings.flatMap((each) => describePrivacy(each, [], lang).remedies[0] ?? [])
  return { ...detail, list: listPrivacy(findings, lang), remedies: remedies.join(' ') }
}
