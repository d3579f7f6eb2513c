// The audit reads a record that is being written, and blames nobody for what is under way.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type FullRecords, fullRecords } from '../../../test/support/full-records.ts'
import { superuser } from '../../../test/support/superuser.ts'
import { verifyAudit } from './verify-audit.ts'

let on: FullRecords
before(async () => {
  on = await fullRecords(12)
})
after(() => on.close())

const audit = (): ReturnType<typeof verifyAudit> => {
  const { database, files, records } = on
  return verifyAudit({ database, files, ledger: records.ledger })
}

test('an honest record has no findings, and everything in it was looked at', async () => {
  const report = await audit()
  assert.deepEqual(report.findings, [])
  const { rows, contents, erased, numbers, files } = report.checked
  assert.equal(rows, report.size)
  assert.deepEqual([erased, files], [1, 12])
  assert.ok(contents > 40 && numbers >= 21)
})

test('an audit that runs while acts are written and placed has no findings either', async () => {
  on.records.ledger.sequencer.start()
  let writing = true
  const writer = (async () => {
    for (let at = 0; writing; at++) {
      await on.write(5)
      const series = { institution: 'mml', kind: 'case-file' }
      await on.records.takeNumber({ series, year: 2026, key: `meanwhile ${at}` })
    }
  })()
  for (let turn = 0; turn < 12; turn++)
    assert.deepEqual((await audit()).findings, [], `turn ${turn}`)
  writing = false
  await writer
  await on.records.ledger.sequencer.stop()
  await on.records.ledger.sequencer.settle()
})

test('the finding names the row that was altered, and nothing else', async () => {
  const client = await superuser(on.database)
  const { rows } = await client.query<{ id: string }>(
    `UPDATE records.entry SET about_id = 'x' WHERE id = (SELECT entry FROM records.place WHERE index = 7)
     RETURNING id`,
  )
  await client.end()
  assert.deepEqual((await audit()).findings, [{ code: 'row-altered', what: `${rows[0]?.id} (7)` }])
})
