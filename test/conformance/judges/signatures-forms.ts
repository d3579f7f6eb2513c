// Judges of the other forms: samples of CAdES, XAdES and ASiC at every level, for EU DSS, OpenSSL and xmlsec1.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sampleSet, type SignedSample } from './signed-samples.ts'
import { judgeByDss, type SampleFiles } from './signatures-dss.ts'
import type { Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'signatures'

/** Makes the samples in a folder of their own and lets all judges at them. */
export async function judgeSamples(parent: string): Promise<Verdict[]> {
  const folder = join(parent, 'samples')
  await mkdir(folder, { recursive: true })
  const { keys, samples } = sampleSet()
  const anchor = join(folder, 'root.pem')
  await writeFile(anchor, new X509Certificate(keys.root).toString())
  const crls = keys.crls.map((_, at) => join(folder, `${at}.crl`))
  for (const [at, path] of crls.entries()) await writeFile(path, keys.crls[at] ?? '')
  const made: SignedSample[] = []
  for await (const sample of samples) {
    await writeFile(join(folder, sample.file), sample.bytes)
    const { detached } = sample
    if (detached !== null) await writeFile(join(folder, detached.name), detached.bytes)
    made.push(sample)
  }
  const lines = made.map(({ file, detached }) =>
    [file, ...(detached === null ? [] : [detached.name])]
      .map((name) => join(folder, name))
      .join('\t'),
  )
  const files: SampleFiles = { folder, anchor, crls, lines }
  return [
    await judgeBy(
      made,
      { tool: 'OpenSSL', what: 'openssl cms -verify on CAdES we sign' },
      (one) => (/cades-(attached|detached)/.test(one.file) ? opensslArgs(one) : null),
      folder,
    ),
    await judgeBy(
      made,
      { tool: 'xmlsec1', what: 'xmlsec1 --verify on XAdES we sign' },
      (one) => (/xades-(enveloped|enveloping)-/.test(one.file) ? xmlsecArgs(one) : null),
      folder,
    ),
    ...(await judgeByDss(parent, files)),
  ]
}

function opensslArgs({ file, detached }: SignedSample): string[] {
  const content = detached === null ? [] : ['-content', detached.name]
  const input = ['-binary', '-inform', 'DER', '-in', file, ...content]
  return [
    'openssl',
    'cms',
    '-verify',
    '-cades',
    ...input,
    '-CAfile',
    'root.pem',
    '-purpose',
    'any',
    '-out',
    'out',
  ]
}

function xmlsecArgs({ file }: SignedSample): string[] {
  // Ids of XAdES are no Ids for a parser without its schema.
  const ids = ['SignedProperties', 'Signature', 'Object', 'KeyInfo', 'DataObjectFormat'].flatMap(
    (name) => ['--id-attr:Id', name],
  )
  return [
    'xmlsec1',
    '--verify',
    ...ids,
    '--trusted-pem',
    'root.pem',
    '--enabled-key-data',
    'x509',
    file,
  ]
}

async function judgeBy(
  samples: readonly SignedSample[],
  about: { tool: string; what: string },
  argsFor: (one: SignedSample) => string[] | null,
  folder: string,
): Promise<Verdict> {
  const notes: string[] = []
  let all = 0
  for (const sample of samples) {
    const args = argsFor(sample)
    if (args === null) continue
    all++
    const [program = '', ...rest] = args
    try {
      await run(program, rest, { cwd: folder, maxBuffer: 2 ** 26 })
    } catch (error) {
      const { code, stderr, stdout } = error as { code?: unknown; stderr?: string; stdout?: string }
      if (code === 'ENOENT')
        return { judge, ...about, result: 'absent', figures: 'it is not installed', notes: [] }
      const lines = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n')
      notes.push(`${sample.file}: ${lines.slice(0, 2).join(' ').slice(0, 200)}`)
    }
  }
  const result = notes.length === 0 && all > 0 ? 'passed' : 'failed'
  return { judge, ...about, result, figures: `${all - notes.length} of ${all} files`, notes }
}
