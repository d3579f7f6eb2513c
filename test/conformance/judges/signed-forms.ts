// Judges of CAdES, XAdES and ASiC: OpenSSL and xmlsec1 verify every sample that they can read.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sampleSet, type SignedSample } from './signed-samples.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'forms'

interface Tool {
  tool: string
  what: string
  program: string
  picks: (sample: SignedSample) => boolean
  args: (sample: SignedSample) => string[]
}

const tools: readonly Tool[] = [
  {
    tool: 'OpenSSL',
    what: 'CAdES messages we sign (cms -verify -cades)',
    program: 'openssl',
    picks: ({ file }) => file.startsWith('ours-cades-'),
    args: ({ file, detached }) => {
      const content = detached === null ? [] : ['-content', detached.name]
      const trust = ['-CAfile', 'root.pem', '-purpose', 'any', '-binary', '-out', 'out']
      return ['cms', '-verify', '-cades', '-inform', 'DER', '-in', file, ...content, ...trust]
    },
  },
  {
    tool: 'xmlsec1',
    what: 'XAdES documents we sign (--verify)',
    program: 'xmlsec1',
    // It reads detached content by its name from the folder.
    picks: ({ file }) => file.startsWith('ours-xades-'),
    args: ({ file }) => [
      '--verify',
      '--trusted-pem',
      'root.pem',
      ...['SignedProperties', 'Object'].flatMap((name) => ['--id-attr:Id', name]),
      '--enabled-key-data',
      'x509',
      file,
    ],
  },
]

/** Every sample is written to the folder of the bench, with `root.pem` and the lists of revoked ones. */
export async function judgeForms(bench: Bench): Promise<Verdict[]> {
  const folder = join(bench.folder, 'forms')
  await mkdir(folder, { recursive: true })
  const { keys, samples } = sampleSet()
  await writeFile(join(folder, 'root.pem'), new X509Certificate(keys.root).toString())
  for (const [at, crl] of keys.crls.entries()) await writeFile(join(folder, `${at}.crl`), crl)
  const written: SignedSample[] = []
  for await (const sample of samples) {
    await writeFile(join(folder, sample.file), sample.bytes)
    const { detached } = sample
    if (detached !== null) await writeFile(join(folder, detached.name), detached.bytes)
    written.push(sample)
  }
  return Promise.all(tools.map((tool) => ask(tool, folder, written)))
}

async function ask(
  { tool, what, program, picks, args }: Tool,
  folder: string,
  samples: readonly SignedSample[],
): Promise<Verdict> {
  const mine = samples.filter(picks)
  const notes: string[] = []
  for (const sample of mine) {
    const fault = await said(program, args(sample), folder)
    if (fault === 'absent') {
      const figures = `${program} is not installed`
      return { judge, tool, what, result: 'absent', figures, notes: [] }
    }
    if (fault !== null) notes.push(`${sample.file}: ${fault}`)
  }
  const figures = `${mine.length - notes.length} of ${mine.length} verified`
  const result = notes.length === 0 && mine.length > 0 ? 'passed' : 'failed'
  return { judge, tool, what, result, figures, notes: notes.slice(0, 10) }
}

/** Null when the tool has nothing to say against the file. */
async function said(program: string, args: string[], cwd: string): Promise<string | null> {
  try {
    await run(program, args, { cwd, timeout: 20_000 })
    return null
  } catch (error) {
    const failed = error as { code?: unknown; stderr?: string }
    if (failed.code === 'ENOENT') return 'absent'
    return (failed.stderr ?? '').trim().split('\n').slice(-2).join(' ') || 'failed'
  }
}
