// Measures the ledger: appends that survive a power cut, proofs in large logs, re-hashing, signatures.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { actEntry, formatVerifierKey, generateSignerKey, newSalt } from '@rimaq/ledger'
import { openFolder, openLog, rememberInFolder, saltedHash, signNote } from '@rimaq/ledger'
import { toVerifier, verifyLog, verifyNote, verifyReceipt, writeReceipt } from '@rimaq/ledger'
import type { KeyKind, Log, SignerKey } from '@rimaq/ledger'
import type { BenchOptions } from '../../scripts/bench.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure, seeded, time } from '../shared/timing.ts'

const execute = promisify(execFile)
const origin = 'log.example/bench'
const key = generateSignerKey(origin, 'ed25519')
const verifierFile = fileURLToPath(
  new URL('../../packages/ledger/verify/rimaq-verify.mjs', import.meta.url),
)
const row = (what: string, ours: string, beside = '–'): string[] => [what, ours, beside]

export async function run({ scale, only }: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-bench-ledger-'))
  const parts: string[] = []
  const part = async (name: string, title: string, rows: () => Promise<string[][]>) => {
    if (!name.includes(only)) return
    const table = markdownTable(['what', 'here', 'promised or seen elsewhere'], await rows())
    parts.push(`## ${title}\n\n${table}`)
    console.log(`\n${parts.at(-1)}`)
  }
  try {
    await part('append', 'Appends, durable and signed', () => appends(folder, scale))
    for (const millions of [1, 10]) {
      const size = Math.round(millions * 1e6 * scale)
      const title = `A log of ${size.toLocaleString('en')} entries`
      await part(`size-${millions}m`, title, () => largeLog(folder, size, millions === 1))
    }
    await part('signatures', 'Signatures', () => signatures())
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const head = `# The ledger: cost and speed\n\n${circumstances('npm run bench -- ledger')}\n\n`
  const note =
    'An append resolves when entries and tiles are flushed, the head is remembered in a second ' +
    'folder (flushed too) and the signed checkpoint is published (flushed). Entries are canonical ' +
    'JSON of an act, about 200 bytes. The right-hand column holds what the promises P6 and P7 ask ' +
    'for, what a prototype in Node did, and what the documents of Tessera (a log in Go) say; those ' +
    'were measured on other machines. Other work on the machine slows flushes above all.\n\n'
  writeResult(
    'bench-ledger.md',
    `${head}${note}${parts.join('\n\n')}\n`,
    scale === 1 && only === '',
  )
}

function open(folder: string): Promise<Log> {
  const storage = openFolder(join(folder, 'public'))
  const remembered = rememberInFolder(join(folder, 'memory'))
  return openLog({ origin, storage, remembered, signers: [key], create: true })
}

const salt = newSalt()
const moment = new Date('2026-05-04T13:00:00Z')

function entriesFrom(first: number, count: number): Uint8Array[] {
  const content = saltedHash(new Uint8Array(8), salt)
  return Array.from({ length: count }, (_, at) =>
    actEntry({
      act: 'document.registered',
      ids: { series: 'EXP-2026', number: first + at },
      content,
      holding: 'mesa-de-partes',
      time: moment,
    }),
  )
}

async function appends(folder: string, scale: number): Promise<string[][]> {
  const rows: string[][] = []
  for (const batch of [1, 16, 256]) {
    const log = await open(join(folder, `batch-${batch}`))
    const { p50, p99, times, seconds } = await timed(scale, () =>
      log.append(entriesFrom(log.size, batch)),
    )
    const rate = figure((times * batch) / seconds)
    const beside = batch === 256 ? 'checkpoint ≤ 1 s after the act' : '–'
    const what = `batches of ${batch}: entries/s (ms a batch, p50 / p99)`
    rows.push(row(what, `${rate} (${figure(p50)} / ${figure(p99)})`, beside))
    await log.close()
  }
  const log = await open(join(folder, 'callers'))
  const { seconds } = await timed(scale, async () => {
    await Promise.all(Array.from({ length: 64 }, () => log.append(entriesFrom(log.size, 1))))
  })
  const beside = 'Tessera, files: over 1,500 (free e2-micro), about 10,000 (NVMe, 7 cores)'
  rows.push(row('64 callers of 1 entry each: entries/s', figure(log.size / seconds), beside))
  await log.close()
  return rows
}

async function timed(scale: number, act: () => Promise<unknown>) {
  const start = performance.now()
  const timing = await time(act, { times: 2000, seconds: 6 * Math.max(scale, 0.2) })
  return { ...timing, seconds: (performance.now() - start) / 1000 }
}

async function largeLog(folder: string, size: number, whole: boolean): Promise<string[][]> {
  const place = join(folder, `size-${size}`)
  const log = await open(place)
  const cpu = process.cpuUsage()
  let spent = 0
  for (let first = 0; first < size; first += 16_384) {
    const batch = entriesFrom(first, Math.min(16_384, size - first))
    const start = performance.now()
    await log.append(batch)
    spent += performance.now() - start
  }
  const { user, system } = process.cpuUsage(cpu)
  const rate = figure(size / (spent / 1000))
  const rows = [
    row('written in batches of 16,384: entries/s', rate, 'prototype without flushes: 34,000'),
    row('processor time of it with making the entries: s', figure((user + system) / 1e6)),
  ]
  rows.push(...(await proofs(log, size)))
  await log.close()
  const reopened = await time(async () => (await open(place)).close(), { times: 20 })
  rows.push(row('opened and its right edge checked: ms', figure(reopened.p50)))
  if (whole) rows.push(...(await rehash(join(place, 'public'), size)))
  await rm(place, { recursive: true })
  return rows
}

async function proofs(log: Log, size: number): Promise<string[][]> {
  const random = seeded(1)
  const receipts: string[] = []
  // A reader of its own for each, as in a process that was just started.
  const made = await time(async () => {
    const from = { reader: log.reader(), checkpoint: log.checkpoint }
    receipts.push(await writeReceipt(random(size), from))
  })
  const trust = { keys: [toVerifier(key)], origin }
  const verified = await time(async (turn) =>
    verifyReceipt(receipts[turn % receipts.length]!, trust),
  )
  const bytes = Math.max(...receipts.map((receipt) => Buffer.byteLength(receipt)))
  const hashes = Math.max(...receipts.map((text) => text.split('\n\n')[0]!.split('\n').length - 3))
  const reader = log.reader()
  const grown = await time(async () => reader.consistencyProof(1 + random(size)))
  return [
    row('receipt made: ms, p50 / p99', `${figure(made.p50)} / ${figure(made.p99)}`, '≤ 50'),
    row('receipt verified: ms, p50', figure(verified.p50)),
    row('hashes in a receipt, at most', String(hashes), '≤ 25; prototype 20 at 1 million'),
    row('bytes of a receipt with its entry, at most', String(bytes), '≤ 4,096'),
    row('proof of growth made: ms, p50', figure(grown.p50)),
  ]
}

async function rehash(folder: string, size: number): Promise<string[][]> {
  const storage = openFolder(folder)
  const start = performance.now()
  const { findings } = await verifyLog({ storage, origin, keys: [toVerifier(key)] })
  if (findings.length > 0) throw new Error('the log does not verify')
  const own = (performance.now() - start) / 1000
  const again = performance.now()
  const args = [verifierFile, folder, '--key', formatVerifierKey(toVerifier(key))]
  await execute(process.execPath, args)
  const file = (performance.now() - again) / 1000
  const beside = size === 1e6 ? '≤ 120' : '–'
  return [
    row('all entries and tiles re-hashed by the library: s', figure(own), beside),
    row('the same by the one-file verifier, as a command: s', figure(file), beside),
  ]
}

async function signatures(): Promise<string[][]> {
  const root = Buffer.alloc(32, 1).toString('base64')
  const rows: string[][] = []
  const seen: Record<KeyKind, string> = {
    ed25519: 'prototype: about 3,900 signed',
    cosignature: '–',
    'ml-dsa-44': 'prototype, loaded: 46 signed',
  }
  for (const kind of Object.keys(seen) as KeyKind[]) {
    const signer: SignerKey = generateSignerKey(origin, kind)
    const text = (turn: number): string => `${origin}\n${turn}\n${root}\n`
    const notes: string[] = []
    const options = { times: 2000, seconds: 4 }
    const signed = await time(async (turn) => {
      notes.push(signNote(text(turn), [signer], 1))
    }, options)
    const checker = [toVerifier(signer)]
    const checked = await time(
      async (turn) => verifyNote(notes[turn % notes.length]!, checker),
      options,
    )
    const ours = `${figure(1000 / signed.p50)} / ${figure(1000 / checked.p50)}`
    rows.push(row(`${kind}: checkpoints signed / verified a second`, ours, seen[kind]))
  }
  return rows
}
