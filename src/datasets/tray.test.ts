// Tests the tray: what filters find, pages of any depth, and that permission holds on every way to it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Actor } from '#people'
import { registerRecord } from '#people'
import type { TrayFilter, TrayPlace } from '#datasets'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

let on: PublishingOffice
/** Ids of the many, oldest first; every third one is of another office. */
const made: { id: string; own: boolean; slug: string; state: string }[] = []
const many = 620
const states = ['waiting', 'refused', 'withdrawn'] as const

before(async () => {
  on = await publishingOffice()
  const { database } = on.shelf
  const { rows } = await sql<{ slug: string; id: string; institution: string }>`
    SELECT slug, id, institution_id AS institution FROM people.office`.execute(database.kysely)
  const office = (slug: string) => rows.find((each) => each.slug === slug)
  const [own, other] = [office('municipalidad'), office('archivo')]
  const start = Date.parse('2026-01-01T12:00:00Z')
  await database.transaction(async (trx) => {
    for (let at = 0; at < many; at += 1) {
      const mine = at % 3 !== 0
      const state = states[at % 3 === 0 ? 0 : at % 2 === 0 ? 1 : 0] ?? 'waiting'
      const who = mine ? (at % 2 === 0 ? on.drafter : on.chief) : on.neighbour
      const slug = `tabla-${at % 20}`
      // Two share an instant, so that the order within one is tested too.
      const submitted = new Date(start + Math.floor(at / 2) * 3_600_000)
      const decided = state === 'waiting' ? null : submitted
      const { rows: added } = await sql<{ id: string }>`INSERT INTO datasets.submission
          (submitted, drafter, holding, slug, organisation, wanted, original_hash, original_name,
            original_bytes, report, state, decided_by, decided_at, reason)
        VALUES (${submitted}, ${who.person}, ${who.holding}, ${slug}, 'municipalidad',
          ${JSON.stringify({ title: `Título ${at}` })}, ${'a'.repeat(64)}, ${`archivo_${at}%.csv`}, 9,
          ${JSON.stringify({ rows: 1, columns: [], findings: [], privacy: null, stopped: false })},
          ${state}, ${decided && on.otherChief.person}, ${decided}, ${decided && 'No'})
        RETURNING id`.execute(trx)
      const id = added[0]?.id ?? ''
      const place = mine ? own : other
      await registerRecord(
        trx,
        {
          ...{ id, kind: 'submission', state, level: 'institution', drafter: who.person },
          ...{ institution: place?.institution ?? '', custody: place?.id ?? '' },
        },
        submitted,
      )
      made.push({ id, own: mine, slug, state })
    }
  })
})
after(() => on.close())

const ownIds = (wanted: (each: (typeof made)[number]) => boolean = () => true): string[] =>
  made
    .filter((each) => each.own && wanted(each))
    .map(({ id }) => id)
    .toSorted()

async function walk(actor: Actor, filter: TrayFilter, limit: number): Promise<string[]> {
  const shelf = on.as(actor)
  const ids: string[] = []
  let after: TrayPlace | null = null
  for (let pages = 0; pages < 1000; pages += 1) {
    const { submissions, next } = await shelf.submissions({ ...filter, limit, after })
    assert.ok(submissions.length <= limit)
    ids.push(...submissions.map(({ id }) => id))
    if (next === null) return ids
    after = next
  }
  return assert.fail('the pages do not end')
}

test('pages of any size hold each one the actor sees once, newest first, and nothing else', async () => {
  const reader = await on.signIn(on.reader)
  for (const limit of [7, 50, 200]) {
    const ids = await walk(reader, {}, limit)
    assert.equal(new Set(ids).size, ids.length)
    assert.deepEqual(ids.toSorted(), ownIds())
  }
  const { submissions } = await on.as(reader).submissions({ limit: 300 })
  const times = submissions.map(({ submitted }) => submitted.getTime())
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  )
})

test('what comes in while somebody turns pages moves nothing', async () => {
  const reader = await on.signIn(on.reader)
  const first = await on.as(reader).submissions({ limit: 30 })
  const path = await on.file('entra.csv', 'MONTO\n1\n2\n')
  const wish = { path, name: 'entra.csv', dataset: 'entra' }
  await on.handIn(await on.signIn(on.drafter), wish)
  const second = await on.as(reader).submissions({ limit: 30, after: first.next })
  const ids = [...first.submissions, ...second.submissions].map(({ id }) => id)
  assert.equal(new Set(ids).size, 60)
})

test('state, dataset, person, day and words narrow together', async () => {
  const reader = await on.signIn(on.reader)
  const refused = await walk(reader, { states: ['refused'] }, 100)
  assert.deepEqual(
    refused.toSorted(),
    ownIds(({ state }) => state === 'refused'),
  )
  const table = await walk(reader, { dataset: 'tabla-4' }, 100)
  assert.deepEqual(
    table.toSorted(),
    ownIds(({ slug }) => slug === 'tabla-4'),
  )
  const both = await walk(reader, { dataset: 'tabla-4', drafter: on.drafter.person }, 100)
  assert.ok(both.length > 0 && both.length <= table.length)
  // 2026-01-01T12:00Z is 07:00 of that day in Lima; its last hour begins at 04:00Z of the next.
  const zone = { timeZone: 'America/Lima' }
  const day = await walk(reader, { from: '2026-01-02', until: '2026-01-02', ...zone }, 100)
  const inDay = made.filter((each, at) => {
    const time = Date.parse('2026-01-01T12:00:00Z') + Math.floor(at / 2) * 3_600_000
    return (
      each.own &&
      time >= Date.parse('2026-01-02T05:00:00Z') &&
      time < Date.parse('2026-01-03T05:00:00Z')
    )
  })
  assert.deepEqual(day.toSorted(), inDay.map(({ id }) => id).toSorted())
  const words = await on.as(reader).submissions({ text: 'título ARCHIVO_601', limit: 10 })
  assert.deepEqual(
    words.submissions.map(({ wanted }) => wanted.title),
    ['Título 601'],
  )
  // A sign of patterns is a letter like others.
  const sign = await on.as(reader).submissions({ text: 'archivo_601% %%', limit: 10 })
  assert.equal(sign.submissions.length, 0)
})

test('another office, a resident and a visitor find nothing by any filter, count or name', async () => {
  const neighbour = await on.signIn(on.neighbour)
  const resident = await on.signIn({ ...on.reader, holding: null as never })
  const own = made.find((each) => each.own)
  for (const filter of [{}, { dataset: own?.slug ?? '' }, { text: 'archivo_601' }]) {
    const found = await walk(neighbour, filter, 100)
    assert.ok(found.every((id) => made.some((each) => each.id === id && !each.own)))
    for (const actor of [resident, { kind: 'visitor' } as const]) {
      assert.deepEqual(await walk(actor, filter, 100), [])
      assert.deepEqual(await on.as(actor).countSubmissions(filter), { count: 0, more: false })
    }
  }
  const { count } = await on.as(neighbour).countSubmissions({ drafter: on.drafter.person })
  assert.equal(count, 0)
  const names = await on.as(neighbour).submissionDrafters()
  assert.deepEqual(
    names.map(({ id }) => id),
    [on.neighbour.person],
  )
  const seen = await on.as(await on.signIn(on.reader)).submissionDrafters()
  assert.deepEqual(
    seen.map(({ id }) => id).toSorted(),
    [on.drafter.person, on.chief.person].toSorted(),
  )
  const noList = await on.signIn(on.onlyApproves)
  assert.deepEqual(await walk(noList, {}, 100), [])
})

test('what somebody is still looking at is in no other tray', async () => {
  const path = await on.file('mirando.csv', 'MONTO\n3\n4\n')
  const actor = await on.signIn(on.drafter)
  const wish = { path, name: 'mirando.csv', dataset: 'mirando' }
  const id = await on.handIn(actor, wish, { review: false })
  const filter = { dataset: 'mirando' }
  assert.deepEqual(await walk(actor, filter, 10), [id])
  assert.deepEqual(await walk(await on.signIn(on.chief), filter, 10), [])
  await on.as(actor).sendSubmission(id)
  assert.deepEqual(await walk(await on.signIn(on.chief), filter, 10), [id])
})
