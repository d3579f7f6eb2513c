// Judges of the ledger: the reference programs in Go read our log and proofs, and we read theirs.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { LedgerError, addCheckpoint, askWitness, formatVerifierKey } from '@rimaq/ledger'
import { generateSignerKey, leafHash, openCheckpoint, openFolder, openLog } from '@rimaq/ledger'
import { openWitnessFolder, parseCheckpoint, parseNote, parseVerifierKey } from '@rimaq/ledger'
import { rememberInFolder, toVerifier, verifyConsistency, verifyInclusion } from '@rimaq/ledger'
import { verifyReceipt, writeReceipt } from '@rimaq/ledger'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'Go'
const source = join(import.meta.dirname, 'go-log.go')
const releases = {
  'github.com/transparency-dev/formats': 'v0.1.1',
  'github.com/transparency-dev/merkle': 'v0.0.2',
  'github.com/transparency-dev/tessera': 'v1.0.4',
  'golang.org/x/mod': 'v0.43.0',
}
const tool = Object.entries(releases)
  .map(([name, release]) => `${name.split('/').slice(1).join('/')} ${release}`)
  .join(', ')

interface Inclusion {
  index: number
  size: number
  leaf: string
  root: string
  proof: string[]
}

interface Consistency {
  from: number
  to: number
  fromRoot: string
  toRoot: string
  proof: string[]
}

interface Said {
  checks: { what: string; good: number; of: number; why: string }[]
  made: {
    keys: string[]
    note: string
    inclusion: Inclusion[]
    consistency: Consistency[]
    receipts: string[]
  }
}

export async function judgeByGo(bench: Bench): Promise<Verdict[]> {
  const program = await build()
  if (typeof program === 'object') {
    const what = 'tlog, note, formats and tessera'
    return [{ judge, tool, what, result: 'absent', figures: program.absent, notes: [] }]
  }
  const folder = join(bench.folder, 'go')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'in.json'), JSON.stringify(await ourLog(folder)))
  const options = { maxBuffer: 2 ** 28, timeout: 120_000 }
  const { stdout } = await run(program, [join(folder, 'in.json')], options)
  const { checks, made } = JSON.parse(stdout) as Said
  const byGo = checks.map(({ what, good, of, why }) => verdict(what, good, of, why))
  return [...byGo, ...byUs(made)]
}

function verdict(what: string, good: number, of: number, why = ''): Verdict {
  const result = good === of && of > 0 ? 'passed' : 'failed'
  return { judge, tool, what, result, figures: `${good} of ${of}`, notes: why === '' ? [] : [why] }
}

/** The program, built once outside the repository; or why it cannot be had. */
async function build(): Promise<string | { absent: string }> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(cache, 'rimaq-judges', `go-log-${Object.values(releases).join('_')}`)
  const program = join(folder, 'go-log')
  try {
    await mkdir(folder, { recursive: true })
    const needs = Object.entries(releases).map((each) => `require ${each.join(' ')}\n`)
    await writeFile(join(folder, 'go.mod'), `module judge\n\ngo 1.24\n\n${needs.join('')}`)
    await cp(source, join(folder, 'main.go'))
    const options = { cwd: folder, timeout: 300_000, maxBuffer: 2 ** 26 }
    await run('go', ['mod', 'tidy'], options)
    await run('go', ['build', '-o', program, '.'], options)
  } catch (error) {
    // Without a network an earlier build serves as well.
    if (existsSync(program)) return program
    const line = String(error instanceof Error ? error.message : error).split('\n')[0]
    return { absent: `Go or its modules cannot be had here: ${line}` }
  }
  return program
}

/** A log of ours with an Ed25519 key, an ML-DSA-44 key and a witness, and proofs from it. */
async function ourLog(folder: string): Promise<object> {
  const origin = 'judged.example/log'
  const signers = [generateSignerKey(origin, 'ed25519'), generateSignerKey(origin, 'ml-dsa-44')]
  const witnessKey = generateSignerKey('judged.example/witness', 'cosignature')
  const state = await openWitnessFolder(join(folder, 'witness'))
  const logs = new Map([[origin, signers.map(toVerifier)]])
  const witness = { logs, signers: [witnessKey], state }
  const storage = openFolder(join(folder, 'log'))
  const remembered = rememberInFolder(join(folder, 'memory'))
  const witnessKeys = [toVerifier(witnessKey)]
  const log = await openLog({ origin, storage, remembered, signers, witnessKeys, create: true })
  const earlier: { size: number; root: string }[] = []
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  try {
    // Up to 70,000, the size that tlog-tiles takes for its example.
    for (const size of [1, 3, 255, 256, 257, 1000, 65_536, 65_792, 70_000]) {
      const more = Array.from({ length: size - log.size }, (_, at) =>
        Buffer.from(`entry ${log.size + at}`),
      )
      await log.append(more)
      await askWitness(log, { send: (body) => addCheckpoint(body, witness) })
      earlier.push({ size, root: base64(parseCheckpoint(parseNote(log.checkpoint).text).root) })
    }
    const reader = log.reader()
    const root = earlier.at(-1)!.root
    const [inclusion, consistency, receipts]: [Inclusion[], Consistency[], string[]] = [[], [], []]
    for (let index = 0; index < log.size; index += 347) {
      const proof = (await reader.inclusionProof(index)).map(base64)
      const leaf = base64(leafHash(await reader.entry(index)))
      inclusion.push({ index, size: log.size, leaf, root, proof })
      const from = { reader, checkpoint: log.checkpoint }
      if (receipts.length < 40) receipts.push(await writeReceipt(index, from))
    }
    for (const { size: from, root: fromRoot } of earlier) {
      const proof = (await reader.consistencyProof(from)).map(base64)
      consistency.push({ from, to: log.size, fromRoot, toRoot: root, proof })
    }
    await changedCopy(folder)
    const [logKey, mldsaKey] = signers.map(toVerifier).map(formatVerifierKey)
    return {
      folder: join(folder, 'log'),
      changed: join(folder, 'changed'),
      origin,
      logKey,
      mldsaKey,
      witnessKey: formatVerifierKey(toVerifier(witnessKey)),
      inclusion,
      consistency,
      receipts,
    }
  } finally {
    await log.close()
    await state.close()
  }
}

async function changedCopy(folder: string): Promise<void> {
  const filter = (path: string) => !path.endsWith('.writer')
  await cp(join(folder, 'log'), join(folder, 'changed'), { recursive: true, filter })
  const path = join(folder, 'changed', 'tile/entries/100')
  const bytes = await readFile(path)
  bytes[77]! ^= 1
  await writeFile(path, bytes)
}

/** What Go made, under our eyes. */
function byUs({ keys, note, inclusion, consistency, receipts }: Said['made']): Verdict[] {
  const bytes = (text: string) => Buffer.from(text, 'base64')
  const verifiers = keys.map(parseVerifierKey)
  const origin = 'go.example/log'
  const signed = attempt(() => openCheckpoint(note, verifiers, origin).signatures.length)
  const included = inclusion.filter(({ index, size, leaf, root, proof }) =>
    verifyInclusion({
      index,
      size,
      leaf: bytes(leaf),
      root: bytes(root),
      proof: proof.map(bytes),
    }),
  )
  const grown = consistency.filter(({ from, to, fromRoot, toRoot, proof }) =>
    verifyConsistency({
      from,
      to,
      fromRoot: bytes(fromRoot),
      toRoot: bytes(toRoot),
      proof: proof.map(bytes),
    }),
  )
  const kept = receipts.filter((receipt) =>
    attempt(() => verifyReceipt(receipt, { keys: verifiers, origin })),
  )
  return [
    verdict('its checkpoint under three kinds of key, read by us', Number(signed), keys.length),
    verdict('its inclusion proofs, verified by us', included.length, inclusion.length),
    verdict('its consistency proofs, verified by us', grown.length, consistency.length),
    verdict('its receipts, verified by us', kept.length, receipts.length),
  ]
}

function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch (error) {
    if (error instanceof LedgerError) return null
    throw error
  }
}
