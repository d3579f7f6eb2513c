// A self-assessment: criteria with lists of which so many must be met, shown by evidence, accepted by a second person.
import { readFile } from 'node:fs/promises'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { ObservatoryError } from '../errors.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const Words = Type.Object(
  { es: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) },
  closed,
)
const Item = Type.Object({ id: Id, es: Type.String(), en: Type.String() }, closed)
const CriterionShape = Type.Object(
  {
    id: Id,
    /** As the source numbers it. */
    code: Type.Optional(Type.String({ maxLength: 10 })),
    name: Words,
    /** That the source has this criterion was read at second hand. */
    unverified: Type.Optional(Type.Literal(true)),
    need: Type.Integer({ minimum: 1 }),
    items: Type.Array(Item, { minItems: 1 }),
  },
  closed,
)
const Source = Type.Object(
  { title: Type.String(), url: Type.String({ pattern: '^https://' }) },
  closed,
)
const PackShape = Type.Object(
  {
    id: Id,
    name: Words,
    source: Source,
    /** Where else parts of it were read. */
    sources: Type.Optional(Type.Array(Source)),
    note: Words,
    /** Names of levels with the percent of criteria from which each holds, the lowest first. */
    levels: Type.Optional(
      Type.Array(
        Type.Object({ name: Words, from: Type.Integer({ minimum: 1, maximum: 100 }) }, closed),
      ),
    ),
    groups: Type.Array(
      Type.Object(
        { id: Id, name: Words, criteria: Type.Array(CriterionShape, { minItems: 1 }) },
        closed,
      ),
    ),
  },
  closed,
)
const FileShape = Type.Object(
  { format: Type.Literal('rimaq-assessments/1'), packs: Type.Array(PackShape) },
  closed,
)
const shape = Compile(FileShape)

export type AssessmentPack = Static<typeof PackShape>
export type Criterion = Static<typeof CriterionShape>

/** `assessments.json` of the folder. @throws ObservatoryError bad-pack */
export async function readAssessments(folder: URL): Promise<AssessmentPack[]> {
  const file = 'assessments.json'
  const content: unknown = JSON.parse(await readFile(new URL(file, folder), 'utf8'))
  if (!shape.Check(content)) {
    const [first] = shape.Errors(content)
    throw new ObservatoryError('bad-pack', {
      ...{ file, place: first?.instancePath ?? '', found: first?.message ?? '' },
    })
  }
  for (const pack of content.packs) {
    for (const { id, need, items } of criteriaOf(pack)) {
      if (need > items.length) {
        throw new ObservatoryError('bad-pack', { file, place: `${pack.id}/${id}`, found: 'need' })
      }
    }
  }
  return content.packs
}

export function criteriaOf({ groups }: AssessmentPack): Criterion[] {
  return groups.flatMap(({ criteria }) => criteria)
}

/** The level that the share of criteria met would be; null below the lowest, or where there are none. */
export function levelOf({ levels = [] }: AssessmentPack, { met, of }: Score) {
  return levels.findLast(({ from }) => (100 * met) / of >= from) ?? null
}

export type Review = 'open' | 'accepted' | 'refused'

/** What the city says of one criterion. */
export interface Claim {
  checked: readonly string[]
  evidence: string
  review: Review
  /** Of the reviewer. */
  remark: string
  /** Person who claimed; null for the operator. */
  by: string | null
}

export type Claims = Readonly<Record<string, Claim>>

export const standings = ['nothing', 'short', 'no-evidence', 'claimed', 'refused', 'met'] as const
export type Standing = (typeof standings)[number]

/** Only what is shown and accepted is met; the rest says what is missing. */
export function standingOf({ need, items }: Criterion, claim: Claim | undefined): Standing {
  if (claim === undefined || claim.checked.length === 0) return 'nothing'
  const known = items.filter(({ id }) => claim.checked.includes(id))
  if (known.length < need) return 'short'
  if (claim.evidence.trim() === '') return 'no-evidence'
  return claim.review === 'accepted' ? 'met' : claim.review === 'refused' ? 'refused' : 'claimed'
}

export interface Score {
  met: number
  claimed: number
  of: number
  /** Mean of the shares of the groups, 0 to 1: each group weighs the same. */
  share: number
  groups: readonly { id: string; met: number; of: number }[]
}

export function scoreOf(pack: AssessmentPack, claims: Claims): Score {
  const count = (criteria: readonly Criterion[], wanted: Standing): number =>
    criteria.filter((each) => standingOf(each, claims[each.id]) === wanted).length
  const groups = pack.groups.map(({ id, criteria }) => ({
    ...{ id, met: count(criteria, 'met'), of: criteria.length },
  }))
  const all = criteriaOf(pack)
  return {
    ...{ met: count(all, 'met'), claimed: count(all, 'claimed'), of: all.length, groups },
    share: groups.reduce((sum, { met, of }) => sum + met / of, 0) / groups.length,
  }
}
