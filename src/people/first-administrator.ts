// Gives whoever makes the first account, by the console's code, a post from which the rest is set up.
import type { Clock, Database, Schema } from '#platform'
import type { Transaction } from 'kysely'
import type { PersonId } from './actor.ts'
import { appoint } from './appoint.ts'
import { giveRole } from './give-role.ts'
import { holdingsOf, loadHolding } from './load-holding.ts'
import { openOffice } from './open-office.ts'
import { openPosition } from './open-position.ts'
import type { Journal, PeopleContext } from './perform.ts'
import { createStartingRoles, registerInstitution } from './register-institution.ts'
import { positionByCode, readInstitutions, readOffices, readRoles } from './store-organisation.ts'

/** What enrolment asks of this room; main.ts joins them. */
export interface FirstAdministrator {
  /** No institution is written down yet: its RUC is asked for. */
  needsRuc(): Promise<boolean>
  /** In the transaction that makes the account. @throws PeopleError bad-document for a wrong RUC */
  appoint(trx: Transaction<Schema>, first: { person: PersonId; ruc: string | null }): Promise<void>
}

const office = { slug: 'administracion-de-rimaq', name: 'Administración de Rimaq' }
const post = { code: 'primera-administracion', title: 'Administración de Rimaq (primera cuenta)' }
const role = 'administrador'

/** The legal act cited: there is none yet, and the holding says so. */
const act = 'Código de primera cuenta, mostrado en la consola del servidor; sin resolución'

/**
 * Writes down, as acts of the operator, what is missing: institution with the starting roles, an office,
 * a position of the family administer, and the person as its titular. A person who administers people
 * already is left as it is.
 */
export function firstAdministrator(parts: {
  database: Database
  clock: Clock
  journal: Journal
  /** Name of the institution, from the city's pack. */
  institution: string
}): FirstAdministrator {
  const { database, clock, journal } = parts
  return {
    async needsRuc() {
      return (await readInstitutions(database.kysely)).length === 0
    },
    async appoint(trx, { person, ruc }) {
      const inner: Database = { ...database, kysely: trx, transaction: (work) => work(trx) }
      const actor = { kind: 'operator' } as const
      const context: PeopleContext = { actor, database: inner, clock, journal }
      for (const { id } of await holdingsOf(trx, person, clock.now())) {
        const held = await loadHolding(trx, id, clock.now())
        if (held?.verbs.has('manage-people')) return
      }
      const [known] = await readInstitutions(trx)
      const institution =
        known?.id ??
        (await registerInstitution(context, { ruc: ruc ?? '', name: parts.institution }))
      if ((await readRoles(trx, institution)).length === 0) {
        await createStartingRoles(context, institution)
      }
      const position = await postIn(context, trx, institution)
      await appoint(context, { institution, position, person, kind: 'titular', act })
    },
  }
}

/** The position, opened with its office where it is not there yet. */
async function postIn(
  context: PeopleContext,
  trx: Transaction<Schema>,
  institution: string,
): Promise<string> {
  const there = await positionByCode(trx, institution, post.code)
  if (there !== null) return there.id
  const offices = await readOffices(trx, institution, context.clock.now())
  const at =
    offices.find(({ slug }) => slug === office.slug)?.id ??
    (await openOffice(context, { institution, parent: null, ...office, act }))
  const family = 'administer' as const
  const position = await openPosition(context, { institution, office: at, ...post, family, act })
  const administers = (await readRoles(trx, institution)).find(({ slug }) => slug === role)
  await giveRole(context, { institution, position, role: administers?.id ?? '', act })
  return position
}
