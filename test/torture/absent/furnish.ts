// Puts into a running city what somebody must not know of, and signs those in who must not know of it.
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { registerRecord } from '#people'
import { appoint } from '../../../src/people/appoint.ts'
import { createRole } from '../../../src/people/create-role.ts'
import { giveRole } from '../../../src/people/give-role.ts'
import { openOffice } from '../../../src/people/open-office.ts'
import { openPosition } from '../../../src/people/open-position.ts'
import type { PeopleContext } from '../../../src/people/perform.ts'
import { registerInstitution } from '../../../src/people/register-institution.ts'
import { personByDocument } from '../../../src/people/store-people.ts'
import { peopleJournal } from '../../../src/acts-of-people.ts'
import type { TestCity } from '../../support/city.ts'

interface Target {
  name: string
  /** With `{id}` where what is asked for stands. */
  path: string
  /** Of something that is there and that the asker must not know of. */
  id: string
  /** Null for a visitor. */
  cookie: string | null
}

export interface AbsentCity {
  origin: string
  targets: Target[]
  /** Something that may be seen, for the control. */
  visible: Omit<Target, 'name'>
}

const act = 'Resolución de prueba 1-2026'
const password = 'siete llamas azules'
const manage = [
  'manage-organisation',
  'manage-people',
  'appoint',
  'manage-parties',
  'request-break-glass',
]
const work = ['read', 'list', 'draft', 'approve', 'publish', 'raise-level']

/** Two institutions; the second one's people ask for what the first one has. */
export async function furnish({ city, origin, publishPlaces }: TestCity): Promise<AbsentCity> {
  const { database, clock, records } = city
  const context: PeopleContext = {
    actor: { kind: 'operator' },
    database,
    clock,
    journal: peopleJournal(records.journal),
  }
  const hidden = await registerInstitution(context, { ruc: '20131312955', name: 'Una' })
  const other = await registerInstitution(context, { ruc: '20131380951', name: 'Otra' })
  const slug = city.identity.defaultOrganisation
  const office = await openOffice(context, newOffice(hidden, slug))
  const elsewhere = await openOffice(context, newOffice(other, 'otra-oficina'))
  let dni = 10_000_000

  /** A person with an account and a post; its cookie and holding. */
  async function official(
    institution: string,
    at: string,
    verbs: string[],
    family: 'work' | 'administer',
  ): Promise<{ cookie: string; holding: string }> {
    const number = String(++dni)
    const names = { givenNames: 'Persona', familyNames: `De Prueba ${number}`, email: null }
    const code = await city.accounts.invite({ dni: number, ...names })
    const person = (await personByDocument(database.kysely, 'DNI', number))?.id ?? ''
    const title = `Puesto ${number}`
    const position = await openPosition(context, {
      ...{ institution, office: at, code: `p${number}`, title, family, act },
    })
    const granted = verbs.map((verb) => ({ verb, procedure: '' }))
    const role = await createRole(context, {
      ...{ institution, slug: `r${number}`, name: title, family, verbs: granted },
    })
    await giveRole(context, { institution, position, role, act })
    const holding = await appoint(context, { institution, position, person, kind: 'titular', act })
    const answer = await fetch(`${origin}/entrar/codigo/clave`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin', origin },
      body: new URLSearchParams({ code, password }),
    })
    const cookie = /rimaq=([\w-]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
    if (cookie === undefined) throw new Error(`nobody was let in: ${answer.status}`)
    return { cookie, holding }
  }

  const drafter = await official(hidden, office, work, 'work')
  const manager = await official(other, elsewhere, manage, 'administer')
  const worker = await official(other, elsewhere, work, 'work')

  const record = randomUUID()
  const secret = randomUUID()
  const closed = { basis: 'Datos personales', reviewBy: '2030-01-01', state: 'open' }
  const common = { kind: 'case', institution: hidden, custody: office, ...closed }
  await database.transaction(async (trx) => {
    const now = clock.now()
    await registerRecord(trx, { id: record, level: 'restricted', ...common }, now)
    const authority = 'Alcaldía'
    await registerRecord(trx, { id: secret, level: 'secret', authority, ...common }, now)
  })
  const writer = city.shelf.as({ kind: 'operator' })
  await publishPlaces()
  const path = join(city.settings.data, 'temp', 'borrador.csv')
  await writeFile(path, 'codigo,nombre\n1,uno\n2,dos\n')
  await writer.publishFile({
    ...{ path, name: 'borrador.csv', dataset: 'borrador-oculto', title: 'Oculto', key: ['codigo'] },
  })
  await writer.changeState('borrador-oculto', 'withdrawn')
  await city.jobs.drain(['datasets.index'])
  const draft = await writer.dataset('borrador-oculto')
  const resource = draft?.resources[0]?.id ?? ''
  const visitor = { cookie: null }
  const targets: Target[] = [
    { name: 'office of another institution', path: '/admin/offices/{id}', id: office, ...manager },
    { name: 'renaming it', path: '/admin/offices/{id}/rename', id: office, ...manager },
    { name: 'closing it', path: '/admin/offices/{id}/close', id: office, ...manager },
    { name: 'succeeding it', path: '/admin/offices/{id}/succeed', id: office, ...manager },
    { name: 'a post in it', path: '/admin/offices/{id}/positions/new', id: office, ...manager },
    {
      name: 'ending a holding there',
      path: '/admin/holdings/{id}/end',
      id: drafter.holding,
      ...manager,
    },
    { name: 'restricted record', path: '/admin/records/case/{id}', id: record, ...worker },
    {
      name: 'restricted record, administrator',
      path: '/admin/records/case/{id}',
      id: record,
      ...manager,
    },
    {
      name: 'restricted record, visitor',
      path: '/admin/records/case/{id}',
      id: record,
      ...visitor,
    },
    { name: 'secret record', path: '/admin/records/case/{id}', id: secret, ...worker },
    { name: 'secret record, own office', path: '/admin/records/case/{id}', id: secret, ...drafter },
    ...[visitor, worker].flatMap(({ cookie }) => {
      const who = cookie === null ? 'visitor' : 'official elsewhere'
      const at = (name: string, path_: string, id: string): Target => ({
        ...{ name: `${name}, ${who}`, path: path_, id, cookie },
      })
      return [
        at('page of a draft', '/dataset/{id}', 'borrador-oculto'),
        at('JSON of a draft', '/api/v1/datasets/{id}', 'borrador-oculto'),
        at('JSON of its resource', '/api/v1/resources/{id}', resource),
        at('rows of its resource', '/api/v1/resources/{id}/rows', resource),
        at('export of its resource', '/api/v1/resources/{id}/export.csv', resource),
        at('CKAN of a draft', '/api/3/action/package_show?id={id}', 'borrador-oculto'),
        at('CKAN of its resource', '/api/3/action/resource_show?id={id}', resource),
        at('CKAN rows', '/api/3/action/datastore_search?resource_id={id}', resource),
        at('dump of its resource', '/datastore/dump/{id}', resource),
        at('DCAT of a draft', '/dataset/{id}.ttl', 'borrador-oculto'),
      ]
    }),
  ]
  return { origin, targets, visible: { path: '/dataset/{id}', id: 'lugares', cookie: null } }
}

function newOffice(institution: string, slug: string): Parameters<typeof openOffice>[1] {
  return { institution, parent: null, slug, name: `Oficina ${slug}`, act }
}
