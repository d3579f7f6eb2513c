// EU DSS judges what we sign, and its verdicts on the corpus stand beside ours.
import { X509Certificate } from 'node:crypto'
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { readCertificates, validatePdf, type Certificate } from '@rimaq/signatures'
import { corpusAbsent, corpusFiles } from '../../../packages/signatures/src/test-corpus.ts'
import { sharedData } from '../support/shared-data.ts'
import { dss, dssRelease, type Dss, type DssAnswer } from './dss.ts'
import { asDssPage, classOf, type CorpusRow } from './signatures-dss-page.ts'
import type { Verdict } from './verdict.ts'

const judge = 'signatures'
const tool = `EU DSS ${dssRelease}`
const page = join(import.meta.dirname, '../../../docs/results/signatures-dss.md')

export async function judgeByDss(folder: string): Promise<Verdict[]> {
  const judging = await dss()
  if (typeof judging === 'string') {
    const what = 'what we sign, and the corpus beside our verdicts'
    return [{ judge, tool, what, result: 'absent', figures: judging, notes: [] }]
  }
  const verdicts = [await judgeOurs(judging, folder)]
  if (corpusAbsent === false) verdicts.push(await compareCorpus(judging, folder))
  return verdicts
}

/** All that we signed, with our root as anchor and its list of revoked certificates at hand. */
async function judgeOurs(judging: Dss, folder: string): Promise<Verdict> {
  const anchors = await folderOf(folder, 'dss-anchors', [join(folder, 'root.pem')])
  const lists = existsSync(join(folder, 'root.crl')) ? [join(folder, 'root.crl')] : []
  const crls = await folderOf(folder, 'dss-crls', lists)
  const files = (await readdir(folder)).filter((name) => name.startsWith('ours-')).toSorted()
  const paths = files.map((name) => join(folder, name))
  const answers = await judging.judge(paths, { anchors, crls })
  const notes: string[] = []
  let all = 0
  for (const path of paths) {
    const { signatures = [], error = 'no answer' } = answers.get(path) ?? {}
    if (error !== null || signatures.length === 0) notes.push(`${path}: ${error ?? 'no signature'}`)
    for (const { indication, subIndication, why } of signatures) {
      all++
      if (indication !== 'TOTAL_PASSED')
        notes.push(`${path}: ${indication} ${subIndication ?? ''} ${why}`)
    }
  }
  return {
    judge,
    tool,
    what: 'what we sign',
    result: notes.length === 0 && all > 0 ? 'passed' : 'failed',
    figures: `${all - notes.length} of ${all} signatures TOTAL_PASSED in ${files.length} files`,
    notes: notes.map((note) => note.replace(`${folder}/`, '')),
  }
}

async function folderOf(folder: string, name: string, files: string[]): Promise<string> {
  const path = join(folder, name)
  await mkdir(path, { recursive: true })
  for (const [at, file] of files.entries())
    await copyFile(file, join(path, `${at}${extname(file)}`))
  return path
}

/** Both judge with the same trust: the root of the generated part for it, nobody for all others. */
async function compareCorpus(judging: Dss, folder: string): Promise<Verdict> {
  const corpus = join(sharedData, '../signatures')
  const trust = join(corpus, 'generated/trust')
  const files = corpusFiles().filter(({ file }) => !file.startsWith('tsl/'))
  const none = await folderOf(folder, 'dss-none', [])
  const anchors = await folderOf(folder, 'dss-generated', [join(trust, 'root.pem')])
  const crls = await folderOf(
    folder,
    'dss-generated-crls',
    ['root', 'sub'].map((name) => join(trust, `${name}.crl`)),
  )
  const isGenerated = ({ file }: { file: string }) => file.startsWith('generated/')
  const pathOf = ({ file }: { file: string }) => join(corpus, file)
  const theirs = new Map([
    ...(await judging.judge(files.filter(isGenerated).map(pathOf), { anchors, crls })),
    ...(await judging.judge(files.filter((one) => !isGenerated(one)).map(pathOf), {
      anchors: none,
      crls: none,
    })),
  ])
  const roots = readCertificates(await readFile(join(trust, 'root.pem'), 'latin1'))
  const rows: CorpusRow[] = []
  for (const one of files) {
    const ours = await oursOn(pathOf(one), isGenerated(one) ? roots : [])
    rows.push({ ...one, ours, theirs: answerText(theirs.get(pathOf(one))) })
  }
  const written = asDssPage(rows, { release: dssRelease })
  await writeFile(page, written)
  console.log(written)
  const judged = rows.filter(({ ours }) => ours !== null)
  const same = judged.filter(({ ours, theirs: them }) => classOf(ours) === classOf(them)).length
  const bold = judged.filter(
    ({ ours, theirs: them }) =>
      classOf(ours) === 'TOTAL-PASSED' && classOf(them) === 'TOTAL-FAILED',
  )
  return {
    judge,
    tool,
    what: 'the corpus beside our verdicts',
    result: bold.length === 0 ? 'passed' : 'failed',
    figures: `${same} of ${judged.length} files of the same class; ${bold.length} where we pass and it fails`,
    notes: bold.map(({ file }) => file),
  }
}

/** `INDICATION SUB` of each signature; null for forms that are not read. */
async function oursOn(path: string, anchors: readonly Certificate[]): Promise<string | null> {
  if (!path.endsWith('.pdf')) return null
  const { signatures, refused } = validatePdf(new Uint8Array(await readFile(path)), { anchors })
  if (refused !== null) return `TOTAL-FAILED refused: ${refused.code}`
  const said = signatures.filter(({ kind }) => kind === 'signature')
  return said.map((one) => [one.indication, one.subIndication ?? ''].join(' ').trim()).join('; ')
}

function answerText(answer: DssAnswer | undefined): string {
  if (answer === undefined) return 'no answer'
  if (answer.error !== null) return `error: ${answer.error.slice(0, 80)}`
  return answer.signatures
    .map(({ indication, subIndication }) =>
      [indication.replace('_', '-'), subIndication ?? ''].join(' ').trim(),
    )
    .join('; ')
}

/** PEM of a certificate, as tools read it. */
export function pemOf({ certificate }: { certificate: Uint8Array }): string {
  return new X509Certificate(certificate).toString()
}
