// Erasing by law: content goes, entry and proof stay; never without its own entry, never under a hold.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type TestRecords, operator, testRecords } from '../../test/support/test-records.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import { judgeReceipt, receiptOf } from './receipt.ts'
import { findEntry } from './store-journal.ts'
import { writeEntry } from './write-entry.ts'

let on: TestRecords
before(async () => {
  on = await testRecords()
})
after(() => on.close())

const words = { reason: 'juicio', legalAct: 'Resolución 1', actor: operator }

test('a receipt given before an erasure holds after it, and the audit finds nothing amiss', async () => {
  const { records, database } = on
  const [entry = ''] = await on.write(1, 'un dato personal')
  await records.ledger.sequencer.settle()
  const { proof } = await receiptOf(database.kysely, records.ledger, entry)
  await records.eraseContent({ entry, basis: 'Ley 29733, artículo 20', actor: operator })
  await records.ledger.sequencer.settle()
  assert.equal((await findEntry(database.kysely, entry))?.content, null)
  assert.equal(judgeReceipt(records.ledger, proof).verdict, 'genuine')
  const later = await receiptOf(database.kysely, records.ledger, entry)
  assert.equal(judgeReceipt(records.ledger, JSON.stringify(later)).verdict, 'genuine')
  const report = await verifyAudit({ database, ledger: records.ledger })
  assert.deepEqual([report.findings, report.checked.erased], [[], 1])
})

test('the database itself demands the entry of the erasure, in the same transaction', async () => {
  const { database, clock } = on
  const [entry = '', other = ''] = await on.write(2)
  const erase = (erasure: string) =>
    sql`SELECT records.erase_content(${entry}::uuid, ${erasure}::uuid)`
  await assert.rejects(erase(other).execute(database.kysely), { code: '23000' })
  const about = { kind: 'entry', id: entry }
  const act = { act: 'content.erased' as const, actor: operator, about }
  const earlier = await database.transaction((trx) => writeEntry(trx, clock, act))
  await assert.rejects(erase(earlier).execute(database.kysely), { code: '23000' })
  const wrong = { ...act, about: { kind: 'entry', id: other } }
  const another = database.transaction(async (trx) => {
    await erase(await writeEntry(trx, clock, wrong)).execute(trx)
  })
  await assert.rejects(another, { code: '23000' })
  assert.ok((await findEntry(database.kysely, entry))?.content)
})

test('a hold on the entry or on its record wins, whoever asks the database', async () => {
  const { records, database, clock } = on
  const [entry = ''] = await on.write(1)
  const found = await findEntry(database.kysely, entry)
  assert.ok(found)
  for (const about of [{ kind: 'entry', id: entry }, found.about]) {
    const hold = await records.placeHold({ about, ...words })
    const erasing = records.eraseContent({ entry, basis: 'x', actor: operator })
    await assert.rejects(erasing, { code: 'held' })
    const around = database.transaction(async (trx) => {
      const act = {
        act: 'content.erased' as const,
        actor: operator,
        about: { kind: 'entry', id: entry },
      }
      const erasure = await writeEntry(trx, clock, act)
      await sql`SELECT records.erase_content(${entry}::uuid, ${erasure}::uuid)`.execute(trx)
    })
    await assert.rejects(around, { code: '23001' })
    await records.releaseHold({ hold, ...words })
    await assert.rejects(records.releaseHold({ hold, ...words }), { code: 'hold-not-found' })
  }
  await records.eraseContent({ entry, basis: 'x', actor: operator })
  assert.equal((await findEntry(database.kysely, entry))?.content, null)
  const missing = { entry: '00000000-0000-4000-8000-000000000000', basis: 'x', actor: operator }
  await assert.rejects(records.eraseContent(missing), { code: 'not-found' })
})
