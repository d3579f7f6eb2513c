// EU DSS and we judge the same samples after random changes: nothing may pass here that it says has failed.
import { X509Certificate } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readCertificates, validateAsic, validateCades, validateXades } from '@rimaq/signatures'
import type { ValidateOptions } from '@rimaq/signatures'
import { randomFrom } from '../../../packages/signatures/src/test-pdf.ts'
import { restructured } from '../../../packages/signatures/src/test-restructure.ts'
import { dss, dssRelease, type DssAnswer } from './dss.ts'
import { sampleSet } from './signed-samples.ts'
import type { Bench, Verdict } from './verdict.ts'

const judge = 'forms'
const tool = `EU DSS ${dssRelease}`
const what = 'changed CAdES, XAdES and ASiC: none passes here that it fails'
const ROUNDS = 8

export async function judgeChanges(bench: Bench): Promise<Verdict[]> {
  const judging = await dss()
  if (typeof judging === 'string')
    return [{ judge, tool, what, result: 'absent', figures: judging, notes: [] }]
  const folder = join(bench.folder, 'changes')
  await rm(folder, { recursive: true, force: true })
  for (const one of ['anchors', 'crls', 'files'])
    await mkdir(join(folder, one), { recursive: true })
  const { keys, samples } = sampleSet()
  await writeFile(join(folder, 'anchors', 'root.pem'), new X509Certificate(keys.root).toString())
  for (const [at, crl] of keys.crls.entries())
    await writeFile(join(folder, 'crls', `${at}.crl`), crl)
  const random = randomFrom(23)
  const options: ValidateOptions = {
    anchors: readCertificates(keys.root),
    material: { certificates: [], crls: keys.crls, ocsps: [] },
  }
  const passing = new Map<string, boolean>()
  for await (const { file, bytes, detached } of samples)
    for (let round = 0; detached === null && round < ROUNDS; round++) {
      const changed = change(bytes, file, random)
      const path = join(folder, 'files', `${round}-${file}`)
      await writeFile(path, changed)
      passing.set(path, await passesHere(changed, file, options))
    }
  const places = { anchors: join(folder, 'anchors'), crls: join(folder, 'crls') }
  const answers = await judging.judge([...passing.keys()], places)
  return [compare(passing, answers)]
}

function change(bytes: Uint8Array, file: string, random: () => number): Uint8Array {
  if (file.endsWith('.xml'))
    return new Uint8Array(Buffer.from(restructured(Buffer.from(bytes).toString(), random)))
  const copy = Uint8Array.from(bytes)
  for (let count = 1 + Math.floor(random() * 2); count > 0; count--)
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
  return copy
}

async function passesHere(
  bytes: Uint8Array,
  file: string,
  options: ValidateOptions,
): Promise<boolean> {
  const { signatures } = file.endsWith('.xml')
    ? await validateXades(bytes, options)
    : file.startsWith('ours-asic')
      ? await validateAsic(bytes, options)
      : validateCades(bytes, options)
  return (
    signatures.length > 0 && signatures.every(({ indication }) => indication === 'TOTAL-PASSED')
  )
}

/** What DSS cannot read it has not judged; zip and ASN.1 are read more strictly now here, now there. */
function compare(
  passing: ReadonlyMap<string, boolean>,
  answers: ReadonlyMap<string, DssAnswer>,
): Verdict {
  const notes: string[] = []
  let judged = 0
  for (const [path, passes] of passing) {
    const signatures = answers.get(path)?.signatures ?? []
    if (signatures.length === 0) continue
    judged++
    const failed = signatures.some(({ indication }) => indication === 'TOTAL_FAILED')
    if (passes && failed) notes.push(`${path} passes here, and fails by ${tool}`)
  }
  const result = notes.length === 0 && judged > 0 ? 'passed' : 'failed'
  const figures = `${notes.length} of ${judged} files that both read`
  return { judge, tool, what, result, figures, notes: notes.slice(0, 10) }
}
