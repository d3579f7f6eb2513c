// The filer corrects what was observed: files and answers, all at once, from the page of the own case.
import { CaseFilesError } from '../errors.ts'
import { missingDocuments } from '../filing/filing-parts.ts'
import { type Answers, cleaned } from '../filing/form-answers.ts'
import { type CaseFile, type FiledFile, readCases } from '../filing/store-filings.ts'
import { secretsIn } from '../parties/secrets.ts'
import type { CaseParts, CaseStep } from './act-on-case.ts'
import { type Access, actOnMine } from './act-on-mine.ts'
import { deleteCorrectionFiles, readCorrectionFiles } from './store-corrections.ts'

export interface Correction {
  /** All answers of the form as they stand now. */
  answers: Answers
  note: string
  /** Places among what was attached that other parties are not to see. */
  secrets?: readonly number[]
}

/**
 * In time until the last second of the last day (Law 27444, art. 140.1). A procedure that is approved
 * by itself is, once nothing is missing (31.1).
 * @throws CaseFilesError nothing-corrected, not-now when the term is over, not-found
 */
export async function correctCase(
  parts: CaseParts,
  access: Access,
  { answers, note, secrets = [] }: Correction,
): Promise<void> {
  await actOnMine(parts, access, async (step) => {
    const { id } = step.filed
    const files = await readCorrectionFiles(step.trx, id)
    const changed = changedAnswers(step.filed.answers, answers)
    const said = cleaned(note).slice(0, 2_000)
    if (files.length === 0 && Object.keys(changed).length === 0 && said === '') {
      throw new CaseFilesError('nothing-corrected')
    }
    const content = {
      ...{ clock: { kind: 'corrected' }, answers: changed, note: said },
      files: files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
    }
    const told = { files: files.map(({ sha256 }) => sha256), answers: Object.keys(changed).length }
    const seq = await step.append('corrected', content, told)
    const places = await addFiles(step, seq, files)
    const kept = places.filter((_, at) => secrets.includes(files[at]?.position ?? -1))
    // Hidden from other parties from its first instant on.
    if (kept.length > 0) {
      const all = [...secretsIn(step.events), ...kept].toSorted((one, other) => one - other)
      await step.append('secrets-marked', { secrets: all }, { count: all.length })
    }
    await deleteCorrectionFiles(step.trx, id)
    await approveWhenComplete(step)
  })
}

async function addFiles(
  step: CaseStep,
  seq: number,
  files: readonly FiledFile[],
): Promise<number[]> {
  return step.addDocuments(
    seq,
    files.map(({ position: _, ...file }) => ({ ...file, origin: 'filer', kind: 'attachment' })),
  )
}

/** Only what is different; an answer that was taken away is an empty one. */
function changedAnswers(before: Answers, after: Answers): Answers {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return Object.fromEntries(
    [...names]
      .filter((name) => before[name] !== after[name])
      .map((name) => [name, after[name] ?? '']),
  )
}

async function approveWhenComplete(step: CaseStep): Promise<void> {
  const [now] = await readCases(step.trx, [step.filed.id])
  if (now === undefined || !isApprovedByItself(now)) return
  await step.append('approved', { clock: { kind: 'approved' } })
}

/** Automatic, with every requirement that its answers call for (Law 27444, art. 31.1). */
export function isApprovedByItself(filed: CaseFile): boolean {
  return filed.content.qualification === 'automatic' && missingDocuments(filed).length === 0
}
