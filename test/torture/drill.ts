// Loses a whole installation and restores a chosen second of it; damaged backups must be refused.
import { execFile } from 'node:child_process'
import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { compareRows, fill, keepWriting, onDatabase } from './shared/city-load.ts'
import type { Written } from './shared/city-load.ts'
import { type Ended, type Installation, install } from './shared/installation.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { damagedFiles, lookAt, roundCsv } from './shared/whole.ts'

const run = promisify(execFile)
const slug = 'ensayo'

/** About 1 GB and 10,000 files, or what a test has time for. */
const sizes = {
  long: { rows: 480_000, files: 10_000, seconds: 60 },
  short: { rows: 2_000, files: 40, seconds: 4 },
}

interface Stage {
  on: Installation
  backup: string
  /** Settings of the backup, for an installation that has lost everything else. */
  env: Record<string, string>
  options: TortureOptions
}

export async function drill(options: TortureOptions): Promise<Outcome[]> {
  const key = 'clave solo para esta tortura'
  const on = await install({
    env: { RIMAQ_BACKUP_EVERY: '30d', RIMAQ_BACKUP_KEY: key },
    more: (folder) => ({ RIMAQ_BACKUP: join(folder, 'backup') }),
  })
  const stage = { on, backup: join(on.folder, 'backup'), env: { RIMAQ_BACKUP_KEY: key }, options }
  const outcomes: Outcome[] = []
  try {
    const lost = await live(stage)
    outcomes.push(...lost.outcomes)
    outcomes.push(await instant(stage, lost))
    outcomes.push(await everything(stage, lost))
    outcomes.push(...(await controls(stage)))
    return outcomes
  } finally {
    await on.close()
  }
}

interface Lost {
  outcomes: Outcome[]
  written: Written[]
  /** The chosen second, and the moment of the disaster; milliseconds. */
  at: number
  disaster: number
  /** Hashes that were stored, bytes of all. */
  files: string[]
}

/** A city at work, backed up meanwhile; then everything but the backup is destroyed. */
async function live(stage: Stage): Promise<Lost> {
  const { on, backup, options } = stage
  const size = options.short === true ? sizes.short : sizes.long
  const random = seededRandom(options.seed)
  await on.start()
  await atRest(on)
  await publish(on, 1)
  // The server takes a first one by itself.
  for (let turn = 0; (await baseCount(backup)) === 0; turn++) {
    if (turn > 300) throw new Error('the server takes no base backup')
    await wait(200)
  }
  await fill(on.data, size)
  options.report(`filled: ${await used(on.data)} in the data folder`)
  const writer = keepWriting(on.data)
  const killed = await killedBackup(stage)
  const begun = performance.now()
  const taken = await takeBase(on)
  options.report(`base backup beside the writer: ${taken.seconds} s`)
  const whole = Date.now()
  await wait(size.seconds * 1_000)
  const at =
    Math.floor((whole + 1_500 + random.below(size.seconds * 1_000 - 2_000)) / 1_000) * 1_000
  await publish(on, 2)
  const behind = await until(stage, Math.max(at, whole) + 1_000)
  // A disaster does not wait for the archive.
  await wait(random.below(options.short === true ? 3_000 : 25_000))
  const disaster = Date.now()
  killAll(on)
  await writer.stop()
  const files = await readdir(join(on.data, 'files'), { recursive: true })
  await rm(on.data, { recursive: true, force: true, maxRetries: 10 })
  const stored = files.filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name))
  const seconds = Math.round((performance.now() - begun) / 1000)
  return {
    outcomes: [
      killed,
      outcome('a base backup while rows are written', [], {
        figures: `${taken.seconds} s, backup ${await used(backup)}, ${writer.written.length} rows acknowledged in ${seconds} s, archive ${behind.toFixed(1)} s behind`,
      }),
    ],
    written: writer.written,
    at,
    disaster,
    files: stored.map((name) => name.replace('/', '')),
  }
}

/** `kill -9` at several moments of a backup: none of them is taken for one. */
async function killedBackup({ on, backup, options }: Stage): Promise<Outcome> {
  const random = seededRandom(options.seed + 1)
  const wrong: string[] = []
  const rounds = options.short === true ? 2 : 8
  const before = await baseCount(backup)
  for (let round = 0; round < rounds; round++) {
    const running = on.run('backup', '--json')
    await wait(300 + random.below(1_500))
    running.process.kill('SIGKILL')
    const { code } = await running.ended
    const now = await baseCount(backup)
    if (code !== 0 && now !== before) wrong.push(`round ${round}: half a backup looks whole`)
    if (code === 0) break
  }
  return outcome('SIGKILL of rimaq backup', wrong, { figures: `${rounds} rounds` })
}

/** The server may still be about to notice that the killed one is gone. */
/** A first start goes on filling the shelf in jobs; files made after the chosen second would count as lost. */
async function atRest({ data }: Installation): Promise<void> {
  const count = async (): Promise<number> =>
    (await readdir(join(data, 'files'), { recursive: true }).catch(() => [])).length
  for (let [seen, still] = [-1, 0]; still < 20;) {
    await wait(250)
    const now = await count()
    still = now === seen ? still + 1 : 0
    seen = now
  }
}

async function takeBase(on: Installation): Promise<{ seconds: number }> {
  for (let turn = 0; ; turn++) {
    const ended = await on.run('backup', '--json').ended
    if (ended.code === 0) return JSON.parse(ended.out) as { seconds: number }
    if (turn > 60 || !ended.out.includes('backup-running')) throw new Error(ended.out + ended.err)
    await wait(500)
  }
}

async function baseCount(backup: string): Promise<number> {
  const names = await readdir(join(backup, 'base')).catch(() => [])
  return names.filter((name) => !name.endsWith('.part')).length
}

/** Waits until the backup can restore that instant; answers how many seconds it was behind. */
async function until({ on }: Stage, instant: number): Promise<number> {
  const begun = Date.now()
  while (Date.now() - begun < 120_000) {
    const { range } = await expectJson<{ range: { to: string } | null }>(
      on.run('backup', 'list', '--json').ended,
    )
    const to = Date.parse(range?.to ?? '1970-01-01')
    if (to >= instant) return (Date.now() - to) / 1_000
    await wait(500)
  }
  throw new Error('the archive does not follow')
}

/** Power is gone and so is the disk: server and database end without a word. */
function killAll(on: Installation): void {
  on.server()?.kill('SIGKILL')
  const pid = Number(
    readFileSync(join(on.data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  process.kill(pid, 'SIGKILL')
}

async function instant(stage: Stage, lost: Lost): Promise<Outcome> {
  const { backup, options } = stage
  const begun = performance.now()
  const other = await install({ env: stage.env })
  try {
    const at = new Date(lost.at).toISOString()
    const words = ['restore', '--from', backup, '--at', at, '--json']
    const report = await expectJson<Report>(other.run(...words).ended)
    await other.start()
    const seconds = (performance.now() - begun) / 1_000
    const wrong = await compare(other, report, lost, lost.at)
    const { round } = await lookAt(other, slug)
    if (round !== 1) wrong.push(`the dataset is of round ${round}`)
    options.report(`restored ${at}: ${JSON.stringify(report.seconds)}`)
    return outcome('a chosen second, from the cold backup to serving', wrong, {
      figures: `${seconds.toFixed(1)} s (${figures(report)})`,
    })
  } finally {
    await other.close()
  }
}

/** Without an instant: how much did the disaster cost? */
async function everything(stage: Stage, lost: Lost): Promise<Outcome> {
  const other = await install({ env: stage.env })
  try {
    const report = await expectJson<Report>(
      other.run('restore', '--from', stage.backup, '--json').ended,
    )
    await other.start()
    const wrong = await compare(other, report, lost, null)
    const rows = await rowsOf(other)
    const last = lost.written.filter(({ n }) => n <= Math.max(...rows)).at(-1)
    const loss = (lost.disaster - (last?.acknowledged ?? 0)) / 1_000
    if (loss > 60) wrong.push(`${loss} s are lost`)
    const { round, wrong: faults } = await lookAt(other, slug)
    wrong.push(...faults)
    return outcome('everything, after the disk is gone', wrong, {
      figures: `${loss.toFixed(1)} s of work lost, ${rows.length} rows, dataset of round ${round} (${figures(report)})`,
    })
  } finally {
    await other.close()
  }
}

interface Report {
  whole: boolean
  database: { tables: Record<string, number>; indexes: { checked: number } }
  files: { named: number; bytes: number }
  seconds: Record<string, number>
}

function figures({ database, files, seconds }: Report): string {
  const rows = Object.values(database.tables).reduce((sum, each) => sum + each, 0)
  const steps = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(1)}`)
  return `${rows} rows, ${database.indexes.checked} indexes, ${files.named} files of ${Math.round(files.bytes / 1e6)} MB; ${steps.join(', ')} s`
}

async function rowsOf({ data }: Installation): Promise<number[]> {
  return onDatabase(data, async (client) => {
    const { rows } = await client.query<{ n: number }>('select n from torture.row')
    return rows.map(({ n }) => n)
  })
}

async function compare(
  on: Installation,
  report: Report,
  lost: Lost,
  at: number | null,
): Promise<string[]> {
  const wrong = compareRows(await rowsOf(on), lost.written, at)
  if (!report.whole) wrong.push('the report says that it is not whole')
  wrong.push(...(await damagedFiles(on.data)))
  const here = new Set(
    (await readdir(join(on.data, 'files'), { recursive: true })).map((name) =>
      name.replace('/', ''),
    ),
  )
  const named = lost.written.filter((row) => row.hash && row.acknowledged < (at ?? 0))
  const gone = named.filter(({ hash }) => !here.has(hash ?? ''))
  if (gone.length > 0) wrong.push(`${gone.length} files of acknowledged rows are missing`)
  const before = lost.files.filter((hash) => !here.has(hash)).length
  const later = lost.written.filter((row) => row.hash && row.acknowledged >= (at ?? 0)).length
  // The second publication and what was written after the instant may be absent; nothing else.
  if (at !== null && before > later + 12) wrong.push(`${before} files are missing`)
  return wrong
}

/** Backups that are not whole must be refused, or this torture would prove nothing. */
async function controls(stage: Stage): Promise<Outcome[]> {
  const { on, backup, env } = stage
  const id = (await readdir(join(backup, 'base'))).toSorted().at(-1) ?? ''
  const base = join(backup, 'base', id)
  const segments = (await readdir(join(backup, 'wal'))).filter((name) =>
    /^[0-9A-F]{24}\./.test(name),
  )
  const outcomes: Outcome[] = []
  // One that the base backup does not bring itself.
  const own = (await readdir(join(base, 'wal'))).toSorted().at(-1) ?? ''
  const missing = join(backup, 'wal', segments.toSorted().find((name) => name > own) ?? '')
  const lost = await readFile(missing)
  await rm(missing)
  outcomes.push(await refused(stage, 'a missing segment of the journal', ['wal-missing'], true))
  await writeFile(missing, lost)
  const victim = await largest(join(base, 'database'))
  await flip(victim)
  outcomes.push(await refused(stage, 'a flipped byte in the base backup', ['backup-damaged'], true))
  await flip(victim)
  const file = await largest(join(backup, 'files'))
  const bytes = await readFile(file)
  await truncate(file, bytes.length - 17)
  outcomes.push(await refused(stage, 'a truncated encrypted file', ['backup-damaged'], false))
  await writeFile(file, bytes)
  const other = await install({ env: { ...env, RIMAQ_BACKUP_KEY: 'otra clave, que no es esa' } })
  try {
    const ended = await other.run('restore', '--from', backup, '--json').ended
    const told = ended.code === 3 && ended.out.includes('backup-key-wrong')
    outcomes.push(
      outcome('control: the wrong key', told ? [] : [ended.out], { figures: 'refused in words' }),
    )
  } finally {
    await other.close()
  }
  const { code, out } = await on.run('backup', 'verify', backup, '--json').ended
  outcomes.push(
    outcome('the backup, repaired again, is whole', code === 0 ? [] : [out.slice(0, 500)], {
      figures: out.slice(0, 160),
    }),
  )
  return outcomes
}

/** `verify` must say so; `restore` too, or say that files are missing. */
async function refused(
  { backup, env }: Stage,
  what: string,
  codes: string[],
  stops: boolean,
): Promise<Outcome> {
  const other = await install({ env })
  const wrong: string[] = []
  try {
    const verified = await other.run('backup', 'verify', backup, '--json').ended
    if (verified.code !== 1 || !codes.some((code) => verified.out.includes(code))) {
      wrong.push(`verify: ${verified.code} ${verified.out.slice(0, 300)}`)
    }
    const restored = await other.run('restore', '--from', backup, '--json').ended
    if (restored.code !== (stops ? 3 : 1)) {
      wrong.push(`restore: ${restored.code} ${restored.out.slice(0, 300)}`)
    }
  } finally {
    await other.close()
  }
  return outcome(`control: ${what}`, wrong, {
    figures: `verify 1, restore ${stops ? 'refused' : 'says what is damaged'}`,
  })
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 255
  await writeFile(path, bytes)
}

async function largest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  return paths.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
}

async function publish(on: Installation, round: number): Promise<void> {
  const path = join(on.folder, `ronda-${round}.csv`)
  await writeFile(path, roundCsv(round, 300 + round))
  await expectJson(on.run('publish', path, '--dataset', slug, '--json').ended)
}

async function expectJson<T>(ended: Promise<Ended>): Promise<T> {
  const { code, out, err } = await ended
  if (code !== 0) throw new Error(`exit ${code}: ${out}${err}`)
  return JSON.parse(out) as T
}

async function used(path: string): Promise<string> {
  const { stdout } = await run('du', ['-sm', path])
  return `${stdout.split('\t')[0]} MB`
}

function outcome(what: string, wrong: string[], { figures }: { figures: string }): Outcome {
  return {
    torture: 'drill',
    what,
    passed: wrong.length === 0,
    figures: wrong.length === 0 ? figures : `${figures}; ${wrong.join('; ')}`,
  }
}
