// Writes down an institution, the boundary that no holding crosses.
import { isRuc } from './check-digits.ts'
import { PeopleError } from './errors.ts'
import { type PeopleContext, perform } from './perform.ts'
import { createRole } from './create-role.ts'
import type { Family } from './actor.ts'
import type { Db } from './store-holdings.ts'
import { insertInstitution, readInstitutions } from './store-organisation.ts'

/** Only the operator may. @throws PeopleError bad-document, already-there, not-permitted */
export async function registerInstitution(
  context: PeopleContext,
  input: { ruc: string; name: string },
): Promise<string> {
  if (context.actor.kind !== 'operator') {
    throw new PeopleError('not-permitted', { reason: 'verb-not-granted' })
  }
  if (!isRuc(input.ruc)) throw new PeopleError('bad-document', { type: 'RUC', number: input.ruc })
  return perform(context, 'register-institution', async (trx, now) => {
    const id = await insertInstitution(trx, input, now)
    return { answer: id, about: { kind: 'institution', id }, content: { ...input } }
  })
}

/** Id of the institution with this RUC; null when it is not written down. */
export async function institutionByRuc(db: Db, ruc: string): Promise<string | null> {
  return (await readInstitutions(db)).find((each) => each.ruc === ruc)?.id ?? null
}

interface StartingRole {
  slug: string
  name: string
  family: Family
  below?: boolean
  verbs: readonly string[]
}

const ofDesk = ['read', 'list', 'search', 'query', 'export', 'update', 'draft', 'route'] as const

/** Roles to begin with; an institution makes others as it needs them. */
const startingRoles: readonly StartingRole[] = [
  {
    slug: 'mesa-de-partes',
    name: 'Mesa de partes',
    family: 'work',
    verbs: ['read', 'list', 'search', 'receive', 'route'],
  },
  {
    slug: 'especialista',
    name: 'Especialista',
    family: 'work',
    verbs: [...ofDesk, 'sign', 'raise-level'],
  },
  {
    slug: 'jefe',
    name: 'Jefatura',
    family: 'work',
    below: true,
    verbs: [
      ...ofDesk,
      'assign',
      'sign',
      'approve',
      'delegate',
      'publish',
      'change-state',
      'raise-level',
      'propose-lower-level',
      'lower-level',
      'name-credential',
    ],
  },
  { slug: 'asesor-legal', name: 'Asesoría legal', family: 'work', verbs: [...ofDesk, 'consult'] },
  {
    slug: 'archivo',
    name: 'Archivo',
    family: 'work',
    verbs: ['read', 'list', 'search', 'export', 'seal', 'destroy'],
  },
  {
    slug: 'auditor',
    name: 'Control institucional',
    family: 'audit',
    verbs: ['read', 'list', 'search', 'query', 'export', 'request-break-glass'],
  },
  {
    slug: 'administrador',
    name: 'Administración de la organización',
    family: 'administer',
    verbs: [
      'manage-organisation',
      'manage-people',
      'appoint',
      'manage-parties',
      'request-break-glass',
      'approve-break-glass',
    ],
  },
]

/** Gives an institution the roles to begin with. @throws PeopleError already-there */
export async function createStartingRoles(
  context: PeopleContext,
  institution: string,
): Promise<void> {
  for (const { verbs, ...role } of startingRoles) {
    const granted = verbs.map((verb) => ({ verb, procedure: '' }))
    await createRole(context, { institution, ...role, verbs: granted })
  }
}
