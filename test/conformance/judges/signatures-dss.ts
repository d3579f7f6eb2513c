// EU DSS judges what we sign, and its verdicts on the corpus stand beside ours.
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import {
  anchorsFrom,
  readCertificates,
  type TrustAnchor,
  type ValidationMaterial,
} from '@rimaq/signatures'
import { verifyFile } from '../../../src/cli/verify-file.ts'
import { corpusAbsent, corpusFiles } from '../../../packages/signatures/src/test-corpus.ts'
import { sharedData } from '../support/shared-data.ts'
import { dss, dssRelease, type Dss, type DssAnswer } from './dss.ts'
import { asDssPage, classOf, type CorpusRow } from './signatures-dss-page.ts'
import type { Verdict } from './verdict.ts'

const judge = 'signatures'
const tool = `EU DSS ${dssRelease}`
const page = join(import.meta.dirname, '../../../docs/results/signatures-dss.md')

export interface SampleFiles {
  folder: string
  anchor: string
  crls: string[]
  /** Path of each file, perhaps with a tab and the path of what it signs. */
  lines: string[]
}

export async function judgeByDss(folder: string, samples: SampleFiles): Promise<Verdict[]> {
  const judging = await dss()
  if (typeof judging === 'string') {
    const what = 'what we sign, and the corpus beside our verdicts'
    return [{ judge, tool, what, result: 'absent', figures: judging, notes: [] }]
  }
  const names = (await readdir(folder)).filter((name) => /^(ours|lta)-.*\.pdf$/.test(name))
  const documents: SampleFiles = {
    folder,
    anchor: join(folder, 'root.pem'),
    crls: [join(folder, 'root.crl')],
    lines: names.toSorted().map((name) => join(folder, name)),
  }
  const verdicts = [
    await judgeOurs(judging, documents, 'PAdES we sign, B-B to B-LTA'),
    await judgeOurs(judging, samples, 'CAdES, XAdES and ASiC we sign, B-B to B-LTA'),
  ]
  if (corpusAbsent === false) verdicts.push(await compareCorpus(judging, folder))
  return verdicts
}

/** All that we signed, with our root as anchor and lists of revoked certificates at hand. */
async function judgeOurs(judging: Dss, given: SampleFiles, what: string): Promise<Verdict> {
  const { folder, lines } = given
  const anchors = await folderOf(folder, 'dss-anchors', [given.anchor])
  const crls = await folderOf(folder, 'dss-crls', given.crls)
  const answers = await judging.judge(lines, { anchors, crls })
  const notes: string[] = []
  let all = 0
  let unauthorised = 0
  for (const line of lines) {
    const [path = ''] = line.split('\t')
    const { signatures = [], error = 'no answer' } = answers.get(path) ?? {}
    if (error !== null || signatures.length === 0) notes.push(`${path}: ${error ?? 'no signature'}`)
    for (const { indication, subIndication, why } of signatures) {
      if (/EdDSA .* not authorised/.test(why)) {
        unauthorised++
        continue
      }
      all++
      if (indication !== 'TOTAL_PASSED')
        notes.push(`${path}: ${indication} ${subIndication ?? ''} ${why}`)
    }
  }
  return {
    judge,
    tool,
    what,
    result: notes.length === 0 && all > 0 ? 'passed' : 'failed',
    figures: `${Math.max(0, all - notes.length)} of ${all} signatures TOTAL_PASSED`,
    notes: [
      ...notes.map((note) => note.replace(`${folder}/`, '')),
      ...(unauthorised === 0
        ? []
        : [`${unauthorised} more are by Ed25519, which its default policy does not authorise`]),
    ],
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
  const lists = await Promise.all(
    ['root', 'sub'].map(async (name) => new Uint8Array(await readFile(join(trust, `${name}.crl`)))),
  )
  const known = {
    trust: anchorsFrom(roots),
    material: { certificates: [], crls: lists, ocsps: [] },
  }
  const nobody = { trust: [], material: { certificates: [], crls: [], ocsps: [] } }
  const rows: CorpusRow[] = []
  for (const one of files) {
    const ours = await oursOn(pathOf(one), isGenerated(one) ? known : nobody)
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

/** `INDICATION SUB` of each signature, as the command line says it; null for forms that are not read. */
async function oursOn(
  path: string,
  options: { trust: TrustAnchor[]; material: ValidationMaterial },
): Promise<string | null> {
  if (path.includes('/jades/')) return null
  const { signatures } = await verifyFile(path, { options, lang: 'en' })
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
