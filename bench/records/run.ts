// Measures the case files: filings with their receipts, trays and search at a million cases.
import type { BenchOptions } from '../../scripts/bench.ts'
import { writeResult } from '../shared/report.ts'
import { measureFilings } from './filings.ts'
import { measureQuestions } from './measure-questions.ts'
import { pageOf } from './results-page.ts'

/** `--cases 20000` loads fewer; `--only filings` or `--only questions` measures one half; `--data FOLDER` keeps what it loads. */
export async function run({ scale, only, cases: wanted, data }: BenchOptions): Promise<void> {
  const filings = 'filings'.includes(only) ? await measureFilings(scale) : null
  if (filings !== null) console.log(filings)
  const cases = wanted ?? Math.max(2_000, Math.round(1_000_000 * scale))
  const asked = 'questions'.includes(only) ? await measureQuestions(cases, data) : null
  const whole = scale === 1 && only === '' && wanted === undefined
  const text = pageOf({ filings, asked })
  console.log(text)
  writeResult('bench-records.md', text, whole)
}
