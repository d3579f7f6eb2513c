// Writes the page that holds the verdicts of EU DSS beside ours, file by file, with reasons where they differ.

export interface CorpusRow {
  file: string
  expected: string
  /** One verdict for each signature; null for forms that are not read. */
  ours: string | null
  theirs: string
}

/** Why they differ, by the beginning of the file's name; written by hand after reading both. */
const unexplained =
  'its default policy warns of changes that no rule explains (UndefinedChanges, DocMDP: WARN); here they fail the signature'
const behind =
  'bytes behind the last revision; it judges the revision and says nothing of them, here they fail'
const unusable =
  'it lists no signature where there is no usable message; here the broken signature is named and fails'

const reasons: Readonly<Record<string, string>> = {
  'pades-attack/dss__replace.pdf': unexplained,
  'pades-attack/dss__annotation-and-visible-change.pdf': unexplained,
  'pyhanko/pyhanko__form-update-override-appearance-stream-sneaky.pdf': unexplained,
  'generated/isa-1': unexplained,
  'generated/isa-7': unexplained,
  'generated/cert-eaa-p2': unexplained,
  'generated/cert-p1': unexplained,
  'generated/cert-ssa': unexplained,
  'generated/isa-2': behind,
  'generated/isa-3': behind,
  'generated/tail-junk': behind,
  'generated/br-tail-uncovered': behind,
  'generated/isa-4':
    'a copy of the signature dictionary in a later revision; it judges the first only, here both fail',
  'generated/contents-trailing-data':
    'bytes behind the message within /Contents, neither signed nor padding; the index allows both answers',
  'generated/v08':
    'the claimed time /M lies before the validity of the certificate, which its default policy wants within; the index does not',
  'generated/usf': unusable,
  'pyhanko/pyhanko__base.pdf': unusable,
  'pyhanko/pyhanko__one-byterange.pdf': unusable,
  'pades-attack/dss__pades_opposite_infinite_loop.pdf': unusable,
  'xades/dss__XSW-enveloped-fake-content.xml':
    'the fake element passes in neither: here its digest fails, EU DSS says that no chain leads to an anchor',
}

/** The worst class of all signatures, as one word; a file nobody could read fails. */
export function classOf(verdicts: string | null): string {
  const text = verdicts ?? ''
  if (text === '') return 'no signature'
  if (/TOTAL-FAILED|^error|no answer/.test(text)) return 'TOTAL-FAILED'
  return text.includes('INDETERMINATE') ? 'INDETERMINATE' : 'TOTAL-PASSED'
}

export function asDssPage(rows: readonly CorpusRow[], about: { release: string }): string {
  const judged = rows.filter(({ ours }) => ours !== null)
  const same = judged.filter(({ ours, theirs }) => classOf(ours) === classOf(theirs))
  const lines = rows.map(({ file, expected, ours, theirs }) => {
    const equal = ours === null ? '–' : classOf(ours) === classOf(theirs) ? 'yes' : 'no'
    const cells = [
      file,
      expected,
      ours ?? 'not read',
      theirs || 'no signature',
      equal,
      equal === 'no' ? reasonFor(file) : '',
    ]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return [
    '# Verdicts of EU DSS beside ours',
    '',
    `Written by \`npm run judges -- signatures\` with EU DSS ${about.release} and its default policy. Both trust the same: the root of \`generated\` with its lists of revoked certificates for the files of that folder, and nobody for all others, so that an intact signature is INDETERMINATE (NO_CERTIFICATE_CHAIN_FOUND) there. What the index expects is a technical verdict without trust where it begins with T-.`,
    '',
    `${same.length} of ${judged.length} files get the same class from both.`,
    '',
    '| file | the index expects | Rimaq | EU DSS | same class | why not |',
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

function reasonFor(file: string): string {
  const key = Object.keys(reasons).find((one) => file.startsWith(one))
  return key === undefined ? '' : (reasons[key] ?? '')
}
