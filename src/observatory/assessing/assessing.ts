// How a self-assessment is filled in: one person claims with evidence, another accepts or refuses.
import type { Actor } from '#people'
import type { Clock, Database } from '#platform'
import type { Journal } from '#records'
import { hashOf } from '../aggregate.ts'
import { ObservatoryError } from '../errors.ts'
import { mustWrite, personOf } from '../house/permit.ts'
import { type StoredSheet, addSheet, lockSheet, sheetVersions } from '../house/store-house.ts'
import {
  type AssessmentPack,
  type Claim,
  type Claims,
  criteriaOf,
  readAssessments,
} from './assessment.ts'

export interface Assessing {
  packs(): Promise<AssessmentPack[]>
  claims(pack: string): Promise<Claims>
  as(actor: Actor): {
    claim(pack: string, criterion: string, said: Pick<Claim, 'checked' | 'evidence'>): Promise<void>
    review(
      pack: string,
      criterion: string,
      said: { accept: boolean; remark: string },
    ): Promise<void>
  }
}

export interface AssessingParts {
  database: Database
  clock: Clock
  journal: Journal
  /** Holds assessments.json. */
  folder: URL
}

/** @throws ObservatoryError not-permitted, not-found, same-person, wrong-state, no-reason, bad-pack */
export function createAssessing(parts: AssessingParts): Assessing {
  const { database, folder } = parts
  let read: Promise<AssessmentPack[]> | null = null
  const packs = (): Promise<AssessmentPack[]> => (read ??= readAssessments(folder))
  const claims = async (pack: string): Promise<Claims> => {
    const [newest] = (await sheetVersions(
      database.kysely,
      'assessment',
      pack,
    )) as StoredSheet<Claims>[]
    return newest?.content ?? {}
  }
  return {
    packs,
    claims,
    as: (actor) => ({
      async claim(pack, criterion, { checked, evidence }) {
        const asked = await criterionOf(await packs(), pack, criterion)
        const known = asked.items.flatMap(({ id }) => (checked.includes(id) ? [id] : []))
        const text = evidence.trim().slice(0, 2000)
        await write(parts, actor, { pack, criterion, verb: 'draft' }, () => ({
          ...{ checked: known, evidence: text, review: 'open', remark: '', by: personOf(actor) },
        }))
      },
      async review(pack, criterion, { accept, remark }) {
        await criterionOf(await packs(), pack, criterion)
        const said = remark.trim().slice(0, 2000)
        if (!accept && said === '') throw new ObservatoryError('no-reason')
        await write(parts, actor, { pack, criterion, verb: 'publish' }, (before) => {
          if (before === undefined || before.review !== 'open')
            throw new ObservatoryError('wrong-state')
          const person = personOf(actor)
          if (person !== null && person === before.by) throw new ObservatoryError('same-person')
          return { ...before, review: accept ? 'accepted' : 'refused', remark: said }
        })
      },
    }),
  }
}

async function criterionOf(packs: AssessmentPack[], pack: string, id: string) {
  const found = packs.find((each) => each.id === pack)
  const criterion = found && criteriaOf(found).find((each) => each.id === id)
  if (criterion === undefined) throw new ObservatoryError('not-found', { city: id })
  return criterion
}

async function write(
  { database, clock, journal }: AssessingParts,
  actor: Actor,
  { pack, criterion, verb }: { pack: string; criterion: string; verb: 'draft' | 'publish' },
  change: (before: Claim | undefined) => Claim,
): Promise<void> {
  const now = clock.now()
  mustWrite(actor, verb, now)
  await database.transaction(async (trx) => {
    await lockSheet(trx, 'assessment', pack)
    const [newest] = (await sheetVersions(trx, 'assessment', pack)) as StoredSheet<Claims>[]
    const before = newest?.content ?? {}
    const content: Claims = { ...before, [criterion]: change(before[criterion]) }
    const hash = hashOf(content)
    if (newest?.hash === hash) return
    const version = (newest?.version ?? 0) + 1
    await addSheet(trx, {
      ...{ kind: 'assessment', id: pack, version, content, hash, withdrawn: false },
      ...{ author: personOf(actor), recorded: now },
    })
    await journal.write(trx, {
      act: 'sheet.saved',
      actor,
      about: { kind: 'sheet', id: `assessment ${pack}` },
      content: { kind: 'assessment', id: pack, criterion, version, hash },
    })
  })
}
