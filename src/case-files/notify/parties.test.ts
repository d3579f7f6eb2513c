// Everybody who takes part is notified of a decision: through who represents, each with an own term, and nobody is forgotten.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type TestNotify, testNotify } from '../../../test/support/notify.ts'
import { actAsCity } from '../case/act-on-case.ts'
import { nameParty, removeParty } from '../case/name-party.ts'
import { type PartyRole, addressedAs, partiesOf, pendingOthers } from '../case/parties.ts'
import { registerDelivery } from './deliver.ts'
import { ownView } from './my-cases.ts'
import type { Channel, Missing } from './notification.ts'
import { notifyAct } from './notify-act.ts'
import { notificationsOf } from './store-notifications.ts'
import { settleAll } from './settle.ts'

let here: TestNotify
before(async () => {
  here = await testNotify()
})
after(() => here.close())

const day = 86_400_000
const today = (): string => here.on.clock.now().toISOString().slice(0, 10)

async function name(
  id: string,
  role: PartyRole,
  number: string,
  more: { address?: string; represents?: string } = {},
): Promise<string> {
  const { address = '', represents = '' } = more
  const sent = {
    ...{ 'filer-document': 'DNI', 'filer-number': number, 'filer-name': `Parte ${number}` },
    'filer-address': address,
  }
  await nameParty(here.parts, here.clerk, { id, seen: null, role, represents, sent })
  here.on.clock.pass(1_000)
  return eventsOf(id).then((events) => partiesOf(events).at(-1)?.id ?? '')
}

const eventsOf = (id: string) => actAsCity(here.parts, id, async ({ events }) => events)
const stateOf = (id: string) => actAsCity(here.parts, id, async ({ state }) => state)

async function send(id: string, position: number, channel: Channel, party = ''): Promise<string> {
  const plan = {
    ...{ party, channel, position, appeals: 'Reconsideración y apelación', body: 'Gerencia' },
    ...{ termDays: 15, exhausts: false },
  }
  const made = await notifyAct(here.parts, here.clerk, { id, seen: await here.seen(id), plan })
  here.on.clock.pass(1_000)
  return made
}

async function missing(work: Promise<unknown>): Promise<readonly Missing[]> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause as { code: string; cause: readonly Missing[] },
  )
  assert.equal(error?.code, 'not-notifiable')
  return error?.cause ?? []
}

async function delivered(id: string, notification: string, published = false): Promise<void> {
  const words = Buffer.from(`%PDF-1.7 cargo ${notification}`)
  await here.on.files.put([words] as never)
  await registerDelivery(here.parts, here.clerk, {
    ...{ id, seen: await here.seen(id), notification },
    delivery: {
      ...{ outcome: published ? 'published' : 'delivered', on: today() },
      receivedBy: published ? '' : 'Su hermana',
    },
    evidence: {
      ...{ name: 'cargo.pdf', mediaType: 'application/pdf', bytes: words.length },
      sha256: createHash('sha256').update(words).digest('hex'),
    },
  })
  here.on.clock.pass(1_000)
}

test('nothing goes out while somebody who takes part cannot be notified, and it says who', async () => {
  const own = await here.file()
  const neighbour = await name(own.id, 'third-party', '40000002')
  const position = await here.decide(own.id)
  assert.deepEqual(await missing(send(own.id, position, 'personal')), ['party-blocked'])
  assert.deepEqual(await missing(send(own.id, position, 'personal', neighbour)), ['no-address'])
  assert.deepEqual(await missing(send(own.id, position, 'mailbox', neighbour)), ['no-consent'])
  const published = await send(own.id, position, 'publication', neighbour)
  await send(own.id, position, 'personal')
  await delivered(own.id, published, true)
  assert.deepEqual(pendingOthers(await eventsOf(own.id)), [])
  assert.deepEqual(await missing(send(own.id, position, 'publication', neighbour)), ['not-awaited'])
})

test('each is notified through who represents, has an own term, and the act is firm after the last', async () => {
  const own = await here.file()
  const second = await name(own.id, 'co-applicant', '40000003', { address: 'Jirón Dos 2' })
  await name(own.id, 'representative', '40000004', {
    ...{ address: 'Jirón Tres 3', represents: second },
  })
  const position = await here.decide(own.id)
  const first = await send(own.id, position, 'personal')
  await delivered(own.id, first)
  here.on.clock.pass(40 * day)
  await settleAll(here.parts)
  assert.equal((await stateOf(own.id)).phase, 'notified', 'the co-applicant knows nothing yet')
  const made = await send(own.id, position, 'personal', second)
  const one = (await notificationsOf(here.parts.database.kysely, own.id)).find(
    ({ id }) => id === made,
  )
  assert.deepEqual(
    [one?.party, one?.addressee.number, one?.addressee.onBehalfOf],
    [second, '40000004', 'Parte 40000003'],
  )
  await delivered(own.id, made)
  const { phase, terms } = await stateOf(own.id)
  assert.equal(phase, 'notified')
  assert.equal(terms.filter(({ rule }) => rule === 'RECURSO').length, 2)
  // What goes to others is not shown to whoever filed.
  const visitor = { kind: 'visitor' } as const
  const { mailbox } = await ownView(here.parts, { by: 'key', ...own, actor: visitor })
  assert.deepEqual(
    mailbox.items.map(({ id }) => id),
    [first],
  )
  here.on.clock.pass(40 * day)
  await settleAll(here.parts)
  assert.equal((await stateOf(own.id)).phase, 'firm')
  const events = await eventsOf(own.id)
  assert.equal(events.at(-1)?.kind, 'became-firm')
})

test('who files for somebody else is notified, and on whose behalf stands on the paper', async () => {
  const filer = {
    ...{ document: 'DNI' as const, number: '40000001', name: 'Hija', email: null },
    ...{ address: 'Jirón Uno 1', onBehalfOf: 'Su madre, DNI 40000009' },
  }
  const to = addressedAs('', { filer, events: [] })
  assert.deepEqual([to?.name, to?.onBehalfOf], ['Hija', 'Su madre, DNI 40000009'])
})

test('the same person is named once, nobody after the decision, and who was named by mistake is taken out', async () => {
  const own = await here.file()
  const party = await name(own.id, 'third-party', '40000005')
  await assert.rejects(name(own.id, 'co-applicant', '40000005'), { code: 'party-known' })
  await assert.rejects(name(own.id, 'co-applicant', '40000001'), { code: 'party-known' })
  await assert.rejects(name(own.id, 'co-applicant', '4'), { code: 'bad-party' })
  await removeParty(here.parts, here.clerk, {
    ...{ id: own.id, seen: null, party, why: 'No es vecino' },
  })
  here.on.clock.pass(1_000)
  const position = await here.decide(own.id)
  await assert.rejects(name(own.id, 'third-party', '40000006'), { code: 'not-now' })
  await send(own.id, position, 'personal')
})
