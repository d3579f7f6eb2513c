// Begins an act in a case: a template, its fields filled from what the city knows, and a first text.
import { type Actor, namesOfPerson } from '#people'
import { actOnCase } from '../case/act-on-case.ts'
import { CaseFilesError } from '../errors.ts'
import { newVerificationCode } from '../seal/verification-code.ts'
import { type ActParts, officialOf } from './act-parts.ts'
import { type Surroundings, fieldsFor, fill } from './fields.ts'
import { insertAct, insertText, readAct, updateAct } from './store-acts.ts'
import { namesOfPlace } from './store-posts.ts'
import { newestTemplates } from './store-templates.ts'
import { dayInWords } from './words.ts'

/**
 * `setsAside` is the signed act of the same case that this one is to set aside.
 * @throws CaseFilesError not-found, not-permitted, no-template, act-not-signed
 */
export async function beginAct(
  parts: ActParts,
  actor: Actor,
  given: { caseId: string; template: string; setsAside?: string | null },
): Promise<string> {
  const { person } = officialOf(actor)
  const { caseId, setsAside = null } = given
  return actOnCase(parts, actor, { id: caseId, verb: 'draft' }, async (step) => {
    const { trx, now, filed, standing } = step
    const template = (await newestTemplates(trx)).find(({ code }) => code === given.template)
    if (template === undefined) throw new CaseFilesError('no-template')
    if (setsAside !== null) {
      const other = await readAct(trx, setsAside)
      if (other?.caseId !== caseId || other.state !== 'signed') {
        throw new CaseFilesError('act-not-signed')
      }
    }
    const place = { institution: filed.institution, office: standing.office }
    const { institution, office } = await namesOfPlace(trx, place, now)
    const around: Surroundings = {
      ...{ institution, office, city: parts.city },
      drafter: (await namesOfPerson(trx, person)) ?? '',
      today: dayInWords(step.state.today),
      received: dayInWords(filed.receivedOn),
      due: filed.dueOn === null ? 'sin fecha límite' : dayInWords(filed.dueOn),
    }
    const values = fieldsFor(filed, around)
    const { content } = template
    const id = await insertAct(
      trx,
      {
        ...{ caseId, institution: filed.institution, kind: content.kind, drafter: person },
        ...{
          template: template.code,
          templateVersion: template.version,
          code: newVerificationCode(),
        },
        title: unmarked(fill(content.title, values)).slice(0, 300),
        effect: content.effect ?? null,
      },
      now,
    )
    await insertText(trx, { actId: id, version: 1, body: fill(content.body, values), person }, now)
    if (setsAside !== null) await updateAct(trx, id, { setsAside })
    return id
  })
}

/** A title is plain text. */
function unmarked(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1')
}
