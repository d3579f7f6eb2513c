// Asks another office for a report within a case, which stays where it is; that office answers, or gets some days more.
import { Readable } from 'node:stream'
import { type Actor, letOfficesRead } from '#people'
import type { FileStore } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { type CaseParts, actOnCase } from './act-on-case.ts'
import { mustSay } from './must-say.ts'
import { custodyInStep } from './project-case.ts'
import { mustWorkIn } from './return-case.ts'
import { mustBeOpen } from './route-case.ts'

interface OnCase {
  id: string
  seen: number | null
}

/**
 * Seven working days (Law 27444, art. 132.3). Answers the name of the task.
 * @throws CaseFilesError say-why, no-office, same-office, not-now, case-moved
 */
export async function requestReport(
  parts: CaseParts,
  actor: Actor,
  { id, seen, office, asked }: OnCase & { office: string; asked: string },
): Promise<string> {
  const said = mustSay(asked)
  return actOnCase(parts, actor, { id, verb: 'update', seen }, async (step) => {
    const custody = await custodyInStep(step)
    if (office === custody.office) throw new CaseFilesError('same-office')
    await mustBeOpen(step, [office])
    const task = `report-${custody.tasks.length + 1}`
    const clock = { kind: 'requested', task, rule: 'INF' }
    await step.append('requested', { clock, office, asked: said }, { office, task })
    await letOfficesRead(step.trx, { record: id, offices: [office] }, step.now)
    return task
  })
}

/**
 * By the office that was asked. The report is a document of the case, with its hash.
 * @throws CaseFilesError say-why, not-asked, not-yours, not-now, case-moved
 */
export async function answerReport(
  parts: CaseParts & { files: Pick<FileStore, 'put'> },
  actor: Actor,
  { id, seen, task, report }: OnCase & { task: string; report: string },
): Promise<void> {
  const said = mustSay(report)
  const bytes = Buffer.from(`${said}\n`)
  await actOnCase(parts, actor, { id, verb: 'read', seen }, async (step) => {
    const asked = (await custodyInStep(step)).tasks.find((each) => each.task === task)
    if (asked === undefined || asked.answered !== null) throw new CaseFilesError('not-asked')
    mustWorkIn(step, asked.office, 'draft')
    // On disk before anything says that it is there.
    const { hash } = await parts.files.put(Readable.from([bytes]))
    const content = { clock: { kind: 'answered', task }, file: { sha256: hash } }
    const seq = await step.append('answered', content, { task, files: [hash] })
    const name = `${task.replace('report', 'informe')}.txt`
    await step.addDocuments(seq, [
      { name, mediaType: 'text/plain', sha256: hash, bytes: bytes.length, kind: 'report' },
    ])
  })
}

/** Up to three days more, once, asked before its end (art. 132.3, 136.2). @throws CaseFilesError no-days, not-now */
export async function extendReport(
  parts: CaseParts,
  actor: Actor,
  { id, seen, task, days }: OnCase & { task: string; days: number },
): Promise<void> {
  if (!Number.isInteger(days) || days < 1) throw new CaseFilesError('no-days')
  await actOnCase(parts, actor, { id, verb: 'update', seen }, (step) =>
    step.append('extended', { clock: { kind: 'extended', task, days } }, { task, days }),
  )
}
