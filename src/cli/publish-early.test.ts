// Publishes large files as the shell does: they are read before the rooms are loaded, and nothing is left behind.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase, roomsWithTables } from '../../test/support/database.ts'
import { type Spawned, recordVariable } from '../../test/support/record-spawns.ts'
import { runCommand } from './run-command.ts'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))
const recorder = new URL('../../test/support/record-spawns.ts', import.meta.url)

let database: TestDatabase
let folder: string
let data: string
const running = new Set<ChildProcess>()

before(async () => {
  database = await testDatabase(roomsWithTables())
  folder = await mkdtemp(join(tmpdir(), 'rimaq-early-'))
  data = join(folder, 'data')
  await mkdir(data)
  // Without any organisation the first command would take over the city's starting content.
  await sql`INSERT INTO datasets.organisation (slug, title)
    VALUES ('municipalidad-metropolitana-de-lima', '{"es": "Prueba"}')`.execute(database.kysely)
})
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const environment = () => ({
  DATABASE_URL: database.url,
  RIMAQ_DATABASE_OWNER_URL: database.ownerUrl,
  RIMAQ_DATA: data,
  LANG: 'es_PE.UTF-8',
})

let runs = 0

interface Started {
  child: ChildProcess
  /** What it wrote down of the processes that it started. */
  spawned(): Spawned[]
  ended: Promise<{ code: number | null; signal: string | null; out: string; err: string }>
}

/** `rimaq WORDS` in a process of its own. */
function start(words: readonly string[]): Started {
  const record = join(folder, `record-${(runs += 1)}`)
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', recorder.href, cli, ...words],
    {
      env: { ...environment(), [recordVariable]: record },
      timeout: 120_000,
      killSignal: 'SIGKILL',
    },
  )
  running.add(child)
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  return {
    child,
    spawned() {
      if (!existsSync(record)) return []
      const lines = readFileSync(record, 'utf8').split('\n').slice(0, -1)
      return lines.map((line) => JSON.parse(line) as Spawned)
    },
    ended: once(child, 'close').then(([code, signal]) => {
      running.delete(child)
      return { code: code as number | null, signal: signal as string | null, ...text }
    }),
  }
}

/** Children that read this file, in the order of their start. */
function readersOf(path: string, spawned: Spawned[]): Spawned[] {
  return spawned.filter(
    ({ args }) => args.some((arg) => arg.endsWith('child.ts')) && args.join(' ').includes(path),
  )
}

/** Neither rooms nor packages but the small ones of the early start. */
const isHeavy = (url: string): boolean =>
  /\/node_modules\/|\/src\/(people|records)\/|\/src\/(open-ground|index)\.ts$/.test(url) ||
  /\/src\/(?!early\/)[a-z-]+\/index\.ts$/.test(url)

const isEarly = ({ loaded }: Spawned): boolean => !loaded.some(isHeavy)

async function rimaq(...words: string[]) {
  const started = start(words)
  const ended = await started.ended
  return { ...ended, spawned: started.spawned() }
}

/** The same words in this process, where nothing was begun before. */
async function usually(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const text = { out: '', err: '' }
  out.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  err.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const code = await runCommand(words, { env: environment(), out, err })
  await new Promise((resolve) => setImmediate(resolve))
  return { code, ...text }
}

/** A zombie has ended: who should have taken notice of it was killed. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return true
  }
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function assertNothingLeft(spawned: Spawned[]): Promise<void> {
  assert.deepEqual(await readdir(join(data, 'temp')), [])
  for (const { pid } of spawned) while (pid !== undefined && !isGone(pid)) await wait(10)
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  assert.ok(content.length > 1_048_576, 'smaller files are not read early')
  return path
}

const districts = ['ATE', 'LIMA', 'SURCO', 'JesÃºs MarÃ­a']
const note = 'observación que hace más largo el archivo '.repeat(3)
const tableOf = (rows: number, round: number): string =>
  `código;distrito;nota;monto\n${Array.from({ length: rows }, (_, at) => `COD-${at};${districts[at % 4]};${note};${at * round},25\n`).join('')}`

/** A report without what two datasets never have in common. */
function reportOf(out: string): object {
  const { dataset: _, resource: __, ...report } = JSON.parse(out) as Record<string, unknown>
  return report
}

test('a large file is read by one child, started before any room is loaded, and becomes the same version', async () => {
  const first = await file('primero.csv', tableOf(8_000, 3))
  const second = await file('segundo.csv', tableOf(9_000, 7))
  const runsOf = (dataset: string): string[][] => [
    ['publish', first, '--dataset', dataset, '--repair', 'all', '--json'],
    ['publish', second, `--dataset=${dataset}`, '--append', '--json'],
    ['publish', '--key', 'codigo', '-d', dataset, second, '--json', '--name', 'otro.csv'],
  ]
  const expected = runsOf('siempre')
  for (const [at, words] of runsOf('antes').entries()) {
    const early = await rimaq(...words)
    assert.deepEqual([early.err, early.code], ['', 0])
    const path = words.find(
      (word) => word.endsWith('/primero.csv') || word.endsWith('/segundo.csv'),
    )
    const [reader, ...others] = readersOf(path ?? '', early.spawned)
    assert.equal(others.length, 0, 'the file was read again')
    assert.deepEqual(reader?.loaded.filter(isHeavy), [])
    await assertNothingLeft(early.spawned)
    const usual = await usually(...(expected[at] ?? []))
    assert.deepEqual(reportOf(early.out), reportOf(usual.out))
  }
  const again = ['publish', second, '--dataset', 'antes', '--key', 'codigo', '--json']
  const unchanged = await rimaq(...again)
  assert.equal((JSON.parse(unchanged.out) as { changed: boolean }).changed, false)
  assert.equal(readersOf(second, unchanged.spawned).filter(isEarly).length, 1)
  await assertNothingLeft(unchanged.spawned)
})

test('what is refused is told as ever, and leaves no folder and no child', async () => {
  const good = await file('bueno.csv', tableOf(8_000, 3))
  const broken = await file('roto.json', `{"a": "${'x'.repeat(1_100_000)}`)
  const cases: [string[], number][] = [
    [['publish', good, '--datset', 'x'], 0],
    [['publish', good], 0],
    [['publish', good, '--dataset', 'x', '--help'], 0],
    [['publish', good, '--dataset', 'x', 'demasiado'], 0],
    [['publish', folder, '--dataset', 'x'], 0],
    [['publish', good, '--dataset', 'x', '--repair', 'tal-vez'], 1],
    [['publish', good, '--dataset', 'No Es', '--json'], 1],
    [['publish', broken, '--dataset', 'no-hay', '--append'], 1],
    [['publish', broken, '--dataset', 'no-hay', '--lang', 'en'], 1],
    [['publish', good, '--dataset', 'x', '--lang', 'fr'], 1],
  ]
  for (const [words, children] of cases) {
    const usual = await usually(...words)
    const early = await rimaq(...words)
    assert.deepEqual({ code: early.code, out: early.out, err: early.err }, usual)
    const spawned = readersOf(words[1] ?? '', early.spawned)
    assert.equal(spawned.filter(isEarly).length, children, words.join(' '))
    await assertNothingLeft(early.spawned)
  }
})

test('a small file waits for the rooms, and another data folder is the one that is meant', async () => {
  const small = join(folder, 'chico.csv')
  await writeFile(small, tableOf(20, 3))
  const early = await rimaq('publish', small, '--dataset', 'chico', '--json')
  assert.deepEqual(readersOf(small, early.spawned).map(isEarly), [false])
  const path = await file('aparte.csv', tableOf(8_000, 3))
  const other = join(folder, 'otra')
  await mkdir(other)
  const told = await rimaq('publish', path, '--dataset', 'aparte', '--data', other, '--dry-run')
  assert.equal(told.code, 0)
  const [there, ...others] = readersOf(path, told.spawned)
  assert.equal(others.length, 0)
  assert.ok(there?.args.some((arg) => arg.includes(join(other, 'temp', 'publish-'))))
  assert.deepEqual(await readdir(join(other, 'temp')), [])
})

/** Waits until the child is there that reads the file. */
async function readerOf(path: string, { child, spawned }: Started): Promise<Spawned> {
  for (;;) {
    const [reader] = readersOf(path, spawned())
    if (reader !== undefined) return reader
    assert.ok(child.exitCode === null && child.signalCode === null, 'it ended before it read')
    await wait(5)
  }
}

test('a command that is interrupted takes its child and its folder with it', async () => {
  const path = await file('largo.csv', tableOf(60_000, 3))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const started = start(['publish', path, '--dataset', 'largo'])
    await readerOf(path, started)
    // In its own time: it may be busy with loading.
    started.child.kill(signal)
    const ended = await started.ended
    assert.deepEqual([ended.code, ended.signal], [null, signal])
    await assertNothingLeft(started.spawned())
  }
})

test('the child of a command that was killed ends by itself, and what is left is known by its name', async () => {
  const path = await file('muerto.csv', tableOf(60_000, 3))
  const started = start(['publish', path, '--dataset', 'muerto'])
  const { pid = 0 } = await readerOf(path, started)
  assert.equal(isGone(pid), false)
  const command = started.child.pid
  started.child.kill('SIGKILL')
  await started.ended
  while (!isGone(pid)) await wait(10)
  const left = await readdir(join(data, 'temp'))
  assert.equal(left.length, 1)
  assert.match(left[0] ?? '', new RegExp(`^publish-[0-9a-f]{8}-${command}-`))
  await rm(join(data, 'temp', left[0] ?? ''), { recursive: true })
  assert.ok((await readFile(path)).length > 0)
})
