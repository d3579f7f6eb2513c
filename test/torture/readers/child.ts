// Judges hostile documents in a process of its own and prints what it cost as one line of JSON.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSignedData } from '../../../packages/signatures/src/cms/signed-data.ts'
import { coveredParts, falseAccepts } from '../../../packages/signatures/src/corpus/false-accept.ts'
import { falselyAccepted, faultOf } from '../../../packages/signatures/src/corpus/holds.ts'
import { mutated } from '../../../packages/signatures/src/corpus/mutate.ts'
import { readCorpusFrom } from '../../../packages/signatures/src/corpus/write-corpus.ts'
import { contentsOf } from '../../../packages/signatures/src/pades/contents.ts'
import { SignatureError } from '../../../packages/signatures/src/signature-error.ts'
import { readToken } from '../../../packages/signatures/src/tsa/token.ts'
import { validatePdf } from '../../../packages/signatures/src/validate/validate-pdf.ts'
import { readCertificate } from '../../../packages/signatures/src/x509/certificate.ts'
import { randomFrom } from '../../../packages/signatures/src/test-pdf.ts'

export interface Judged {
  files: number
  signatures: number
  /** Verdicts other than the required ones. */
  faults: string[]
  accepted: number
  escaped: string[]
  slowest: string
  slowestMs: number
  peakMebibytes: number
}

const judged: Judged = {
  files: 0,
  signatures: 0,
  faults: [],
  accepted: 0,
  escaped: [],
  slowest: '',
  slowestMs: 0,
  peakMebibytes: 0,
}
const [part = '', seed = '1', seconds = '1', from = '', only = ''] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const until = performance.now() + Number(seconds) * 1000

/** Runs one case, in processor time, and keeps the bytes of what fails. */
function run(name: string, bytes: Uint8Array, judge: () => void): void {
  const before = process.cpuUsage()
  try {
    judge()
  } catch (error) {
    if (!(error instanceof SignatureError)) {
      judged.escaped.push(`${name}: ${String(error)}`)
      keep(name, bytes)
    }
  }
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1000
  judged.files++
  if (ms <= judged.slowestMs) return
  judged.slowestMs = ms
  judged.slowest = name
}

/** A finding becomes a document of the corpus: here are its bytes. */
function keep(name: string, bytes: Uint8Array): void {
  const folder = join(tmpdir(), 'rimaq-readers')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}-${judged.files}.bin`), bytes)
}

const chosen = new RegExp(only)
const { documents, anchor, time } = await readCorpusFrom(from, (name) => chosen.test(name))
const anchors = [readCertificate(anchor)]
if (part === 'corpus') {
  for (const { name, bytes, required } of documents)
    run(name, bytes, () => {
      const report = validatePdf(bytes, { anchors, time })
      const fault = faultOf(report, required)
      if (fault !== null) judged.faults.push(`${name}: ${fault}`)
      if (falselyAccepted(report, required)) judged.accepted++
      judged.signatures += report.signatures.length
    })
} else {
  // Large seeds would only make fewer rounds; the corpus part judges them.
  const seeds = documents.filter(({ bytes }) => bytes.length > 0 && bytes.length < 200_000)
  const messages = seeds
    .filter(({ name }) => name.startsWith('valid-'))
    .flatMap(({ bytes }) => contentsOf(bytes))
  while (performance.now() < until) {
    const one = seeds[Math.floor(random() * seeds.length)]
    const other = seeds[Math.floor(random() * seeds.length)]
    if (one === undefined) break
    if (part === 'parts') {
      const message = messages[Math.floor(random() * messages.length)] ?? anchor
      const changed = mutated(random() < 0.2 ? anchor : message, random, message)
      for (const read of [readSignedData, readToken, readCertificate])
        run('message', changed, () => void read(changed))
    } else {
      const changed = mutated(one.bytes, random, other?.bytes)
      run(one.name, changed, () => {
        if (part === 'throwing' && random() < 0.1) throw new TypeError('not our own error')
        const report = validatePdf(changed, { anchors, time })
        const wrong = falseAccepts(coveredParts(one.bytes), changed, report)
        if (wrong > 0) keep(one.name, changed)
        judged.accepted += wrong
        judged.signatures += report.signatures.length
      })
    }
  }
}
judged.peakMebibytes = Math.ceil(process.resourceUsage().maxRSS / 1024)
process.stdout.write(JSON.stringify(judged))
