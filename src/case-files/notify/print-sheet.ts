// Prints a sheet as a document of the case: certificates are sealed and get a code by which anybody verifies them.
import type { CaseStep } from '../case/act-on-case.ts'
import { chunk, noteIssued, sealAndKeep, verificationUrl } from '../seal/issue-document.ts'
import { makePdf } from '../seal/make-pdf.ts'
import { newVerificationCode } from '../seal/verification-code.ts'
import type { NotifyParts } from './notify-parts.ts'
import type { Sheet } from './sheet.ts'

/** A stored document on its way into the file of a case. */
export interface Printed {
  name: string
  mediaType: string
  sha256: string
  bytes: number
  kind: string
}

/** Its bytes are durable before an event names them; the register gets it in the transaction of the step. */
export async function sealedSheet(
  parts: NotifyParts,
  { trx, filed }: Pick<CaseStep, 'trx' | 'filed'>,
  { sheet, name, kind }: { sheet: Sheet; name: string; kind: 'proof' | 'notice' },
): Promise<Printed> {
  const { locale, url, institution, seal } = parts
  const t = locale.for('es')
  const code = newVerificationCode()
  const note = seal.about.test ? ` ${t('case-files.seal.test')}` : ''
  const pdf = await makePdf({
    ...{ ...sheet, code, url: verificationUrl(url, code) },
    footer: `${sheet.footer}${note}`,
  })
  const kept = await sealAndKeep(parts, { pdf, reason: sheet.title })
  const { title } = sheet
  const about = { code, kind, caseId: filed.id, title, issuer: institution }
  await noteIssued(trx, parts, { ...about, openToAll: false, kept })
  const { hash: sha256, bytes } = kept
  return { name, kind, mediaType: 'application/pdf', sha256, bytes }
}

/** What a citizen wrote on the page, as a document: it is not the entity's, which does not seal it. */
export async function plainSheet(
  { files }: Pick<NotifyParts, 'files'>,
  { sheet, name, kind }: { sheet: Sheet; name: string; kind: 'appeal' | 'writing' },
): Promise<Printed> {
  const { hash: sha256, bytes } = await files.put(chunk(await makePdf(sheet)))
  return { name, kind, mediaType: 'application/pdf', sha256, bytes }
}
