// An office that answers for datasets, with people of different rights in it and programs with tokens.
import { sql } from 'kysely'
import type { Actor, PersonId } from '#people'
import { endHolding } from '../../src/people/end-holding.ts'
import { hashOf, newToken } from '../../src/people/accounts/secrets.ts'
import { identifyToken } from '../../src/people/accounts/tokens.ts'
import { type Official, type TestPeople, act, testPeople } from './test-people.ts'
import type { SubmitOptions, SubmitRequest } from '#datasets'
import { type TestShelf, testShelf } from './test-shelf.ts'

export interface PublishingOffice {
  shelf: TestShelf
  people: TestPeople
  /** Of the office `municipalidad`, by their rights. */
  drafter: Official
  chief: Official
  otherChief: Official
  reader: Official
  onlyApproves: Official
  /** Chief of another office. */
  neighbour: Official
  makeChief(): Promise<Official>
  end(who: Official): Promise<void>
  signIn(who: Official, proven?: boolean): Promise<Actor>
  as(actor: Actor): ReturnType<TestShelf['shelf']['as']>
  file: TestShelf['file']
  /** Hands a file in and waits until it is read; answers its id. */
  handIn(actor: Actor, request: SubmitRequest, options?: SubmitOptions): Promise<string>
  /** Hands it in again with other wishes, waits, and sends it for review where nothing stops it. */
  change(
    actor: Actor,
    id: string,
    wishes: Pick<SubmitRequest, 'privacy' | 'repairs'>,
  ): Promise<string>
  /** Publishes a small table as the console does. */
  publish(dataset: string): Promise<void>
  /** A program with a token the person made, identified as the server does. */
  token(wish: {
    maker: PersonId
    verbs: string[]
    dataset: string | null
  }): Promise<{ actor: Actor; id: string; secret: string }>
  revoke(token: string): Promise<void>
  /** What the journal says of one record. */
  acts(about: string): Promise<{ act: string; body: string }[]>
  close(): Promise<void>
}

const all = ['read', 'list', 'draft', 'approve', 'publish']

export async function publishingOffice(): Promise<PublishingOffice> {
  let people: TestPeople | null = null
  const start = new Date('2026-03-02T15:00:00Z')
  const shelf = await testShelf({ clock: { now: () => people?.clock.now() ?? start } })
  const { database } = shelf
  const made = await testPeople({ database, now: start })
  people = made
  const institution = await made.institution('Municipalidad de prueba')
  const office = await made.office(institution, 'municipalidad')
  const elsewhere = await made.office(institution, 'archivo')
  const role = (slug: string, verbs: string[]) => made.role(institution, slug, verbs)
  const chiefs = await role('jefe', all)
  const makeChief = () => made.official(office, chiefs)
  const chief = await makeChief()
  const robots = await role('robot', all)
  const { rows } = await sql<{ id: string }>`INSERT INTO people.position
      (institution_id, office_id, code, title, family, valid_from, act, recorded_at)
    VALUES (${institution}, ${office}, 'robot', 'Robot', 'work', ${start}, ${act}, ${start})
    RETURNING id`.execute(database.kysely)
  const position = rows[0]?.id ?? ''
  await sql`INSERT INTO people.position_role
      (institution_id, position_id, role_id, family, valid_from, act, recorded_at)
    VALUES (${institution}, ${position}, ${robots}, 'work', ${start}, ${act}, ${start})`.execute(
    database.kysely,
  )
  const systems = await sql<{ id: string }>`INSERT INTO people.holding
      (institution_id, position_id, program, kind, valid_from, act, recorded_at)
    VALUES (${institution}, ${position}, 'Cargas', 'system', ${start}, ${act}, ${start})
    RETURNING id`.execute(database.kysely)
  const system = systems.rows[0]?.id ?? ''
  let count = 0
  await shelf.jobs.work()

  async function accountOf(person: PersonId): Promise<string> {
    const known = await sql<{ id: string }>`SELECT id FROM people.account
      WHERE person_id = ${person}`.execute(database.kysely)
    if (known.rows[0]) return known.rows[0].id
    const added = await sql<{ id: string }>`INSERT INTO people.account
        (person_id, name, state, user_handle, created)
      VALUES (${person}, 'Prueba', 'active', ${`handle of ${person}`}, ${start})
      RETURNING id`.execute(database.kysely)
    return added.rows[0]?.id ?? ''
  }

  return {
    shelf,
    people: made,
    drafter: await made.official(office, await role('redacta', ['read', 'list', 'draft'])),
    chief,
    otherChief: await makeChief(),
    reader: await made.official(office, await role('lee', ['read', 'list'])),
    onlyApproves: await made.official(office, await role('aprueba', ['read', 'approve'])),
    neighbour: await made.official(elsewhere, chiefs),
    makeChief,
    end: ({ holding }) => endHolding(made.operator, { institution, holding, act }),
    signIn: ({ person, holding }, proven = false) => made.signIn(person, holding, proven),
    as: (actor) => shelf.shelf.as(actor),
    async handIn(actor, request, options) {
      const own = shelf.shelf.as(actor)
      const { id } = await own.submitFile(request, options)
      await own.awaitReading(id, { most: 60_000 })
      return id
    },
    async change(actor, id, wishes) {
      const own = shelf.shelf.as(actor)
      const next = await own.changeSubmission(id, wishes)
      const { report } = await own.awaitReading(next.id, { most: 60_000 })
      if (report?.stopped === false) await own.sendSubmission(next.id)
      return next.id
    },
    file: (name, content) => shelf.file(`${(count += 1)}-${name}`, content),
    async publish(dataset) {
      const path = await shelf.file(`${dataset}.csv`, `MONTO,DISTRITO\n1,ATE\n${count},LIMA\n`)
      const request = { path, name: `${dataset}.csv`, dataset }
      await shelf.shelf.as({ kind: 'operator' }).publishFile(request)
    },
    async token({ maker, verbs, dataset }) {
      const secret = newToken()
      const now = made.clock.now()
      const { rows: tokens } = await sql<{ id: string }>`INSERT INTO people.token
          (hash, name, account_id, holding_id, verbs, dataset, created, expires)
        VALUES (${hashOf(secret)}, 'Cargas', ${await accountOf(maker)}, ${system}, ${verbs},
          ${dataset}, ${now}, ${new Date(now.getTime() + 86_400_000)}) RETURNING id`.execute(
        database.kysely,
      )
      const journal = { write: async () => undefined }
      const time = { now: () => made.clock.now() } as Parameters<typeof identifyToken>[0]['time']
      const parts = { database, time, journal }
      const found = await identifyToken(
        parts,
        { token: secret, lenient: false },
        { ip: '127.0.0.1' },
      )
      return { actor: found?.actor as Actor, id: tokens[0]?.id ?? '', secret }
    },
    async revoke(token) {
      await sql`UPDATE people.token SET revoked = ${made.clock.now()} WHERE id = ${token}`.execute(
        database.kysely,
      )
    },
    async acts(about) {
      const found = await sql<{ act: string; body: string }>`SELECT e.act, c.body::text AS body
        FROM records.entry e JOIN records.content c ON c.entry = e.id
        WHERE e.about_id = ${about}`.execute(database.kysely)
      return found.rows
    },
    close: () => shelf.close(),
  }
}
