// Publishes files whose reading was started before their dataset was known.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { createLog, createSandbox } from '#platform'
import type { Sandbox, SandboxTask } from '#platform'
import type { TableFiles } from '@rimaq/tables'
import { type TestShelf, testShelf } from '../../test/support/test-shelf.ts'
import { type Reading, readLimits, startReading } from './early/start-reading.ts'
import type { PublishRequest, Version } from './model.ts'
import { takeReading } from './take-reading.ts'

const real = createSandbox(createLog({ level: 'silent' }))
/** Names of the files that the shelf had read itself, without a reading that was started. */
const ownReadings: string[] = []
const counting: Sandbox = {
  run<T>(task: SandboxTask): Promise<T> {
    ownReadings.push((task.input as { name: string }).name)
    return real.run<T>(task)
  },
}

let on: TestShelf
before(async () => {
  on = await testShelf({ sandbox: counting })
})
after(() => on.close())
beforeEach(() => ownReadings.splice(0))

const shelf = () => on.shelf.as({ kind: 'operator' })
const place = () => ({ sandbox: real, temp: join(on.folder, 'temp'), limits: readLimits })

function start(path: string, name: string): Promise<Reading> {
  return startReading({ ...place(), path, name })
}

/** Nothing of a reading is left: its folder is gone, and it answers no order any more. */
async function assertEnded(reading: Reading): Promise<void> {
  assert.equal(existsSync(reading.folder), false)
  assert.deepEqual(await readdir(join(on.folder, 'temp')), [])
}

const tableOf = (rows: number, round: number): string =>
  `código;monto\n${Array.from({ length: rows }, (_, at) => `C${at};${at * round},25\n`).join('')}TOTAL;7,00\n`

type Wish = Omit<PublishRequest, 'path' | 'name' | 'dataset'>

/** The newest version, after the file was published with a reading that was started or without. */
async function publish(dataset: string, name: string, wish: Wish, early: boolean) {
  const path = join(on.folder, name)
  const request = { path, name, dataset, ...wish }
  const started = early ? await start(path, name) : undefined
  const report = await shelf().publishFile(request, started === undefined ? {} : { started })
  if (started !== undefined) await assertEnded(started)
  const version = await on.shelf.version(report.resource, report.version ?? 0)
  return { report, version: version as Version }
}

test('a reading that was started becomes the same versions, and the shelf reads nothing itself', async () => {
  await on.file('uno.csv', tableOf(300, 3))
  await on.file('dos.csv', tableOf(500, 5))
  const wishes: [string, Wish][] = [
    ['uno.csv', { repairs: 'all' }],
    ['dos.csv', { mode: 'append' }],
    ['dos.csv', { key: ['codigo'] }],
    ['uno.csv', { key: ['codigo'], dryRun: true }],
  ]
  for (const [name, wish] of wishes) {
    ownReadings.splice(0)
    const early = await publish('antes', name, wish, true)
    assert.deepEqual(ownReadings, [])
    const usual = await publish('siempre', name, wish, false)
    assert.deepEqual(ownReadings, [name])
    const { dataset: _, resource: __, ...report } = usual.report
    const { dataset: ___, resource: ____, ...found } = early.report
    assert.deepEqual(found, report)
    if (wish.dryRun === true) continue
    assert.deepEqual(early.version.manifest, usual.version.manifest)
    assert.equal(early.version.parquetHash, usual.version.parquetHash)
  }
  const [dataset] = (await on.shelf.datasets({ limit: 1, offset: 0 })).datasets
  assert.equal(dataset?.resources[0]?.versions, 3)
})

test('an unchanged file changes nothing, and its reading ends', async () => {
  await on.file('igual.csv', tableOf(50, 2))
  await publish('igual', 'igual.csv', {}, false)
  const { report } = await publish('igual', 'igual.csv', {}, true)
  assert.deepEqual([report.changed, report.version], [false, 1])
  assert.deepEqual(ownReadings, ['igual.csv'])
})

test('what is wrong with the dataset is said before what is wrong with the file', async () => {
  const path = await on.file('roto.json', '{"a": [1, 2')
  const ask = async (wish: Partial<PublishRequest>, code: string) => {
    const started = await start(path, 'roto.json')
    const request = { path, name: 'roto.json', dataset: 'roto', ...wish }
    await assert.rejects(shelf().publishFile(request, { started }), { code })
    await assertEnded(started)
  }
  await ask({ dataset: 'No Es' }, 'bad-slug')
  await ask({ mode: 'append' }, 'nothing-to-append-to')
  await ask({}, 'broken-json')
  assert.deepEqual(ownReadings, [])
})

test('a file that changed since, or another one, is read anew', async () => {
  const path = await on.file('cambia.csv', tableOf(20, 2))
  const started = await start(path, 'cambia.csv')
  await writeFile(path, tableOf(30, 2))
  const request = { path, name: 'cambia.csv', dataset: 'cambia' }
  const { rows } = await shelf().publishFile(request, { started })
  assert.equal(rows, 31)
  await assertEnded(started)
  const other = await start(path, 'otro.csv')
  await shelf().publishFile({ ...request, dataset: 'cambia-otro' }, { started: other })
  await assertEnded(other)
  assert.deepEqual(ownReadings, ['cambia.csv', 'cambia.csv'])
})

test('a file that is not there any more is told as that', async () => {
  const path = await on.file('ausente.csv', tableOf(20, 2))
  const started = await start(path, 'ausente.csv')
  await rm(path)
  const request = { path, name: 'ausente.csv', dataset: 'ausente' }
  await assert.rejects(shelf().publishFile(request, { started }), { code: 'file-not-found' })
  await assertEnded(started)
})

test('whoever gives up ends the reading that was started', async () => {
  const path = await on.file('deja.csv', tableOf(20, 2))
  const started = await start(path, 'deja.csv')
  const request = { path, name: 'deja.csv', dataset: 'deja' }
  const signal = AbortSignal.abort(new Error('enough'))
  await assert.rejects(shelf().publishFile(request, { started, signal }), /enough/)
  await assertEnded(started)
  assert.equal(await on.shelf.dataset('deja'), null)
})

test('a listener that comes late hears how far the reading is', async () => {
  const path = await on.file('lejos.csv', tableOf(20, 2))
  const started = await start(path, 'lejos.csv')
  const first = await new Promise<string>((resolve) => started.tellTo(({ step }) => resolve(step)))
  assert.equal(first, 'unpack')
  const steps: string[] = []
  started.tellTo(({ step }) => steps.push(step))
  assert.equal(steps.length, 1)
  const outcome = await started.finish({ mode: 'replace', repairs: 'none' })
  assert.ok('manifest' in outcome)
  assert.equal(steps.includes('write'), true)
  await started.stop()
})

test('a process that ends takes its reading with it', async () => {
  const path = await on.file('acaba.csv', tableOf(20, 2))
  const started = await start(path, 'acaba.csv')
  started.stopNow()
  await assert.rejects(started.finish({ mode: 'replace', repairs: 'none' }), /not to be read/)
  await started.stop()
  await assertEnded(started)
})

test('a version before that is large, or cannot be copied, is read where it lies', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-before-'))
  const path = await on.file('tras.csv', tableOf(20, 2))
  const request = { path, name: 'tras.csv' }
  const parquet = join(folder, 'data.parquet')
  await writeFile(parquet, 'PAR1')
  const take = async (previous: TableFiles) => {
    const started = await start(path, 'tras.csv')
    const taken = await takeReading(place(), { request, started, previous })
    await taken.reading.stop()
    if (taken.reading !== started) await assertEnded(started)
    return { used: taken.reading === started, at: taken.previous?.parquet, own: started.folder }
  }
  const files = (at: string) => ({ manifest: {}, parquet: at }) as TableFiles
  try {
    const small = await take(files(parquet))
    assert.deepEqual([small.used, small.at], [true, join(small.own, 'previous.parquet')])
    const absent = await take(files(join(folder, 'absent.parquet')))
    assert.deepEqual([absent.used, absent.at], [false, join(folder, 'absent.parquet')])
    // A file with a hole takes no room.
    await truncate(parquet, 65 * 2 ** 20)
    const large = await take(files(parquet))
    assert.deepEqual([large.used, large.at], [false, parquet])
  } finally {
    await rm(folder, { recursive: true })
  }
})
