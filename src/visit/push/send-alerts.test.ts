// Alerts to phones against a push service that is a stand-in: who is told, once, and who is forgotten.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createEgress, mayReach } from '#platform'
import { type TestDatabase, roomsWithTables, testDatabase } from '../../../test/support/database.ts'
import { readAsDevice, testDevice } from '../../../test/support/push-device.ts'
import {
  type PushServiceStandIn,
  pushServiceStandIn,
} from '../../../test/support/push-service-stand-in.ts'
import { makeContent } from '../content/make-content.ts'
import type { Alert } from '../content/model.ts'
import { type SendAlertsParts, messageOf, sendAlerts } from './send-alerts.ts'
import { countSubscriptions, keepSubscription } from './store-push.ts'

const timeZone = 'America/Lima'
const at = (text: string): number => Date.parse(`${text}:00Z`) / 1000

function alert(id: string, districts: string[], more: Partial<Alert> = {}): Alert {
  return {
    ...{ id, districts, kind: 'transporte', severity: 'grave', sender: 'Lima' },
    title: { es: `Aviso ${id}`, en: `Alert ${id}` },
    text: { es: 'Evita la zona.' },
    ...{
      begins: at('2026-11-28T08:00'),
      ends: at('2026-11-28T20:00'),
      sent: at('2026-11-28T08:00'),
    },
    from: {
      source: 'https://lima.example/a',
      checked: '2026-11-28',
      confidence: 'alta',
      row: '/x',
    },
    ...more,
  }
}

describe('alerts to phones', () => {
  let database: TestDatabase
  let service: PushServiceStandIn
  let now = new Date('2026-11-28T15:00:00Z')
  let alerts: Alert[] = []
  let parts: SendAlertsParts
  before(async () => {
    database = await testDatabase(roomsWithTables())
    service = await pushServiceStandIn()
    const clock = { now: () => now }
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const empty = makeContent({}, { timeZone, bbox: [-78, -13, -76, -11] })
    parts = {
      ...{ database, clock, timeZone, hosts: [service.host], contact: null, key: () => key },
      egress: createEgress({ clock: { now: () => new Date() }, allow: [service.host] }),
      content: () => Promise.resolve({ ...empty, alerts }),
    }
  })
  after(async () => {
    await service.close()
    await database.close()
  })

  const device = testDevice()
  const keep = (name: string, districts: string[], keys = device.texts) =>
    keepSubscription(
      database,
      { endpoint: service.endpoint(name), ...keys, districts },
      '2026-11-28',
    )

  test('reach who asked for the district or all, once for each form, and are read by them alone', async () => {
    await keep('lima', ['150101'])
    await keep('ate', ['150103'])
    await keep('all', ['*'])
    alerts = [alert('via', ['150101'])]
    assert.deepEqual(await sendAlerts(parts), { sent: 2, gone: 0, failed: 0 })
    assert.deepEqual(service.received.map(({ name }) => name).sort(), ['all', 'lima'])
    const { headers, body } = service.received[0]!
    assert.equal(headers['content-encoding'], 'aes128gcm')
    assert.equal(headers['urgency'], 'high')
    assert.equal(headers['ttl'], String(10 * 3600))
    assert.match(String(headers['topic']), /^[\w-]{32}$/)
    assert.match(String(headers.authorization), /^vapid t=[\w.-]+, k=[\w-]{87}$/)
    const message = JSON.parse(readAsDevice(device, body).toString()) as Record<string, unknown>
    assert.deepEqual(message['title'], { es: 'Aviso via', en: 'Alert via' })
    assert.deepEqual(await sendAlerts(parts), { sent: 0, gone: 0, failed: 0 })
    alerts = [alert('via', ['150101'], { sent: at('2026-11-28T10:00') })]
    assert.equal((await sendAlerts(parts)).sent, 2)
    alerts = [alert('ciudad', [])]
    assert.equal((await sendAlerts(parts)).sent, 3)
  })

  test('are not sent before they begin, nor after their end', async () => {
    service.received.length = 0
    alerts = [
      alert('luego', [], { begins: at('2026-11-28T12:00') }),
      alert('ayer', [], { begins: at('2026-11-27T08:00'), ends: at('2026-11-27T20:00') }),
    ]
    assert.equal((await sendAlerts(parts)).sent, 0)
    now = new Date('2026-11-28T17:00:00Z')
    assert.equal((await sendAlerts(parts)).sent, 3)
  })

  test('forget a device that its service says is gone, and try again where it is busy', async () => {
    service.answers.set('ate', 410)
    service.answers.set('lima', 503)
    alerts = [alert('otro', [])]
    assert.deepEqual(await sendAlerts(parts), { sent: 1, gone: 1, failed: 1 })
    assert.equal(await countSubscriptions(database), 2)
    service.answers.clear()
    assert.deepEqual(await sendAlerts(parts), { sent: 1, gone: 0, failed: 0 })
  })

  test('go to hosts that are named alone, also where a service leads elsewhere; switched off, nowhere', async () => {
    service.received.length = 0
    service.answers.set('lima', 302)
    alerts = [alert('fuera', [])]
    assert.deepEqual(await sendAlerts(parts), { sent: 1, gone: 0, failed: 1 })
    service.answers.clear()
    alerts = [alert('mas', [])]
    assert.deepEqual(await sendAlerts({ ...parts, hosts: ['push.example'] }), {
      ...{ sent: 0, gone: 0, failed: 2 },
    })
    assert.deepEqual(await sendAlerts({ ...parts, hosts: [] }), { sent: 0, gone: 0, failed: 0 })
    const hosts = ['push.example', '*.notify.example', '127.0.0.1:9000']
    const reached = (address: string) => mayReach(hosts, address)
    assert.ok(reached('https://push.example/a'))
    assert.ok(reached('https://one.notify.example/a'))
    assert.ok(reached('http://127.0.0.1:9000/a'))
    for (const address of [
      'http://push.example/a',
      'https://push.example:444/a',
      'https://notify.example/a',
      'https://evilnotify.example/a',
      'https://push.example.evil.example/a',
      'https://user:pass@push.example/a',
      'https://127.0.0.1/a',
      'ftp://push.example/a',
      'no address',
    ]) {
      assert.equal(reached(address), false, address)
    }
  })

  test('that are too long for one record are cut, not lost', () => {
    const long = alert('largo', [], { text: { es: 'a'.repeat(3000), en: 'b'.repeat(3000) } })
    const message = JSON.parse(messageOf(long).toString()) as { text: { es: string } }
    assert.equal(message.text.es.length, 500)
  })
})
