// Makes a signed document an act: number, seal, event, journal and state in one transaction, or none of them.
import { letRead, permitNow } from '#people'
import { type CaseStep, actAsCity } from '../case/act-on-case.ts'
import { observe, stageFor } from '../case/observe-case.ts'
import { othersIn } from '../case/parties.ts'
import { custodyInStep } from '../case/project-case.ts'
import { dayIn } from '../civil-day.ts'
import { CaseFilesError } from '../errors.ts'
import type { EntitySeal } from '../seal/entity-seal.ts'
import { noteIssued } from '../seal/issue-document.ts'
import { numberShown, seriesOf, titles } from './act.ts'
import type { ActParts } from './act-parts.ts'
import { faultOf } from './faults.ts'
import { fields } from './judge-signature.ts'
import { observedItems } from './observed-items.ts'
import { mustWait } from './prepare-batch.ts'
import { signerActor } from './signer-actor.ts'
import { bytesOf, once } from './stored-bytes.ts'
import { type Act, markSetAside, markSigned, readAct, readText } from './store-acts.ts'
import { type Signatory, signatoryOf } from './store-posts.ts'
import { type Item, batchById, markItemSigned, markRefused, readItem } from './store-signing.ts'
import { dayInWords } from './words.ts'

/** Goes on with what was received where a process was killed; sent in the transaction that receives. */
export const finishJob = 'case-files.finish-signature'

/**
 * Safe to be done again at any point, and by two processes at once: the number is taken under the
 * act's own name, and its work is done once.
 * @throws what is no document's fault; what is, stands beside the document
 */
export async function finishAct(
  parts: ActParts,
  key: { batch: string; act: string },
): Promise<void> {
  const { database, clock, records } = parts
  const item = await readItem(database.kysely, key)
  const act = await readAct(database.kysely, key.act)
  if (item === null || act === null || item.state === 'signed') return
  if (act.number === null && item.state !== 'received') return
  try {
    const series = { institution: act.institution, kind: seriesOf(act.kind) }
    // A number that was given before is that of the first signature; this one adds nothing.
    if (act.number === null) {
      await records.takeNumber({ series, key: `act:${act.id}` }, (trx, taken) =>
        seal(parts, { trx, item, taken }),
      )
    }
    await database.transaction((trx) => markItemSigned(trx, item, clock.now()))
  } catch (error) {
    const why = faultOf(error)
    if (why === null) throw error
    await markRefused(database.kysely, item, why, clock.now())
  }
}

interface Given {
  trx: CaseStep['trx']
  item: Item
  taken: { year: number; number: number }
}

async function seal(parts: ActParts, { trx, item, taken }: Given): Promise<void> {
  const now = parts.clock.now()
  const batch = await batchById(trx, item.batch)
  if (batch === null) throw new CaseFilesError('batch-gone')
  const actor = await signerActor(trx, batch, now)
  // The right of this instant, not of the one in which the batch was chosen (invariant 15).
  await permitNow(trx, { actor, now, find: { verb: 'sign', kind: 'case', id: item.caseId } })
  const signatory = await signatoryOf(trx, batch.holding, now)
  if (signatory === null) throw new CaseFilesError('holding-ended')
  await actAsCity({ ...parts, within: trx, actor }, item.caseId, async (step) => {
    const act = await readAct(trx, item.act, true)
    if (act === null) throw new CaseFilesError('not-found')
    mustWait(act, item)
    mustDecide(step, act)
    await write(parts, { step, act, item, taken, holding: batch.holding, signatory })
  })
}

/** Nothing is decided against what silence has granted (Law 27444, art. 188.1; invariant 12). */
function mustDecide({ state }: CaseStep, { effect }: Act): void {
  if (effect === null) return
  if (state.phase === 'approved') throw new CaseFilesError('approved-by-silence')
}

async function write(
  parts: ActParts,
  given: {
    step: CaseStep
    act: Act
    item: Item
    taken: Given['taken']
    holding: string
    signatory: Signatory
  },
): Promise<void> {
  const { step, act, item, taken, holding, signatory } = given
  const { trx, now } = step
  const entity = { seal: mustSeal(parts), clock: parts.clock }
  const sealed = await withSeal(parts, {
    act,
    item,
    taken,
    now,
    institution: signatory.institution,
  })
  const { hash, bytes } = await parts.files.put(once(sealed))
  const number = numberShown(taken)
  const told = {
    ...{ act: act.id, kind: act.kind, number, title: act.title, sha256: hash },
    ...{ holding, text: act.textVersion, certificate: item.signerStatus ?? 'not-asked' },
    ...(act.setsAside === null ? {} : { setsAside: act.setsAside }),
  }
  const seq = await tell(step, act, told)
  const name = `${titles[act.kind]} ${number}.pdf`
  const file = { name, mediaType: 'application/pdf', sha256: hash, bytes, kind: act.kind }
  await step.addDocuments(seq, [file])
  const level = item.level ?? 'B-B'
  await noteIssued(trx, entity, {
    ...{
      code: act.code,
      kind: act.kind,
      caseId: item.caseId,
      title: `${titles[act.kind]} ${number}`,
    },
    ...{ issuer: signatory.institution, openToAll: false },
    // What no authority has timed yet is timed later, by the same job as all that is sealed.
    kept: { hash, bytes, level, pending: level === 'B-B' && entity.seal.stamps },
  })
  await markSigned(trx, act.id, {
    ...{ year: taken.year, number: taken.number, signedAt: now },
    ...{ holding, sha256: hash, event: seq },
  })
  if (act.setsAside !== null) await setAside(step, act)
  await letRead(trx, { record: item.caseId, offices: act.copyOffices }, now)
  await markItemSigned(trx, item, now)
}

interface Told extends Record<string, unknown> {
  number: string
  sha256: string
}

/** The event of the signature: a decision, an observation, or a document and no more. Answers its seq. */
async function tell(step: CaseStep, act: Act, told: Told): Promise<number> {
  const { kind, effect } = act
  const said = { number: told.number, kind, files: [told.sha256] }
  if (kind === 'observation') return observeBy(step, act, { content: told, said })
  if (effect === null) return step.append('act-signed', told, said)
  // Whoever takes part is to be notified too: the act is not firm before.
  const others = othersIn(step.events).map(({ id }) => id)
  const clock = { kind: 'decided', ...(others.length === 0 ? {} : { others }) }
  const content = { ...told, clock, effect, appeals: appealsOf(step) }
  return step.append('decided', content, { ...said, effect })
}

/** The notice observes by being signed: what it lists, in the same transaction (Law 27444, art. 125, 126). */
async function observeBy(
  step: CaseStep,
  act: Act,
  { content, said }: { content: Told; said: Record<string, unknown> },
): Promise<number> {
  const custody = await custodyInStep(step)
  const text = await readText(step.trx, act.id, act.textVersion)
  const items = observedItems(text?.body ?? '', custody.observations.at(-1)?.items ?? [])
  // The code is for whoever was observed: by it the notice is verified.
  const more = { content: { ...content, code: act.code }, said }
  return observe(step, { stage: stageFor({ custody, state: step.state }), items }, more)
}

/** The other act stays as it is; that it counts no more is told by this one. */
async function setAside(step: CaseStep, act: Act): Promise<void> {
  const other = act.setsAside === null ? null : await readAct(step.trx, act.setsAside, true)
  if (other?.caseId !== act.caseId || other.state !== 'signed') {
    throw new CaseFilesError('act-not-signed')
  }
  await markSetAside(step.trx, other.id, act.id)
  await step.append('act-set-aside', { act: other.id, by: act.id })
}

/** What must be told with a decision (art. 24.1.6): which appeals, before whom, within which term. */
function appealsOf({ filed }: CaseStep): Record<string, unknown> {
  const { offices } = filed.content
  return {
    days: 15,
    reconsideration: offices.reconsideration ?? offices.decides,
    appeal: offices.appeal ?? offices.decides,
  }
}

/** @throws CaseFilesError no-seal */
function mustSeal({ seal }: ActParts): EntitySeal {
  if (seal === null) throw new CaseFilesError('no-seal')
  return seal
}

/**
 * The signed document with the entity's seal behind it, which carries number and date. No network is
 * asked here: others wait for their numbers.
 * @throws CaseFilesError no-seal
 */
async function withSeal(
  parts: ActParts,
  given: {
    act: Act
    item: Item
    taken: Given['taken']
    now: Date
    institution: string
  },
): Promise<Uint8Array> {
  const { act, item, taken, now, institution } = given
  const seal = mustSeal(parts)
  const signed = await bytesOf(parts, item.received)
  const title = `${titles[act.kind]} N.º ${numberShown(taken)}`
  const sealed = await seal.seal(signed, {
    field: fields.seal,
    reason: title,
    untimed: true,
    appearance: {
      language: 'es',
      timeZone: parts.calendars.book.zone,
      lines: [
        title,
        `${parts.city}, ${dayInWords(dayIn(now, parts.calendars.book.zone))}`,
        institution,
      ],
    },
  })
  return sealed.bytes
}
