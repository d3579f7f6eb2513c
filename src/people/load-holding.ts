// Loads a holding as it is valid at an instant, and lists those a person may choose from.
import type { Holding, HoldingId, PartyId, PersonId } from './actor.ts'
import {
  type Db,
  type GrantedVerb,
  type HoldingRow,
  officesSeen,
  partiesOf,
  suspendedVerbs,
  validHoldings,
  verbsOfDelegate,
  verbsOfPosition,
} from './store-holdings.ts'

/** A holding in words, for the choice at sign-in and the head of pages. */
export interface HoldingSummary {
  id: HoldingId
  kind: Holding['kind']
  family: Holding['family']
  position: string
  office: string
  until: Date | null
}

/** Null when the holding does not exist or is not valid at the instant. */
export async function loadHolding(db: Db, id: HoldingId, now: Date): Promise<Holding | null> {
  const [row] = await validHoldings(db, { id }, now)
  if (row === undefined) return null
  const verbs = await verbsNow(db, row, now)
  return {
    id: row.id as HoldingId,
    kind: row.kind,
    institution: row.institution as Holding['institution'],
    office: row.office as Holding['office'],
    position: row.position as Holding['position'],
    family: row.family,
    from: row.from,
    until: row.until,
    verbs: new Set(verbs.map(nameOf)),
    offices: (await officesSeen(db, row.position, now)) as Holding['offices'][number][],
  }
}

/** All holdings of a person that are valid at the instant, oldest first. */
export async function holdingsOf(db: Db, personId: PersonId, now: Date): Promise<HoldingSummary[]> {
  const rows = await validHoldings(db, { person: personId }, now)
  return rows.map((row) => ({
    id: row.id as HoldingId,
    kind: row.kind,
    family: row.family,
    position: row.title,
    office: row.officeName,
    until: row.until,
  }))
}

/** Parties the person is, or represents for every procedure at the instant. */
export async function partiesOfPerson(db: Db, personId: PersonId, now: Date): Promise<PartyId[]> {
  const rows = await partiesOf(db, personId, now)
  const whole = rows.filter(({ scope }) => scope === '*').map(({ party }) => party as PartyId)
  return [...new Set(whole)]
}

/** Parties the person represents in one procedure only at the instant; `Actor.mandates`. */
export async function mandatesOfPerson(
  db: Db,
  personId: PersonId,
  now: Date,
): Promise<{ party: PartyId; procedure: string }[]> {
  const rows = await partiesOf(db, personId, now)
  return rows
    .filter(({ scope }) => scope !== '*')
    .map(({ party, scope }) => ({ party: party as PartyId, procedure: scope }))
}

/** `sign`, or `sign licencia` where a procedure narrows it. */
export function nameOf({ verb, procedure }: GrantedVerb): string {
  return procedure === '' ? verb : `${verb} ${procedure}`
}

/** A delegate has what is listed and what the position still grants; a grantor may have handed some on. */
async function verbsNow(db: Db, row: HoldingRow, now: Date): Promise<GrantedVerb[]> {
  const granted = await verbsOfPosition(db, row.position, now)
  if (row.grantor !== null) return within(await verbsOfDelegate(db, row.id), granted)
  return without(granted, await suspendedVerbs(db, row.id, now))
}

/** The listed items that the granted ones cover; a wider item is narrowed to what is granted. */
export function within(
  listed: readonly GrantedVerb[],
  granted: readonly GrantedVerb[],
): GrantedVerb[] {
  return listed.flatMap((item) => {
    const same = granted.filter(({ verb }) => verb === item.verb)
    if (same.some(({ procedure }) => procedure === '' || procedure === item.procedure))
      return [item]
    return item.procedure === '' ? same : []
  })
}

/**
 * The granted items less those handed on. A verb for every procedure of which one procedure was
 * handed on stays; decide() is told of the exception by a name that begins with `not`.
 */
export function without(
  granted: readonly GrantedVerb[],
  gone: readonly GrantedVerb[],
): GrantedVerb[] {
  return granted.flatMap((item) => {
    const same = gone.filter(({ verb }) => verb === item.verb)
    if (same.some(({ procedure }) => procedure === '' || procedure === item.procedure)) return []
    const excepted = item.procedure === '' ? same : []
    return [item, ...excepted.map(({ procedure }) => ({ verb: `not ${item.verb}`, procedure }))]
  })
}
