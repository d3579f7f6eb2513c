// Kills a writing process without warning: what was acknowledged is there, in one history.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { formatSignerKey, formatVerifierKey, generateSignerKey, toVerifier } from '@rimaq/ledger'
import { LedgerError, openFolder, openLog, rememberInFolder } from '@rimaq/ledger'
import type { Log, SignerKey } from '@rimaq/ledger'
import { seededRandom } from '../shared/random.ts'
import { type Counted, type Files, type Told, origin, verify } from './places.ts'

interface Acknowledged {
  seed: number
  first: number
  count: number
  batch: number
  checkpoint: string
}

const writer = join(import.meta.dirname, 'writer.ts')

export async function writerKills({ count, seed }: Counted): Promise<Told[]> {
  const random = seededRandom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-kills-'))
  const key = generateSignerKey(origin, 'ed25519')
  await writeFile(join(folder, 'key'), formatSignerKey(key), { mode: 0o600 })
  const kept: Acknowledged[] = []
  const wrong: string[] = []
  let size = 0
  try {
    for (let turn = 0; turn < count; turn++) {
      // One in four is killed while it starts, perhaps before it has opened the log.
      const starting = turn % 4 === 3
      const said = await writeAndKill(folder, turn, {
        after: random.below(400),
        starting,
        meanwhile: async () => {
          const code = await second(folder, key)
          if (code !== 'locked') wrong.push(`kill ${turn + 1}: a second writer was ${code}`)
        },
      })
      kept.push(...said)
      const looked = await look(folder, key, kept, said.length)
      wrong.push(...looked.wrong.map((text) => `kill ${turn + 1}: ${text}`))
      size = looked.size
    }
    const lied = await writeAndKill(folder, count, { after: 100, early: 'early' })
    const control = await look(folder, key, [...kept, ...lied.slice(-1)], 1)
    const entries = kept.reduce((sum, one) => sum + one.count, 0)
    return [
      {
        what: 'kill -9 of a writing process at random moments',
        passed: wrong.length === 0 && entries > 0,
        figures: `${count} kills: ${entries} entries in ${kept.length} batches were acknowledged and all are there; ${size} in the log, one history; a second writer kept out each time${wrong.length > 0 ? `; WRONG: ${wrong.slice(0, 5).join('; ')}` : ''}`,
      },
      {
        what: 'control: a writer that acknowledges before it has written',
        passed: control.wrong.length > 0,
        figures: control.wrong[0] ?? 'its loss was not noticed',
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Kill {
  /** Milliseconds after its first batch, or after its start. */
  after: number
  starting?: boolean
  early?: string
  /** Done while it writes. */
  meanwhile?: () => Promise<void>
}

/** What the process said before it was killed. */
async function writeAndKill(
  folder: string,
  seed: number,
  { after, starting = false, early = '', meanwhile = () => Promise.resolve() }: Kill,
): Promise<Acknowledged[]> {
  const args = [
    ...process.execArgv.filter((each) => !each.startsWith('--test')),
    '--conditions=source',
  ]
  const child = spawn(process.execPath, [...args, writer, folder, String(seed), early], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  const begun = Promise.withResolvers<void>()
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()))
  child.stdout.on('data', (bytes: Buffer) => {
    out += bytes.toString()
    begun.resolve()
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  if (!starting) {
    await Promise.race([begun.promise, ended])
    await meanwhile()
  }
  await setTimeout(after)
  child.kill('SIGKILL')
  await ended
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${err}`)
  // The last line may be cut: then nobody was told.
  const lines = out.split('\n').slice(0, -1)
  return lines.map((line) => ({ seed, ...(JSON.parse(line) as Omit<Acknowledged, 'seed'>) }))
}

/** What another writer is told. */
async function second(folder: string, key: SignerKey): Promise<string> {
  try {
    const log = await open(folder, key)
    await log.close()
    return 'let in'
  } catch (error) {
    if (error instanceof LedgerError) return error.code
    throw error
  }
}

function open(folder: string, key: SignerKey): Promise<Log> {
  return openLog({
    origin,
    storage: openFolder(join(folder, 'public')),
    remembered: rememberInFolder(join(folder, 'memory')),
    signers: [key],
  })
}

/** Opens the log, compares what was acknowledged, and lets the one-file verifier look. */
async function look(
  folder: string,
  key: SignerKey,
  kept: readonly Acknowledged[],
  news: number,
): Promise<{ size: number; wrong: string[] }> {
  const log = await open(folder, key)
  const wrong: string[] = []
  try {
    if (log.refusal) wrong.push(`the log refuses: ${log.refusal.code}`)
    const reader = log.reader()
    const last = kept.at(-1)
    if (last && last.first + last.count > log.size)
      wrong.push(`${log.size} entries, ${last.first + last.count} were acknowledged`)
    else {
      for (const { seed, first, count, batch } of kept.slice(-news)) {
        for (let at = 0; at < count; at++) {
          const entry = Buffer.from(await reader.entry(first + at)).toString()
          if (entry !== `${seed} ${batch} ${at}`) wrong.push(`entry ${first + at} is ${entry}`)
        }
      }
    }
    const files = await publicFiles(join(folder, 'public'))
    // The last acknowledged checkpoint, and for one history the first one too.
    for (const seen of [kept[0], last]) {
      const { problems } = await verify(files, seen?.checkpoint, [
        formatVerifierKey(toVerifier(key)),
      ])
      wrong.push(...problems.map(({ where, what }) => `${where} ${what}`))
    }
    return { size: log.size, wrong }
  } finally {
    await log.close()
  }
}

async function publicFiles(folder: string): Promise<Files> {
  const files: Files = new Map()
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name)
    const name = path.slice(folder.length + 1)
    if (one.isFile() && !name.startsWith('.')) files.set(name, await readFile(path))
  }
  return files
}
