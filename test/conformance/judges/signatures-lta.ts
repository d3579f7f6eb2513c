// Judges of long-term signatures: pyHanko's archival validation, qpdf and OpenSSL on what we sign at B-LTA.
import { execFile } from 'node:child_process'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { answerTimestamp, augmentPdf, issueIdentity, keySigner, openPdf } from '@rimaq/signatures'
import { signPdf, withTail, type Identity, type SignOptions } from '@rimaq/signatures'
import { contentsOf } from '../../../packages/signatures/src/pades/contents.ts'
import { signatureFields, valueOf } from '../../../packages/signatures/src/pades/fields.ts'
import { readSignedData } from '../../../packages/signatures/src/cms/signed-data.ts'
import { collectFrom } from '../../../packages/signatures/src/pades/test-revocation.ts'
import type { Python } from './python.ts'
import type { Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'signatures'
const HOUR = 3_600_000
const script = join(import.meta.dirname, 'signatures-lta.py')

interface Base {
  name: string
  bytes: Uint8Array
}

/** Signs each base with each kind of key and raises it to B-LTA by each way; renews some. */
export async function signForLongTerm(
  folder: string,
  { root, bases }: { root: Identity; bases: readonly Base[] },
): Promise<void> {
  const issuing = issueIdentity({ name: 'Issuing', role: 'authority', issuer: root })
  const clocks = issueIdentity({ name: 'Clocks', role: 'authority', issuer: root })
  const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: clocks, kind: 'rsa' })
  const authorities = [root, issuing, clocks]
  const start = Math.floor(Date.now() / 1000) * 1000 - 6 * HOUR
  const at = (hours: number): Date => new Date(start + hours * HOUR)
  const stampedAt = (hours: number) => ({
    servers: ['here'],
    send: (_: string, request: Uint8Array): Promise<Uint8Array> =>
      Promise.resolve(answerTimestamp(request, clock, at(hours))),
  })
  const listsFrom = (hours: number) =>
    collectFrom(authorities, () => ({ thisUpdate: at(hours), nextUpdate: at(hours + 24) }))
  for (const kind of ['rsa', 'p-256', 'p-384', 'ed25519'] as const) {
    const person = issueIdentity({ name: `Rosa ${kind}`, role: 'signer', issuer: issuing, kind })
    const certificates = [person.certificate, issuing.certificate]
    const signer = keySigner({ key: person.key, certificates })
    for (const { name, bytes } of bases) {
      const sign = async (first: Uint8Array, more: Partial<SignOptions>): Promise<Uint8Array> =>
        withTail(first, await signPdf(first, signer, { time: at(0), ...more }))
      const raise = async (first: Uint8Array, hours: number, renew = false): Promise<Uint8Array> =>
        withTail(
          first,
          await augmentPdf(first, {
            to: 'B-LTA',
            timestamps: stampedAt(hours),
            collect: listsFrom(hours + 0.5),
            time: at(hours + 1),
            renew,
          }),
        )
      const rectangle = { x: 20, y: 20, width: 150, height: 60 }
      const appearance = { rectangle, qr: 'https://example.org/v/1' }
      const texts = { name: 'Rosa Ñahui', reason: 'Visto bueno', appearance }
      const write = (what: string, whole: Uint8Array) =>
        writeFile(join(folder, `lta-${name}-${kind}-${what}.pdf`), whole)
      const plain = await raise(await sign(bytes, texts), 1)
      await write('plain', plain)
      await write('renewed', await raise(plain, 3, true))
      const stamped = await sign(bytes, { timestamps: stampedAt(0.5), ...texts })
      const two = await sign(stamped, { timestamps: stampedAt(0.7) })
      await write('two', await raise(two, 1))
      await write('certified', await raise(await sign(bytes, { certify: 1 }), 1))
    }
  }
}

interface Said {
  file: string
  bottom?: boolean
  summary?: string
  now: string
  later: string
}

export async function judgeLongTerm(
  env: Python,
  { folder, tool }: { folder: string; tool: string },
): Promise<Verdict[]> {
  const ran = await env.run('python', [script, folder])
  if (ran.code !== 0)
    return [
      verdict(tool, 'archival validation', { good: 0, all: 0, notes: [ran.stderr.slice(-500)] }),
    ]
  const said = JSON.parse(ran.stdout) as Said[]
  const count = (what: string, good: (one: Said) => boolean, why: (one: Said) => string): Verdict =>
    verdict(tool, what, {
      good: said.filter(good).length,
      all: said.length,
      notes: said.filter((one) => !good(one)).map((one) => `${one.file}: ${why(one)}`),
    })
  const ok = (text: string): boolean => text.startsWith('AdESPassed.OK')
  return [
    count(
      'bottom line of what we sign at B-LTA',
      ({ bottom }) => bottom === true,
      (one) => one.summary ?? one.now,
    ),
    count(
      'ades_lta_validation',
      ({ now }) => ok(now),
      ({ now }) => now,
    ),
    count(
      'simulate_future_ades_lta_validation, 2040',
      ({ later }) => ok(later),
      ({ later }) => later,
    ),
  ]
}

function verdict(
  tool: string,
  what: string,
  { good, all, notes }: { good: number; all: number; notes: string[] },
): Verdict {
  const result = good === all && all > 0 ? 'passed' : 'failed'
  return { judge, tool, what, result, figures: `${good} of ${all} signatures`, notes }
}

/** `qpdf --check` on all files that begin so. */
export async function judgeByQpdf(folder: string): Promise<Verdict> {
  return eachFile(folder, { tool: 'qpdf', what: 'qpdf --check on what we sign' }, async (path) => {
    await run('qpdf', ['--check', path])
  })
}

/** OpenSSL verifies every message with its CAdES attributes over the bytes it signs. */
export async function judgeByOpenssl(folder: string): Promise<Verdict> {
  const about = { tool: 'OpenSSL', what: 'openssl cms -verify -cades on what we sign' }
  return eachFile(folder, about, async (path) => {
    const bytes = new Uint8Array(await readFile(path))
    const document = openPdf(bytes)
    const messages = contentsOf(bytes)
    for (const [index, field] of signatureFields(document).entries()) {
      const value = valueOf(document, field)
      const range = value?.get('ByteRange')
      const message = messages[index]
      if (message === undefined || !Array.isArray(range)) throw new Error('no signature')
      const read = readSignedData(message)
      if (read.content !== null) continue
      const [a, b, c, d] = range.map(Number)
      const signed = Buffer.concat([
        bytes.subarray(a ?? 0, (a ?? 0) + (b ?? 0)),
        bytes.subarray(c ?? 0, (c ?? 0) + (d ?? 0)),
      ])
      await writeFile(join(folder, 'message.der'), message.subarray(0, read.length))
      await writeFile(join(folder, 'content.bin'), signed)
      const input = ['-inform', 'DER', '-in', 'message.der', '-content', 'content.bin', '-binary']
      const args = ['cms', '-verify', '-cades', ...input, '-CAfile', 'root.pem', '-purpose', 'any']
      await run('openssl', [...args, '-out', 'signed.out'], { cwd: folder })
    }
  })
}

async function eachFile(
  folder: string,
  about: { tool: string; what: string },
  check: (path: string) => Promise<void>,
): Promise<Verdict> {
  const files = (await readdir(folder)).filter((file) => /^(ours|lta)-.*\.pdf$/.test(file))
  const notes: string[] = []
  for (const file of files)
    try {
      await check(join(folder, file))
    } catch (error) {
      const { code, stderr, stdout, message } = error as Record<string, unknown>
      if (code === 'ENOENT')
        return { judge, ...about, result: 'absent', figures: 'it is not installed', notes: [] }
      notes.push(
        `${file}: ${String(stderr || stdout || message)
          .trim()
          .split('\n')
          .at(-1)}`,
      )
    }
  const result = notes.length === 0 && files.length > 0 ? 'passed' : 'failed'
  const figures = `${files.length - notes.length} of ${files.length} files`
  return { judge, ...about, result, figures, notes }
}
