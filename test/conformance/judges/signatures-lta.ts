// Judges of long-term signatures: pyHanko's archival validation, qpdf and OpenSSL on what we sign at B-LTA.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
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

export function pemOf({ certificate }: Identity): string {
  return new X509Certificate(certificate).toString()
}

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
  for (const base of bases) {
    await signOne(folder, { base, below: 'deep', authorities: { root, issuing, clocks } })
    const flat = { root, issuing: root, clocks: root }
    await signOne(folder, { base, below: 'flat', authorities: flat })
  }
}

async function signOne(
  folder: string,
  given: {
    base: Base
    below: 'deep' | 'flat'
    authorities: { root: Identity; issuing: Identity; clocks: Identity }
  },
): Promise<void> {
  const { root, issuing, clocks } = given.authorities
  const { bytes } = given.base
  const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: clocks, kind: 'rsa' })
  const authorities = [...new Set([root, issuing, clocks])]
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
      writeFile(join(folder, `lta-${given.below}-${given.base.name}-${kind}-${what}.pdf`), whole)
    const timestamps = stampedAt(0.5)
    const stamped = await sign(bytes, { timestamps, ...texts })
    const one = await raise(stamped, 1)
    await write('one', one)
    await write('renewed', await raise(one, 3, true))
    await write('two', await raise(await sign(stamped, { timestamps: stampedAt(0.7) }), 1))
    await write('certified', await raise(await sign(bytes, { certify: 1, timestamps }), 1))
    // Without a timestamp of its own: the document timestamp gives it its time.
    await write('late', await raise(await sign(bytes, texts), 1))
  }
}

interface Said {
  file: string
  bottom?: boolean
  summary?: string
  /** Of EN 319 102-1, 5.6.3, now and in 2040; absent where pyHanko does not judge. */
  now?: string
  later?: string
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
  const ok = (text: string | undefined): boolean => text?.startsWith('AdESPassed.OK') === true
  const count = (
    what: string,
    among: readonly Said[],
    read: (one: Said) => { good: boolean; why: string },
  ): Verdict => {
    const judged = among.map((one) => ({ file: one.file, ...read(one) }))
    const notes = judged.filter(({ good }) => !good).map(({ file, why }) => `${file}: ${why}`)
    return verdict(tool, what, { good: judged.length - notes.length, all: judged.length, notes })
  }
  // Its archival process asks for a timestamp of the signature itself.
  const stamped = said.filter(({ now }) => now !== undefined)
  const flat = stamped.filter(({ file }) => file.startsWith('lta-flat-'))
  return [
    count('bottom line of what we sign at B-LTA', said, ({ bottom, summary, now }) => ({
      good: bottom === true,
      why: summary ?? now ?? 'nothing was said',
    })),
    count('ades_lta_validation', stamped, ({ now = '' }) => ({ good: ok(now), why: now })),
    // Below a root, it asks of each authority data that are fresh in that future.
    count(
      'simulate_future_ades_lta_validation, 2040, where no authority stands between root and signer',
      flat,
      ({ later = '' }) => ({ good: ok(later), why: later }),
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
  const what =
    'openssl cms -verify -cades on what we sign (RSA, ECDSA; OpenSSL 3.0 has no Ed25519 there)'
  const about = { tool: 'OpenSSL', what, but: /ed25519/ }
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
  { but, ...about }: { tool: string; what: string; but?: RegExp },
  check: (path: string) => Promise<void>,
): Promise<Verdict> {
  const files = (await readdir(folder)).filter(
    (file) => /^(ours|lta)-.*\.pdf$/.test(file) && but?.test(file) !== true,
  )
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
