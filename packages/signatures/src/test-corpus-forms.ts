// Judges the CAdES, XAdES and ASiC files of the corpus and writes their part of the page of results.
import { validateAsic } from './asic/validate-asic.ts'
import { validateCades } from './cades/validate-cades.ts'
import type { SignatureError } from './signature-error.ts'
import { corpusFiles, readCorpus, type CorpusFile } from './test-corpus.ts'
import type { SignatureReport } from './validate/report.ts'
import { validateXades } from './xades/validate-xades.ts'

export type FormFolder = 'cades' | 'xades' | 'asic'

/** Where this package says otherwise than the index, and why. */
const disagreements: Readonly<Record<string, string>> = {
  'cades/dss__cms-wrong-sign-cert-ref.p7m':
    'the test the index names asserts this of the timestamp, whose reference names another certificate; the reference of the signature is right. We let the timestamp not count, so that B-B is left',
}

export interface FormRow extends CorpusFile {
  said: string
  agrees: boolean
  /** Whether something passed that the index says must not. */
  accepted: boolean
  why: string | null
}

interface Judged {
  signatures: (SignatureReport & { signed?: { bytes: Uint8Array }[] })[]
  refused: SignatureError | null
}

async function judge(folder: FormFolder, file: string): Promise<Judged> {
  const bytes = readCorpus(file)
  if (folder === 'cades') return validateCades(bytes)
  return folder === 'xades' ? validateXades(bytes) : validateAsic(bytes)
}

/** All files of a folder, judged without trust: the verdict is technical. */
export async function judgeFolder(folder: FormFolder): Promise<FormRow[]> {
  const rows: FormRow[] = []
  for (const one of corpusFiles().filter(({ file }) => file.startsWith(`${folder}/`))) {
    const judged = await judge(folder, one.file)
    const { signatures, refused } = judged
    const said =
      refused === null
        ? signatures.map(
            ({ indication, subIndication, level }) => `${indication} ${subIndication ?? level}`,
          )
        : [`refused: ${refused.code}`]
    const passes = signatures.some(({ indication }) => indication === 'TOTAL-PASSED')
    const mustNot = /^(TOTAL_FAILED|INDETERMINATE|T-INVALID|FORMAT_FAILURE|must not)/.test(
      one.expected,
    )
    rows.push({
      ...one,
      said: said.join('; '),
      agrees: holds(one, judged),
      accepted: passes && mustNot,
      why: disagreements[one.file] ?? null,
    })
  }
  return rows
}

/** The index names classes, sub-indications and levels; each has to hold for some or all signatures. */
function holds({ expected }: CorpusFile, { signatures, refused }: Judged): boolean {
  const all =
    signatures.length > 0 && signatures.every(({ indication }) => indication === 'TOTAL-PASSED')
  if (expected.startsWith('T-VALID')) return all
  if (expected.startsWith('must not validate'))
    return signatures.every(
      ({ indication, coverage }) => indication !== 'TOTAL-PASSED' || coverage === 'unclear',
    )
  if (expected.startsWith('A level not valid'))
    return all && signatures.every(({ level }) => level !== 'B-LTA')
  if (expected.startsWith('T-INVALID')) return refused !== null || !all
  const [indication = '', sub] = expected.split(': ')
  if (refused !== null)
    return indication === 'TOTAL_FAILED' && (sub ?? 'FORMAT_FAILURE') === 'FORMAT_FAILURE'
  const named = indication.split('|').map((one) => one.trim().replace('_', '-'))
  return signatures.some(
    (one) => named.includes(one.indication) && (sub === undefined || one.subIndication === sub),
  )
}

const titles: Readonly<Record<FormFolder, string>> = {
  cades: 'CAdES',
  xades: 'XAdES',
  asic: 'ASiC',
}

/** A section for each form, for the page docs/results/signatures-corpus.md. */
export async function formSections(): Promise<string> {
  const lines: string[] = []
  for (const folder of ['cades', 'xades', 'asic'] as const) {
    const rows = await judgeFolder(folder)
    lines.push(
      `## ${titles[folder]}`,
      '',
      '| file | expected | we say | |',
      '|---|---|---|---|',
      ...rows.map(({ file, expected, said, agrees, why }) => {
        const cells = [
          file,
          expected,
          said,
          agrees ? 'agrees' : `differs: ${why ?? 'no reason is written'}`,
        ]
        return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
      }),
      '',
    )
  }
  return lines.join('\n')
}
