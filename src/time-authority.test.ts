// Heads of the ledger are stamped from outside; an authority that fails stops nothing; forged stamps are found.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { verifyAudit } from '#records'
import { createEgress, systemClock } from '#platform'
import { answerTimestamp, issueIdentity } from '@rimaq/signatures'
import { superuser } from '../test/support/superuser.ts'
import { type TestRecords, reach, testRecords } from '../test/support/test-records.ts'
import { timestampsBy } from './time-authority.ts'

const root = issueIdentity({ name: 'Root', role: 'authority' })
const tsa = issueIdentity({ name: 'Time', role: 'timestamps', issuer: root })
const other = issueIdentity({ name: 'Rosa', role: 'signer', issuer: root })

/** How the authority behaves; a small responder of ours stands in for an outside one. */
let mood: 'well' | 'down' | 'garbage' | 'not-for-time' = 'well'
let asked = 0
const server = createServer((request, response) => {
  asked += 1
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    if (mood === 'down') return response.writeHead(503).end()
    if (mood === 'garbage') return response.end('<html>all is well</html>')
    const by = mood === 'not-for-time' ? other : tsa
    response.end(answerTimestamp(Buffer.concat(parts), by, new Date()))
  })
})

let on: TestRecords
before(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const egress = createEgress({ clock: systemClock(), allow: [`127.0.0.1:${port}`] })
  const timestamps = timestampsBy(`http://127.0.0.1:${port}/`, egress)
  on = await testRecords({ timestamps })
})
after(async () => {
  await on.close()
  server.closeAllConnections()
  server.close()
})

const audit = () => verifyAudit({ database: on.database, ledger: on.records.ledger })

async function stamps(): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM records.stamp`.execute(
    on.database.kysely,
  )
  return rows[0]?.n ?? 0
}

/** The sequencer runs until this is so. */
async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + 15_000
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come')
    await wait(50)
  }
}

for (const bad of ['down', 'garbage', 'not-for-time'] as const) {
  test(`an authority that is ${bad} stamps nothing and stops nothing`, async () => {
    mood = bad
    const before = asked
    const records = await on.again()
    records.ledger.sequencer.start()
    const [entry] = await on.write(1)
    await reach(records.ledger.sequencer, 'signing')
    await until(() => asked > before && records.ledger.stampTrouble() !== null)
    await until(async () => {
      const { rows } = await sql`SELECT FROM records.placed WHERE entry = ${entry}`.execute(
        on.database.kysely,
      )
      return rows.length === 1
    })
    await records.close()
    assert.equal(await stamps(), 0)
  })
}

test('a head is stamped once an hour, and the audit checks it', async () => {
  mood = 'well'
  const records = await on.again()
  records.ledger.sequencer.start()
  await on.write(3)
  await until(async () => (await stamps()) === 1)
  assert.equal(records.ledger.stampTrouble(), null)
  await records.close()
  const next = await on.again()
  next.ledger.sequencer.start()
  await on.write(3)
  await until(async () => ((await next.ledger.head())?.size ?? 0) >= 9)
  await next.close()
  assert.equal(await stamps(), 1, 'not again within the hour')
  const report = await audit()
  assert.deepEqual(report.findings, [])
  assert.equal(report.checked.stamps, 1)
})

test('a stamp moved in time, of another head, or with one bit changed is found', async () => {
  const client = await superuser(on.database)
  try {
    const changes = [
      "time = time - interval '1 day'",
      "checkpoint = (SELECT checkpoint FROM records.head ORDER BY number LIMIT 1) || ''",
      'token = set_byte(token, 100, get_byte(token, 100) # 1)',
      'size = size + 1',
    ]
    for (const change of changes) {
      const { rows } = await client.query<Record<string, unknown>>('SELECT * FROM records.stamp')
      await client.query(`UPDATE records.stamp SET ${change}`)
      const { findings } = await audit()
      assert.ok(
        findings.some(({ code }) => code === 'stamp-altered'),
        change,
      )
      const [row] = rows
      await client.query(
        'UPDATE records.stamp SET size = $1, checkpoint = $2, token = $3, time = $4',
        [row?.['size'], row?.['checkpoint'], row?.['token'], row?.['time']],
      )
    }
    assert.deepEqual((await audit()).findings, [])
  } finally {
    await client.end()
  }
})
