// Runs the corpus of signed files and holds the verdicts against those its index expects.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { formSections } from '../test-corpus-forms.ts'
import { corpusAbsent, corpusFiles, readCorpus, type CorpusFile } from '../test-corpus.ts'
import { readCertificates } from '../x509/certificate.ts'
import { validatePdf, type PdfReport } from './validate-pdf.ts'

const PAGE = new URL('../../../../docs/results/signatures-corpus.md', import.meta.url)

/** Where this package says otherwise than the index, and why. */
const disagreements: Readonly<Record<string, string>> = {
  'pyhanko/pyhanko__base.pdf':
    'its /Contents holds zeros, there is no message in it; the original tests only coverage with it',
  'pades-invalid/dss__pades-enveloping-other-pdf.pdf':
    'the test the index names (PAdESEnvelopingOtherPdfTest) asserts that the verdict is not TOTAL_FAILED and that no modification is found; the index reads it the other way round',
}

type Answer = 'agrees' | 'differs' | 'not read'

function holds({ expected }: CorpusFile, { signatures, refused }: PdfReport): boolean {
  const [first] = signatures
  const said = refused === null ? first?.indication : 'TOTAL-FAILED'
  const documents = signatures.filter(({ kind }) => kind === 'signature')
  const allPass =
    documents.length > 0 && documents.every((one) => one.indication === 'TOTAL-PASSED')
  const stamp = signatures.find(
    ({ kind, indication }) => kind === 'document-timestamp' && indication !== 'TOTAL-PASSED',
  )
  if (expected.startsWith('MUST-TERMINATE')) return true
  if (expected.startsWith('1 signature, 2 field names'))
    return signatures.length === 1 && first?.fields.length === 2
  if (expected.startsWith('signature T-VALID, T level not valid'))
    return allPass && documents.every(({ level }) => level === 'B-B' || level === 'not baseline')
  if (expected.startsWith('B and T valid')) return allPass && stamp !== undefined
  if (expected.startsWith('T-VALID')) return allPass
  if (expected.startsWith('T-INVALID')) return refused !== null || !allPass
  if (expected.startsWith('MODIFIED')) return said === 'TOTAL-FAILED'
  if (expected === 'FORMAT_FAILURE') return first?.subIndication === 'FORMAT_FAILURE'
  const [classes = '', sub] = expected.split(': ')
  const named = sub === undefined || refused !== null || first?.subIndication === sub
  if (classes === 'TOTAL_PASSED') return refused === null && allPass
  return named && classes.split('|').some((one) => one.replace('_', '-') === said)
}

/** Whether the expectation leaves no room for a signature that passes. */
function mustNotPass(expected: string): boolean {
  return (
    /^(TOTAL_FAILED|INDETERMINATE|T-INVALID|MODIFIED|FORMAT_FAILURE)/.test(expected) &&
    !expected.includes('TOTAL_PASSED')
  )
}

test(
  'verdicts agree with the index, but for those whose reason is written',
  { skip: corpusAbsent },
  async () => {
    const pem = Buffer.from(readCorpus('generated/trust/root.pem')).toString()
    const anchors = readCertificates(pem)
    const rows = corpusFiles().map((one) => {
      if (!one.file.endsWith('.pdf'))
        return { ...one, answer: 'not read' as const, accepted: false }
      const trusted = one.file.startsWith('generated/')
      const report = validatePdf(readCorpus(one.file), trusted ? { anchors } : {})
      const answer: Answer = holds(one, report) ? 'agrees' : 'differs'
      const [first] = report.signatures
      return {
        ...one,
        answer,
        accepted: first?.indication === 'TOTAL-PASSED' && mustNotPass(one.expected),
      }
    })
    const page = `${pageOf(rows)}\n${await formSections()}`
    if (process.env['RIMAQ_GOLDEN'] === 'write') writeFileSync(PAGE, page)
    const differing = rows.filter(({ answer }) => answer === 'differs').map(({ file }) => file)
    assert.deepEqual(differing.sort(), Object.keys(disagreements).sort())
    assert.deepEqual(
      rows.filter(({ accepted, file }) => accepted && disagreements[file] === undefined),
      [],
    )
    assert.equal(readFileSync(PAGE, 'utf8'), page)
  },
)

function pageOf(rows: (CorpusFile & { answer: Answer; accepted: boolean })[]): string {
  const folders = [...new Set(rows.map(({ file }) => file.split('/')[0] ?? ''))]
  const lines = folders.map((folder) => {
    const mine = rows.filter(({ file }) => file.startsWith(`${folder}/`))
    const count = (answer: Answer) => mine.filter((one) => one.answer === answer).length
    const judged = mine.length - count('not read')
    const cells = [mine.length, judged, count('agrees'), count('differs')]
    return `| ${folder} | ${cells.join(' | ')} | ${mine.filter(({ accepted }) => accepted).length} |`
  })
  const reasons = Object.entries(disagreements).map(([file, why]) => {
    const expected = rows.find((one) => one.file === file)?.expected ?? ''
    return `| ${file} | ${expected.replaceAll('|', '\\|')} | ${why} |`
  })
  return [
    '# Verdicts on the corpus of signed files',
    '',
    'Written by `RIMAQ_GOLDEN=write npm test -- validate/corpus`; the test holds it to be so. Files of `generated` are judged with their root as anchor, all others without trust (technical verdict). CAdES, XAdES and ASiC have sections of their own below; JAdES counts as not judged; trust lists are opened in trust/trust.test.ts. Revocation data that travel with a document count, none are fetched.',
    '',
    '| folder | files | judged | agrees | differs | accepted against the index |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
    '## Where it differs',
    '',
    '| file | expected | why |',
    '|---|---|---|',
    ...reasons,
    '',
  ].join('\n')
}
