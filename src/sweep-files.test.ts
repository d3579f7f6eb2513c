// Checks that sweeping spares what a version names and takes what nothing names once it is old.
import assert from 'node:assert/strict'
import { utimes } from 'node:fs/promises'
import { test } from 'node:test'
import { createEgress, createLog, systemClock } from '#platform'
import type { ContentHash } from '#platform'
import { createRecords } from '#records'
import { testShelf } from '../test/support/test-shelf.ts'
import { sweepFiles } from './sweep-files.ts'

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

test('an old file that nothing names goes; new ones, those of versions and those held stay', async () => {
  const on = await testShelf()
  const path = await on.file('a.csv', 'a,b\n1,2\n')
  await on.shelf
    .as({ kind: 'operator' })
    .publishFile({ path, name: 'a.csv', dataset: 'barrido', key: ['a'] })
  await on.jobs.drain(['datasets.index'])
  const version = (await on.another().dataset('barrido'))?.resources[0]?.version
  assert.ok(version)
  const young = await on.files.put(bytes('young'))
  const orphan = await on.files.put(bytes('orphan'))
  const evidence = await on.files.put(bytes('evidence'))
  const clock = systemClock()
  const records = await createRecords({
    database: on.database,
    clock,
    log: createLog({ level: 'silent' }),
    egress: createEgress({ clock }),
    data: on.folder,
    timeZone: 'America/Lima',
    ledgerName: null,
    witnesses: null,
    witnessFor: null,
  })
  const words = { reason: 'juicio', legalAct: 'Resolución 1', actor: { kind: 'operator' as const } }
  const hold = await records.placeHold({ about: { kind: 'file', id: evidence.hash }, ...words })
  const named = [version.originalHash, version.parquetHash, version.manifestHash] as ContentHash[]
  const past = new Date(Date.now() - 2 * 86_400_000)
  for (const hash of [...named, orphan.hash, evidence.hash])
    await utimes(await on.files.local(hash), past, past)
  assert.equal(await sweepFiles({ ...on, records }), 1)
  assert.equal(await on.files.has(orphan.hash), false)
  for (const hash of [...named, young.hash]) assert.equal(await on.files.has(hash), true)
  assert.equal(await on.files.has(evidence.hash), true)
  await records.releaseHold({ hold, ...words })
  assert.equal(await sweepFiles({ ...on, records }), 1)
  await records.close()
  await on.close()
})
