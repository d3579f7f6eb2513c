// Hostile files for the readers of signed documents: the corpus, and changed documents for as long as wanted.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCorpus } from '../../packages/signatures/src/corpus/corpus.ts'
import { falselyAccepted } from '../../packages/signatures/src/corpus/holds.ts'
import { writeCorpus } from '../../packages/signatures/src/corpus/write-corpus.ts'
import { validatePdf } from '../../packages/signatures/src/validate/validate-pdf.ts'
import { validateInWorker } from '../../packages/signatures/src/worker/validate-in-worker.ts'
import type { Judged } from './readers/child.ts'
import type { Outcome, Torture, TortureOptions } from './shared/report.ts'

/** What any file may cost. */
const LIMIT = { ms: 3000, mebibytes: 256 }

export const readers: Torture = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-corpus-'))
  try {
    const corpus = await generateCorpus()
    await writeCorpus(corpus, folder)
    const huge = corpus.documents.map(({ name }) => name).filter((name) => name.startsWith('huge'))
    return await suffer({ folder, huge }, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function suffer(
  { folder, huge }: { folder: string; huge: string[] },
  { seconds, seed, short = false, report }: TortureOptions,
): Promise<Outcome[]> {
  const inChild = (part: string, own: number, time: number, only = '') =>
    judgedInChild([part, own, time, folder, only])
  const small = await inChild('corpus', seed, 0, '^(?!huge)')
  const outcomes: Outcome[] = [
    costs('each document of the generated corpus but the huge ones', small),
  ]
  // Each in a process of its own, so that none is charged with what another left behind.
  const alone: Judged[] = []
  for (const name of huge) alone.push(await inChild('corpus', seed, 0, `^${name}$`))
  outcomes.push(costs('the huge ones, each in a process of its own', joined(alone)))
  report('the corpus is judged')
  const rounds = short ? 1 : 4
  const all: Judged[] = []
  for (let round = 0; round < rounds; round++) {
    all.push(await inChild('mutated', seed + round, seconds / rounds))
    report(`${round + 1} of ${rounds} children with changed documents ended`)
  }
  outcomes.push(costs('documents changed with knowledge of PDF and DER', joined(all)))
  const parts = await inChild('parts', seed, Math.min(10, seconds / 4))
  outcomes.push(costs('changed messages, tokens and certificates', parts))
  outcomes.push(
    await endedThread(),
    await credulous(),
    throwing(await inChild('throwing', seed, 1)),
  )
  return outcomes
}

function costs(what: string, judged: Judged): Outcome {
  const { files, signatures, faults, accepted, escaped, slowestMs, peakMebibytes } = judged
  const cheap = slowestMs <= LIMIT.ms && peakMebibytes <= LIMIT.mebibytes
  const first = [...faults, ...escaped].slice(0, 2).join('; ')
  return {
    torture: 'readers',
    what,
    passed: files > 0 && cheap && accepted === 0 && faults.length + escaped.length === 0,
    figures: `${files} files, ${signatures} signatures judged, ${accepted} falsely accepted, ${escaped.length} exceptions escaped, ${faults.length} other verdicts; slowest ${Math.ceil(slowestMs)} ms of ${LIMIT.ms} (${judged.slowest}), peak of the process ${peakMebibytes} MiB of ${LIMIT.mebibytes}${first && `: ${first}`}`,
  }
}

function joined(all: readonly Judged[]): Judged {
  const [first, ...rest] = all
  if (first === undefined) throw new TypeError('nothing was judged')
  return rest.reduce(
    (sum, one) => ({
      files: sum.files + one.files,
      signatures: sum.signatures + one.signatures,
      faults: [...sum.faults, ...one.faults],
      accepted: sum.accepted + one.accepted,
      escaped: [...sum.escaped, ...one.escaped],
      slowest: one.slowestMs > sum.slowestMs ? one.slowest : sum.slowest,
      slowestMs: Math.max(sum.slowestMs, one.slowestMs),
      peakMebibytes: Math.max(sum.peakMebibytes, one.peakMebibytes),
    }),
    first,
  )
}

/** In a process of its own, so that the memory measured is that of the readers alone. */
async function judgedInChild(given: readonly (string | number)[]): Promise<Judged> {
  const file = join(import.meta.dirname, 'readers/child.ts')
  const args = ['--conditions=source', file, ...given.map(String)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`the child for ${given[0]} ended with ${code}`)
  return JSON.parse(text) as Judged
}

async function endedThread(): Promise<Outcome> {
  const { documents } = await generateCorpus((name) => name === 'valid-bt')
  const bytes = documents[0]?.bytes ?? new Uint8Array()
  const { refused } = await validateInWorker(bytes, {}, { timeMs: 0 })
  const figures = refused?.message ?? 'it went on'
  const what = 'a thread that takes longer than its time is ended'
  return { torture: 'readers', what, passed: refused?.code === 'time-limit', figures }
}

/** A validator that believes every signature must be found out. */
async function credulous(): Promise<Outcome> {
  const { documents } = await generateCorpus((name) => /^(isa|range|rsa)-/.test(name))
  const caught = documents.filter(({ bytes, required }) => {
    const { signatures } = validatePdf(bytes)
    const said = { indication: 'TOTAL-PASSED', subIndication: null, why: null } as const
    const all = { signatures: signatures.map((one) => ({ ...one, ...said })), refused: null }
    return falselyAccepted(all, required)
  }).length
  return {
    torture: 'readers',
    what: 'control: a validator that believes every signature is caught',
    passed: caught > 40,
    figures: `${caught} of ${documents.length} attacks would have been accepted`,
  }
}

/** A reader that throws something else than our own error must be counted. */
function throwing({ escaped }: Judged): Outcome {
  return {
    torture: 'readers',
    what: 'control: an exception that escapes is counted',
    passed: escaped.length > 0,
    figures: `${escaped.length} counted, the first: ${escaped[0] ?? 'none'}`,
  }
}
