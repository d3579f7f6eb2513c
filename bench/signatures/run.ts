// Measures signing and validating beside pyHanko and beside what OpenSSL alone can do, all in one run.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Identity } from '@rimaq/signatures'
import type { BenchOptions } from '../../scripts/bench.ts'
import { python, releases } from '../../test/conformance/judges/python.ts'
import { circumstances, markdownTable, writeResult } from '../shared/report.ts'
import { figure } from '../shared/timing.ts'
import { writeDocument } from './documents.ts'
import { summaryOf, type Rate } from './measure.ts'
import {
  kinds,
  makePeople,
  measureOurs,
  signedTwice,
  type Figures,
  type Kind,
  type People,
} from './ours.ts'

const run_ = promisify(execFile)
const MIB = 2 ** 20
const SIZE = 137 * 1024

interface Theirs {
  plain: Record<Kind, number[]>
  stamped: Record<Kind, number[]>
  validation: number[]
}

interface Memory {
  bytes: number
  /** Above the same process with a document of 137 KB, in MiB. */
  above: number
  seconds: number
}

export async function run({ scale, only }: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-bench-signatures-'))
  try {
    const path = join(folder, 'document.pdf')
    writeDocument(path, SIZE)
    const document = new Uint8Array(readFileSync(path))
    const people = makePeople()
    const wants = (part: string): boolean => part.includes(only)
    const ours = wants('rates') ? await measureOurs(document, people) : null
    const theirs = wants('rates') ? await measureTheirs(folder, document, people) : null
    const openssl = wants('rates') ? await opensslSpeed() : null
    const sizes = scale < 1 ? [50 * MIB] : [50 * MIB, 1024 * MIB]
    const memory = wants('memory') ? await measureMemory(folder, sizes) : []
    const page = pageOf({ ours, theirs, openssl, memory, bytes: document.length })
    console.log(page)
    writeResult('bench-signatures.md', page, scale >= 1 && only === '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureTheirs(
  folder: string,
  document: Uint8Array,
  people: People,
): Promise<Theirs | string> {
  const env = await python()
  if (typeof env === 'string') return env
  const pem = (name: string, { key, certificate }: Identity): void => {
    writeFileSync(join(folder, `${name}.pem`), new X509Certificate(certificate).toString())
    writeFileSync(join(folder, `${name}.key.pem`), key.export({ type: 'pkcs8', format: 'pem' }))
  }
  pem('root', people.root)
  for (const kind of kinds) {
    pem(kind, people.signers[kind])
    pem(`clock-${kind}`, people.clocks[kind])
  }
  writeFileSync(join(folder, 'twice.pdf'), await signedTwice(document, people))
  const ran = await env.run('python', [join(import.meta.dirname, 'measure-pyhanko.py'), folder])
  return ran.code === 0 ? (JSON.parse(ran.stdout) as Theirs) : `pyHanko: ${ran.stderr.slice(-300)}`
}

/** Signatures per second as `openssl speed` counts them, or null where it is not installed. */
async function opensslSpeed(): Promise<Record<Kind, number> | null> {
  try {
    const args = ['speed', '-seconds', '2', 'rsa2048', 'ecdsap256']
    const { stdout } = await run_('openssl', args)
    const rsa = /rsa 2048 bits\s+\S+\s+\S+\s+([\d.]+)/.exec(stdout)?.[1]
    const ec = /nistp256\)\s+\S+\s+\S+\s+([\d.]+)/.exec(stdout)?.[1]
    return { rsa: Number(rsa), 'p-256': Number(ec) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function measureMemory(folder: string, sizes: number[]): Promise<Memory[]> {
  const child = join(import.meta.dirname, 'memory-child.ts')
  const peak = async (bytes: number) => {
    const [input, output] = [join(folder, 'large.pdf'), join(folder, 'large.signed.pdf')]
    writeDocument(input, bytes)
    const peaks: { kilobytes: number; seconds: number }[] = []
    for (let turn = 0; turn < 5; turn++) {
      const { stdout } = await run_(process.execPath, ['--conditions=source', child, input, output])
      peaks.push(JSON.parse(stdout) as (typeof peaks)[number])
      if (statSync(output).size <= statSync(input).size) throw new Error('nothing was added')
    }
    rmSync(input)
    rmSync(output)
    const median = (values: number[]) => values.toSorted((a, b) => a - b)[2] ?? Number.NaN
    return {
      kilobytes: median(peaks.map(({ kilobytes }) => kilobytes)),
      seconds: median(peaks.map(({ seconds }) => seconds)),
    }
  }
  const baseline = await peak(SIZE)
  const found: Memory[] = []
  for (const bytes of sizes) {
    const { kilobytes, seconds } = await peak(bytes)
    found.push({
      bytes,
      above: (kilobytes - baseline.kilobytes) / 1024,
      seconds: seconds - baseline.seconds,
    })
  }
  return found
}

interface Row {
  what: string
  bar: number
  rate: Rate
  ceiling?: number
  theirs: number[] | null
}

function pageOf(given: {
  ours: Figures | null
  theirs: Theirs | string | null
  openssl: Record<Kind, number> | null
  memory: Memory[]
  bytes: number
}): string {
  const { ours, theirs, openssl, memory, bytes } = given
  const other = typeof theirs === 'string' ? null : theirs
  const parts = [
    '# Signatures: signing, validating, memory',
    '',
    circumstances('npm run bench -- signatures'),
    '',
  ]
  if (ours !== null) parts.push(...rateParts(ours, other, openssl, bytes))
  if (typeof theirs === 'string') parts.push(theirs, '')
  if (memory.length > 0) parts.push(...memoryParts(memory))
  return `${parts.join('\n').trimEnd()}\n`
}

function rateParts(
  ours: Figures,
  theirs: Theirs | null,
  openssl: Record<Kind, number> | null,
  bytes: number,
): string[] {
  const rows: Row[] = [
    {
      what: 'B-B, RSA-2048',
      bar: 550,
      rate: ours.plain.rsa,
      ceiling: ours.ceiling.rsa.median,
      theirs: theirs?.plain.rsa ?? null,
    },
    {
      what: 'B-B, P-256',
      bar: 1800,
      rate: ours.plain['p-256'],
      ceiling: ours.ceiling['p-256'].median,
      theirs: theirs?.plain['p-256'] ?? null,
    },
    {
      what: 'B-T, RSA-2048',
      bar: 330,
      rate: ours.stamped.rsa,
      ceiling: ours.ceiling.rsa.median / 2,
      theirs: theirs?.stamped.rsa ?? null,
    },
    {
      what: 'B-T, P-256',
      bar: 1300,
      rate: ours.stamped['p-256'],
      ceiling: ours.ceiling['p-256'].median / 2,
      theirs: theirs?.stamped['p-256'] ?? null,
    },
    {
      what: 'validation of two B-T',
      bar: 150,
      rate: ours.validation,
      theirs: theirs?.validation ?? null,
    },
  ]
  const head = [
    'per second of processor time',
    'Rimaq',
    'range',
    'bar',
    'keys alone',
    'pyHanko',
    'times pyHanko',
  ]
  const cells = rows.map(({ what, bar, rate, ceiling, theirs: them }) => {
    const median = them === null ? null : summaryOf(them).median
    return [
      what,
      figure(rate.median),
      `${figure(rate.least)} – ${figure(rate.most)}`,
      `≥ ${figure(bar)} ${rate.median >= bar ? 'held' : 'MISSED'}`,
      figure(ceiling),
      figure(median),
      median === null ? '–' : figure(rate.median / median),
    ]
  })
  const speed =
    openssl === null
      ? 'not installed'
      : `${figure(openssl.rsa)} RSA-2048, ${figure(openssl['p-256'])} P-256`
  return [
    `A document of ${figure(bytes / 1024)} KB with 20 pages, in memory. B-T asks a timestamp server in the same process with a key of the same kind, so it makes two signatures; "keys alone" is node:crypto signing 200 bytes, halved for B-T. Median of five rounds, range beside it. Validation: one RSA and one P-256 signature with their timestamps, path to a trusted root, comparison of revisions; revocation as the report says. pyHanko ${releases.pyHanko}: SimpleSigner and DummyTimeStamper (RSA only, so its P-256 B-T has an RSA timestamp), the same keys and documents.`,
    '',
    markdownTable(head, cells),
    '',
    `\`openssl speed\` of the system: ${speed} signatures per second. The event loop stood still for at most ${figure(ours.delay.rsa)} ms (RSA) and ${figure(ours.delay['p-256'])} ms (P-256) in 99 % of the time while four documents were signed at once: private keys work in the thread pool.`,
    '',
  ]
}

function memoryParts(memory: Memory[]): string[] {
  const bars: Record<number, number> = { [50 * MIB]: 10, [1024 * MIB]: 40 }
  const cells = memory.map(({ bytes, above, seconds }) => {
    const bar = bars[bytes] ?? Number.NaN
    return [
      `${figure(bytes / MIB)} MiB`,
      `${above.toFixed(1)} MiB`,
      `≤ ${bar} MiB ${above <= bar ? 'held' : 'MISSED'}`,
      `${figure(seconds)} s`,
    ]
  })
  return [
    'Memory: a process signs a file from disk as `rimaq sign` does and writes the result. Most memory above the same process with the 137 KB document; median of five; single runs differ by up to 10 MiB.',
    '',
    markdownTable(['file', 'above baseline', 'bar', 'processor time'], cells),
    '',
  ]
}
