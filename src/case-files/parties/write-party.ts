// A party beside the filer says something in writing, or answers what it was told: received whatever it lacks.
import { CaseFilesError } from '../errors.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { type Evidence, reasonsIn } from '../notify/deliver.ts'
import { type NotifyParts, type PartyAccess, actOnSeat } from '../notify/notify-parts.ts'
import { plainSheet } from '../notify/print-sheet.ts'
import { settleCase } from '../notify/settle.ts'
import type { Sheet } from '../notify/sheet.ts'

/**
 * Arguments and documents may be brought at any time before the decision (Law 27444, art. 161). The
 * text becomes a document of the case; its event carries the instant.
 * @throws CaseFilesError not-found, not-now, no-reasons
 */
export async function writeAsParty(
  parts: NotifyParts,
  access: PartyAccess,
  { text, file }: { text: string; file: Evidence | null },
): Promise<void> {
  const words = reasonsIn(text)
  await actOnSeat(parts, access, async (step, { id, party }) => {
    await settleCase(parts, step)
    if (party === null) throw new CaseFilesError('not-found')
    const t = parts.locale.for('es')
    const title = t('case-files.parties.writing')
    const sheet: Sheet = {
      ...{ title, lang: 'es', heading: [party.name, `${party.document} ${party.number}`] },
      blocks: [
        {
          kind: 'summary',
          rows: [
            { label: t('case-files.receipt.number'), value: shownNumber(step.filed) },
            {
              label: t('case-files.parties.role'),
              value: t(`case-files.parties.is.${party.role}`),
            },
          ],
        },
        ...words.split(/\n{2,}/).map((each) => ({ kind: 'paragraph' as const, text: each })),
      ],
      footer: t('case-files.notify.appeal.foot'),
      made: step.now,
    }
    const paper = await plainSheet(parts, { sheet, name: `${title}.pdf`, kind: 'writing' })
    const files = [paper, ...(file === null ? [] : [{ ...file, kind: 'writing' }])].map((each) => ({
      ...each,
      origin: 'filer' as const,
    }))
    const listed = files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }))
    const seq = await step.append('party-wrote', { party: id, files: listed }, {})
    await step.addDocuments(seq, files)
  })
}
