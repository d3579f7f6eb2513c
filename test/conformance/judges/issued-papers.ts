// Judges of the papers the city issues: veraPDF on PDF/A-2b, qpdf on the file, pdffonts on its fonts, openssl on keys of the seal.
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { issueIdentity } from '@rimaq/signatures'
import { aboutSeal, findSealKey, importSealKey } from '#case-files'
import { plainPdf } from '../../support/plain-pdf.ts'
import { issuedInto } from './issued-samples.ts'
import { veraPdf, veraRelease } from './verapdf.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'papers'

export async function judgePapers(bench: Bench): Promise<Verdict[]> {
  const folder = join(bench.folder, 'papers')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const papers = await issuedInto(folder)
  return [
    await byVera(folder, papers),
    await byQpdf(papers),
    await byPdffonts(papers),
    await keysByOpenssl(folder),
  ]
}

async function byVera(folder: string, papers: ReadonlyMap<string, string>): Promise<Verdict> {
  const said = { judge, tool: `veraPDF ${veraRelease}`, what: 'papers of the city are PDF/A-2b' }
  const ask = await veraPdf()
  if (typeof ask === 'string') return { ...said, result: 'absent', figures: ask, notes: [] }
  // A file that claims nothing is refused, or the judge accepts whatever it is given.
  const control = join(folder, 'no-pdfa.pdf')
  await writeFile(control, plainPdf(1, 'nada'))
  const answers = await ask([...papers.values(), control])
  if (answers.get(control)?.compliant !== false) throw new Error('veraPDF accepts a plain PDF')
  const notes = [...papers].flatMap(([what, path]) => {
    const answer = answers.get(path)
    return answer?.compliant === true ? [] : [`${what}: ${answer?.broken ?? 'no answer'}`]
  })
  return verdict(said, { all: papers.size, notes, figures: [...papers.keys()].join(', ') })
}

async function byQpdf(papers: ReadonlyMap<string, string>): Promise<Verdict> {
  const said = { judge, tool: 'qpdf --check', what: 'papers of the city have no fault' }
  const notes: string[] = []
  for (const [what, path] of papers) {
    try {
      await run('qpdf', ['--check', path])
    } catch (error) {
      const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
      if (code === 'ENOENT') return absent(said, 'qpdf is not installed')
      notes.push(`${what}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
    }
  }
  return verdict(said, { all: papers.size, notes })
}

/** Each font is embedded as a subset, with what its letters are. */
async function byPdffonts(papers: ReadonlyMap<string, string>): Promise<Verdict> {
  const said = { judge, tool: 'pdffonts', what: 'every font is embedded as a subset' }
  const notes: string[] = []
  for (const [what, path] of papers) {
    const { stdout, error, status } = spawnSync('pdffonts', [path], { encoding: 'utf8' })
    if (error !== undefined) return absent(said, 'pdffonts is not installed')
    const rows = stdout.trim().split('\n').slice(2)
    const good = /^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes/
    const wrong = rows.find((row) => !good.test(row))
    if (status !== 0 || rows.length === 0 || wrong !== undefined) {
      notes.push(`${what}: ${wrong ?? 'no fonts'}`)
    }
  }
  return verdict(said, { all: papers.size, notes })
}

/** A key file as openssl writes it is taken over as the seal, and its password is asked. */
async function keysByOpenssl(folder: string): Promise<Verdict> {
  const said = { judge, tool: 'openssl pkcs12', what: 'a key file of openssl becomes the seal' }
  const span = { notBefore: new Date('2026-01-01'), notAfter: new Date('2034-01-01') }
  const authority = issueIdentity({ name: 'Raíz de prueba', role: 'authority', ...span })
  const seal = issueIdentity({ name: 'Sello', role: 'signer', issuer: authority, ...span })
  const pem = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
  const [key, chain, file] = ['k.pem', 'c.pem', 's.p12'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(key, seal.key.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  await writeFile(chain, pem(seal.certificate) + pem(authority.certificate))
  try {
    const words = ['pkcs12', '-export', '-inkey', key, '-in', chain, '-out', file]
    await run('openssl', [...words, '-passout', 'pass:clave'])
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return absent(said, 'no openssl')
    throw error
  }
  const at = { data: folder, place: null, secret: null }
  const bytes = new Uint8Array(await readFile(file))
  const wrong = await importSealKey(at, { place: file, bytes, password: 'otra' }).then(
    () => false,
    () => true,
  )
  await importSealKey(at, { place: file, bytes, password: 'clave' })
  const found = await findSealKey(at, new Date('2026-07-20'))
  const about = found === null ? null : aboutSeal(found)
  const set = await findSealKey({ ...at, place: file, secret: 'clave' }, new Date('2026-07-20'))
  const good =
    wrong && set?.origin === 'setting' && about?.issuer === 'Raíz de prueba' && !about.test
  const notes = good ? [] : [JSON.stringify({ wrong, about })]
  return verdict(said, { all: 1, notes })
}

type Said = Pick<Verdict, 'judge' | 'tool' | 'what'>

function absent(said: Said, figures: string): Verdict {
  return { ...said, result: 'absent', figures, notes: [] }
}

function verdict(
  said: Said,
  { all, notes, figures }: { all: number; notes: string[]; figures?: string },
): Verdict {
  const good = all - notes.length
  const counted = `${good} of ${all}${figures === undefined ? '' : `: ${figures}`}`
  const result = notes.length === 0 && all > 0 ? 'passed' : 'failed'
  return { ...said, result, figures: counted, notes: notes.slice(0, 8) }
}
