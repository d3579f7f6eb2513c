// Measures the dialect sniffer on the W3C files against their published ground truth.
// Run directly it writes docs/results/w3c-dialect.md.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sniffDialect } from '../../packages/tables/src/read/dialect.ts'
import { decodeBytes, detectEncoding } from '../../packages/tables/src/read/encoding.ts'
import { listFiles, unpackCorpus } from './corpora.ts'

/** Names in the annotations. A quote that a file does not use is given as the double quote there. */
const SIGNS: Record<string, string> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  space: ' ',
  vslash: '|',
  doublequote: '"',
  singlequote: "'",
}

export interface DialectScore {
  files: number
  /** Delimiter and quote both right. */
  right: number
  wrong: { file: string; expected: string; found: string }[]
}

/** Null where the corpus is absent. */
export function scoreDialects(): DialectScore | null {
  const corpus = unpackCorpus('csvsniffer_w3c')
  if (!corpus) return null
  try {
    const files = new Map(listFiles(corpus.folder).map((file) => [file.split('/').at(-1), file]))
    const truth = readFileSync(join(corpus.folder, 'W3C-CSVW-Dialect_annotations.txt'), 'utf8')
    const score: DialectScore = { files: 0, right: 0, wrong: [] }
    for (const line of truth.split(/\r?\n/).slice(2)) {
      const [file = '', , delimiter = '', quote = ''] = line.split('|')
      const path = files.get(file)
      // Two annotations name files that the repository does not hold.
      if (path === undefined) continue
      score.files++
      const whole = join(corpus.folder, path)
      const encoding = detectEncoding(whole)
      const bytes = readFileSync(whole).subarray(encoding.bom)
      const { dialect } = sniffDialect(decodeBytes(bytes, encoding.name).slice(0, 512 << 10))
      if (dialect.delimiter === SIGNS[delimiter] && dialect.quote === SIGNS[quote]) score.right++
      else score.wrong.push({ file, expected: delimiter, found: JSON.stringify(dialect.delimiter) })
    }
    return score
  } finally {
    corpus.remove()
  }
}

if (import.meta.main) {
  const score = scoreDialects()
  if (!score) throw new Error('the corpus is absent')
  const percent = ((score.right / score.files) * 100).toFixed(2)
  const lines = [
    '# Dialects of the W3C files',
    '',
    'Written by `node --conditions=source test/conformance/w3c-dialect.ts`: files of the W3C “CSV on the',
    'Web” repository with the ground truth of CSVsniffer. A file counts when delimiter and quote are both',
    'right. Published on the same files: DuckDB 99.08 %.',
    '',
    '| files | right | share |',
    '|---|---|---|',
    `| ${score.files} | ${score.right} | ${percent} % |`,
    ...score.wrong.map(
      ({ file, expected, found }) => `\n- ${file}: ${expected} expected, ${found} found`,
    ),
  ]
  const folder = join(import.meta.dirname, '../../docs/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'w3c-dialect.md'), `${lines.join('\n')}\n`)
}
