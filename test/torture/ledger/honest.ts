// Lets a log grow and looks at it after each batch: the verifier must accept it every time.
import { openLog, parseNote } from '@rimaq/ledger'
import { formatVerifierKey, toVerifier } from '@rimaq/ledger'
import { seededRandom } from '../shared/random.ts'
import { type Counted, type Files, type Told, verify } from './places.ts'
import { entriesOf, inMemory, logKeys, memory, optionsFor } from './places.ts'

export async function honest({ count, seed }: Counted): Promise<Told[]> {
  const random = seededRandom(seed)
  const files: Files = new Map()
  const options = optionsFor(inMemory(files), memory())
  const keys = logKeys.map(toVerifier).map(formatVerifierKey)
  let log = await openLog(options)
  let [accepted, seen] = [0, '']
  for (let turn = 0; turn < count; turn++) {
    await log.append(entriesOf(`turn ${turn}`, 1 + random.below(4)))
    const verdict = await verify(files, seen === '' ? undefined : seen, keys)
    if (verdict.ok) accepted += 1
    // Any earlier checkpoint must do, so one of them is kept for a while.
    if (seen === '' || random.below(10) === 0) seen = log.checkpoint
    if (random.below(20) > 0) continue
    await log.close()
    log = await openLog(options)
  }
  const { size } = log
  await log.close()
  const signatures = parseNote(log.checkpoint).signatures.length
  return [
    {
      what: 'an honest log after each of its batches',
      passed: accepted === count,
      figures: `accepted ${accepted} of ${count}, up to ${size} entries, ${signatures} signatures each`,
    },
  ]
}
