// Writes the page that holds the verdicts of EU DSS beside ours, file by file, with reasons where they differ.

export interface CorpusRow {
  file: string
  expected: string
  /** One verdict for each signature; null for forms that are not read. */
  ours: string | null
  theirs: string
}

/** Why they differ, by the beginning of the file's name; written by hand after reading both. */
const reasons: Readonly<Record<string, string>> = {}

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
      reasonFor(file),
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
