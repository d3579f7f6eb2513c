// Judges of signatures: pyHanko and pdfsig read what we sign, and we validate what pyHanko signs.
import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  answerTimestamp,
  issueCrl,
  issueIdentity,
  keySigner,
  readCertificates,
  signPdf,
} from '@rimaq/signatures'
import { validatePdf, withTail, type Identity, type SignOptions } from '@rimaq/signatures'
import { python, releases, type Python } from './python.ts'
import {
  judgeByOpenssl,
  judgeByQpdf,
  judgeLongTerm,
  pemOf,
  signForLongTerm,
} from './signatures-lta.ts'
import { judgeSamples } from './signatures-forms.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'signatures'
const tool = `pyHanko ${releases.pyHanko}`
const script = join(import.meta.dirname, 'signatures.py')
const kinds = ['rsa', 'p-256', 'p-384', 'ed25519'] as const

export async function judgeSignatures(bench: Bench): Promise<Verdict[]> {
  const folder = join(bench.folder, 'signatures')
  await mkdir(folder, { recursive: true })
  const env = await python()
  if (typeof env === 'string') {
    const what = 'what we sign and what it signs'
    return [{ judge, tool, what, result: 'absent', figures: env, notes: [] }]
  }
  const notAfter = new Date('2060-01-01')
  const root = issueIdentity({ name: 'Root', role: 'authority', notAfter })
  const people = new Map<string, Identity>()
  await writeFile(join(folder, 'root.pem'), pemOf(root))
  await writeFile(join(folder, 'root.crl'), issueCrl({ issuer: root, thisUpdate: new Date() }))
  for (const kind of kinds) {
    const person = issueIdentity({ name: `Rosa ${kind}`, role: 'signer', issuer: root, kind })
    people.set(kind, person)
    await writeFile(join(folder, `${kind}.pem`), pemOf(person))
    const key = person.key.export({ type: 'pkcs8', format: 'pem' })
    await writeFile(join(folder, `${kind}.key.pem`), key)
  }
  const made = await env.run('python', [script, 'make', folder])
  if (made.code !== 0)
    return [
      {
        judge,
        tool,
        what: 'making documents',
        result: 'failed',
        figures: made.stderr.slice(-300),
        notes: [],
      },
    ]
  await signAll(folder, root, people)
  const bases = await Promise.all(
    ['table', 'stream'].map(async (name) => ({
      name,
      bytes: new Uint8Array(await readFile(join(folder, `base-${name}.pdf`))),
    })),
  )
  await signForLongTerm(folder, { root, bases })
  return [
    await theyJudge(env, folder),
    await weJudge(folder, root),
    ...(await judgeLongTerm(env, { folder, tool })),
    await pdfsigJudges(folder),
    await judgeByQpdf(folder),
    await judgeByOpenssl(folder),
    ...(await judgeSamples(folder)),
  ]
}

/** Each kind of key signs each form: twice with timestamps, and once as a certification. */
async function signAll(
  folder: string,
  root: Identity,
  people: Map<string, Identity>,
): Promise<void> {
  const clock = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: root })
  const time = new Date()
  const send = (_: string, request: Uint8Array): Promise<Uint8Array> =>
    Promise.resolve(answerTimestamp(request, clock, time))
  const timestamps = { servers: ['here'], send }
  for (const [kind, person] of people)
    for (const form of ['table', 'stream']) {
      const signer = keySigner({ key: person.key, certificates: [person.certificate] })
      const base = new Uint8Array(await readFile(join(folder, `base-${form}.pdf`)))
      const by = async (
        first: Uint8Array,
        options: Omit<SignOptions, 'time'>,
      ): Promise<Uint8Array> => withTail(first, await signPdf(first, signer, { time, ...options }))
      const two = await by(await by(base, { timestamps, reason: 'Visto bueno ñ' }), { timestamps })
      await writeFile(join(folder, `ours-${form}-${kind}-two.pdf`), two)
      const certified = await by(base, { certify: 2 })
      await writeFile(join(folder, `ours-${form}-${kind}-certified.pdf`), certified)
    }
}

async function theyJudge(env: Python, folder: string): Promise<Verdict> {
  const ran = await env.run('python', [script, 'judge', folder])
  const said: { file: string; good: boolean; why: string }[] =
    ran.code === 0 ? JSON.parse(ran.stdout) : []
  const good = said.filter((one) => one.good).length
  const notes = said.filter((one) => !one.good).map(({ file, why }) => `${file}: ${why}`)
  return {
    judge,
    tool,
    what: 'bottom line of what we sign (B-B, B-T)',
    result: good === said.length && good > 0 ? 'passed' : 'failed',
    figures: `${good} of ${said.length} signatures true`,
    notes: ran.code === 0 ? notes : [ran.stderr.slice(-300)],
  }
}

async function weJudge(folder: string, root: Identity): Promise<Verdict> {
  const anchors = readCertificates(root.certificate)
  const notes: string[] = []
  let all = 0
  for (const file of await readdir(folder)) {
    if (!file.startsWith('theirs-')) continue
    const { signatures, refused } = validatePdf(
      new Uint8Array(await readFile(join(folder, file))),
      { anchors },
    )
    if (refused !== null) notes.push(`${file}: ${refused.message}`)
    for (const { indication, why } of signatures) {
      all++
      if (indication !== 'TOTAL-PASSED') notes.push(`${file}: ${indication} ${why ?? ''}`)
    }
  }
  return {
    judge,
    tool,
    what: 'our verdict on what it signs',
    result: notes.length === 0 && all > 0 ? 'passed' : 'failed',
    figures: `${all - notes.length} of ${all} signatures TOTAL-PASSED`,
    notes,
  }
}

/** pdfsig says "Signature is Valid" of too much to be trusted with a yes; its no counts. */
async function pdfsigJudges(folder: string): Promise<Verdict> {
  const what = 'what we sign (RSA, ECDSA; its NSS has no Ed25519)'
  const verdict = { judge, tool: 'pdfsig (poppler)', what }
  const files = (await readdir(folder)).filter(
    (file) => file.startsWith('ours-') && !file.includes('ed25519'),
  )
  const notes: string[] = []
  let good = 0
  for (const file of files) {
    try {
      const { stdout } = await run('pdfsig', ['-nocert', join(folder, file)])
      if (/Signature is Valid/.test(stdout) && !/Invalid|Mismatch/.test(stdout)) good++
      else
        notes.push(`${file}: ${/Signature Validation: (.*)/.exec(stdout)?.[1] ?? 'no signature'}`)
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT')
        return { ...verdict, result: 'absent', figures: 'pdfsig is not installed', notes: [] }
      notes.push(`${file}: ${String(error).split('\n')[0]}`)
    }
  }
  const result = notes.length === 0 ? 'passed' : 'failed'
  return { ...verdict, result, figures: `${good} of ${files.length} files valid`, notes }
}
