// Tests who may hand in, approve, refuse and take back a file, and who may not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Actor, PersonId } from '#people'
import type { Official } from '../../test/support/test-people.ts'
import { type PublishingOffice, publishingOffice } from '../../test/support/publishing-office.ts'

let on: PublishingOffice
before(async () => {
  on = await publishingOffice()
})
after(() => on.close())

const table = 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n'
const notFound = { code: 'not-found' }
const denied = (reason: string) => ({ code: 'not-permitted', detail: { reason } })

async function handIn(actor: Actor, dataset: string, content = table): Promise<string> {
  const path = await on.file('obras.csv', content)
  return on.handIn(actor, { path, name: 'obras.csv', dataset })
}

const drafter = () => on.signIn(on.drafter)
const chief = (proven = true) => on.signIn(on.chief, proven)

test('a visitor, another office and the console hand nothing in', async () => {
  await assert.rejects(handIn({ kind: 'visitor' }, 'obras'), notFound)
  await assert.rejects(handIn(await on.signIn(on.neighbour), 'obras'), notFound)
  await assert.rejects(handIn({ kind: 'operator' }, 'obras'), denied('verb-not-granted'))
  await assert.rejects(handIn(await on.signIn(on.reader), 'obras'), denied('verb-not-granted'))
})

test('who drafted does not approve, refuse or see nothing of it; a second person of the office may', async () => {
  const id = await handIn(await on.signIn(on.chief), 'propio')
  await assert.rejects(on.as(await chief()).approveSubmission(id), denied('same-person'))
  await assert.rejects(on.as(await chief()).refuseSubmission(id, 'No'), denied('same-person'))
  const second = on.as(await on.signIn(on.otherChief, true))
  assert.equal((await second.approveSubmission(id)).version, 1)
})

test('what another office handed in is absent for everybody else', async () => {
  const id = await handIn(await drafter(), 'ajeno')
  for (const actor of [
    { kind: 'visitor' } as const,
    await on.signIn(on.neighbour, true),
    await on.signIn({ ...on.chief, holding: null as never }, true),
  ]) {
    const shelf = on.as(actor)
    assert.equal(await shelf.submission(id), null)
    assert.deepEqual(await shelf.submissions({ limit: 50 }), { submissions: [], next: null })
    assert.deepEqual(await shelf.submissionDrafters(), [])
    await assert.rejects(shelf.approveSubmission(id), notFound)
    await assert.rejects(shelf.refuseSubmission(id, 'No'), notFound)
    await assert.rejects(shelf.withdrawSubmission(id), notFound)
    await assert.rejects(shelf.changeSubmission(id, { privacy: { apply: true } }), notFound)
    await assert.rejects(shelf.sendSubmission(id), notFound)
    await assert.rejects(shelf.awaitReading(id, { most: 0 }), notFound)
    assert.equal(await shelf.submissionTable(id), null)
  }
  assert.equal((await on.as(await chief()).submission(id))?.state, 'waiting')
  await assert.rejects(on.as(await chief()).approveSubmission('no-uuid'), notFound)
})

test('an approval needs its verb and a proof of presence that is not old', async () => {
  const id = await handIn(await drafter(), 'prueba')
  const reader = on.as(await on.signIn(on.reader, true))
  await assert.rejects(reader.approveSubmission(id), denied('verb-not-granted'))
  const unproven = on.as(await chief(false))
  await assert.rejects(unproven.approveSubmission(id), denied('proof-needed'))
  await assert.rejects(unproven.refuseSubmission(id, 'No'), denied('proof-needed'))
  const proven = on.as(await chief())
  on.people.clock.pass(600_001)
  await assert.rejects(proven.approveSubmission(id), denied('proof-needed'))
  assert.equal((await on.as(await chief()).submission(id))?.state, 'waiting')
})

test('who approves needs the right to publish the dataset too', async () => {
  const id = await handIn(await drafter(), 'sin-publicar')
  const only = on.as(await on.signIn(on.onlyApproves, true))
  await assert.rejects(only.approveSubmission(id), denied('verb-not-granted'))
})

test('a holding that ended counts no more, though the person is still signed in', async () => {
  const id = await handIn(await drafter(), 'cesado')
  const leaving: Official = await on.makeChief()
  const actor = await on.signIn(leaving, true)
  const dropped = on.as(await on.signIn(leaving))
  await on.end(leaving)
  await assert.rejects(on.as(actor).approveSubmission(id), denied('holding-ended'))
  await assert.rejects(
    on
      .file('otra.csv', table)
      .then((path) => dropped.submitFile({ path, name: 'otra.csv', dataset: 'cesado-dos' })),
    denied('holding-ended'),
  )
})

test('only the drafter takes back, and only while nobody decided', async () => {
  const id = await handIn(await drafter(), 'retirado')
  await assert.rejects(on.as(await chief()).withdrawSubmission(id), denied('not-in-custody'))
  await on.as(await drafter()).withdrawSubmission(id)
  assert.equal((await on.as(await drafter()).submission(id))?.state, 'withdrawn')
  const decided = { code: 'decided-already' }
  await assert.rejects(on.as(await drafter()).withdrawSubmission(id), decided)
  await assert.rejects(on.as(await chief()).approveSubmission(id), decided)
  await assert.rejects(on.as(await chief()).refuseSubmission(id, 'Tarde'), decided)
})

test('the database lets the program decide once and change nothing else', async () => {
  const id = await handIn(await drafter(), 'firme')
  const db = on.shelf.database.kysely
  for (const change of [
    sql`UPDATE datasets.submission SET slug = 'otro' WHERE id = ${id}`,
    sql`UPDATE datasets.submission SET drafter = ${on.chief.person} WHERE id = ${id}`,
    sql`DELETE FROM datasets.submission WHERE id = ${id}`,
    sql`TRUNCATE datasets.submission`,
    sql`UPDATE datasets.submission SET state = 'refused', decided_by = drafter,
      decided_at = ${on.people.clock.now()}, reason = 'x' WHERE id = ${id}`,
  ]) {
    await assert.rejects(change.execute(db), /permission denied|two_people/)
  }
  await on.as(await chief()).refuseSubmission(id, 'Falta la fuente')
  await assert.rejects(
    sql`UPDATE datasets.submission SET reason = 'otra' WHERE id = ${id}`.execute(db),
    /decided once/,
  )
})

test('a program acts within its token: dataset, scopes, revocation', async () => {
  await on.publish('del-robot')
  await on.publish('de-otro')
  const send = async (actor: Actor, dataset: string, at: 'draft' | 'publish'): Promise<unknown> => {
    const path = await on.file('robot.csv', `${table}${dataset.length},CALLAO\n`)
    const request = { path, name: 'robot.csv', dataset }
    return at === 'draft' ? on.as(actor).submitFile(request) : on.as(actor).publishByToken(request)
  }
  const maker: PersonId = on.drafter.person
  const drafts = await on.token({ maker, verbs: ['draft'], dataset: 'del-robot' })
  await send(drafts.actor, 'del-robot', 'draft')
  await assert.rejects(send(drafts.actor, 'de-otro', 'draft'), notFound)
  await assert.rejects(send(drafts.actor, 'del-robot', 'publish'), denied('verb-not-granted'))
  const wide = await on.token({ maker, verbs: ['publish'], dataset: null })
  await assert.rejects(send(wide.actor, 'del-robot', 'publish'), denied('verb-not-granted'))
  await assert.rejects(send(wide.actor, 'del-robot', 'draft'), denied('outside-scope'))
  const publishes = await on.token({ maker, verbs: ['publish'], dataset: 'del-robot' })
  await assert.rejects(send(publishes.actor, 'de-otro', 'publish'), notFound)
  await send(publishes.actor, 'del-robot', 'publish')
  await on.revoke(publishes.id)
  await assert.rejects(send(publishes.actor, 'del-robot', 'publish'), denied('outside-scope'))
})

test('what a token drafted is not approved by who made the token', async () => {
  const { actor } = await on.token({ maker: on.chief.person, verbs: ['draft'], dataset: null })
  const id = await handIn(actor, 'de-programa')
  await assert.rejects(on.as(actor).approveSubmission(id), denied('same-person'))
  await assert.rejects(on.as(await chief()).approveSubmission(id), denied('same-person'))
  const second = on.as(await on.signIn(on.otherChief, true))
  assert.equal((await second.approveSubmission(id)).version, 1)
})
