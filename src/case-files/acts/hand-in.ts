// Takes signatures back from the signer's machine: each put into its document, judged, kept, and then sealed with a number.
import { type TimestampOptions, embedSignature, withTail } from '@rimaq/signatures'
import { CaseFilesError } from '../errors.ts'
import type { ActParts } from './act-parts.ts'
import { faultOf } from './faults.ts'
import { finishAct, finishJob } from './finish-act.ts'
import { askedOnce, judgeSigned } from './judge-signature.ts'
import { mustBatch, mustSignatory } from './prepare-batch.ts'
import {
  type Batch,
  type Item,
  itemsOf,
  markReceived,
  markRefused,
  readItem,
} from './store-signing.ts'
import { bytesOf, once } from './stored-bytes.ts'

export interface HandedIn {
  act: string
  /** The value of the signature over what was to be signed. */
  signature: Uint8Array
}

/**
 * What fails for one document is told beside it and blocks no other. Handed in twice it has one
 * result; an answer that got lost is asked for again with the same call.
 * @throws CaseFilesError batch-gone; what is no document's fault, after the others were done
 */
export async function handIn(
  parts: ActParts,
  { code, signatures }: { code: string; signatures: readonly HandedIn[] },
): Promise<Item[]> {
  const batch = await mustBatch(parts, code)
  const once = { ...parts, policy: askedOnce(parts.policy) }
  let failure: { error: unknown } | null = null
  for (const each of signatures) {
    const item = await readItem(parts.database.kysely, { batch: batch.id, act: each.act })
    if (item === null) continue
    await takeOne(once, { batch, item, signature: each.signature }).catch((error: unknown) => {
      failure ??= { error }
    })
  }
  const thrown = failure as { error: unknown } | null
  if (thrown !== null) throw thrown.error
  return itemsOf(parts.database.kysely, batch.id)
}

async function takeOne(
  parts: ActParts,
  { batch, item, signature }: { batch: Batch; item: Item; signature: Uint8Array },
): Promise<void> {
  if (item.state === 'signed') return
  try {
    if (item.state !== 'received') {
      const { ticket } = item
      if (item.state !== 'prepared' || ticket === null) throw new CaseFilesError('not-prepared')
      const base = await bytesOf(parts, item.base)
      const { tail } = await embedSignature(
        ticket,
        { signature },
        { document: base, ...withTimes(parts.timestamps) },
      )
      await receiveSigned(parts, { batch, item, base, signed: withTail(base, { tail }) })
    }
  } catch (error) {
    const why = faultOf(error)
    if (why === null) throw error
    await markRefused(parts.database.kysely, item, why, parts.clock.now())
    return
  }
  await finishAct(parts, { batch: batch.id, act: item.act })
}

function withTimes(timestamps: TimestampOptions | null): { timestamps?: TimestampOptions } {
  return timestamps === null ? {} : { timestamps }
}

/**
 * Judges the signed document and keeps it: the bytes first, then in one transaction the row and the job
 * that goes on where this process is killed. It is not a signed act yet.
 * @throws CaseFilesError as judgeSigned, batch-gone
 */
export async function receiveSigned(
  parts: ActParts,
  given: { batch: Batch; item: Item; base: Uint8Array; signed: Uint8Array },
): Promise<void> {
  const { batch, item, base, signed } = given
  const { database, clock, files, jobs, policy } = parts
  const person = await mustSignatory(parts, batch)
  const { level, status } = await judgeSigned(signed, { base, person, policy, time: clock.now() })
  const { hash } = await files.put(once(signed))
  await database.transaction(async (trx) => {
    const now = await readItem(trx, { batch: item.batch, act: item.act, lock: true })
    // Handed in twice at once: the first counts.
    if (now === null || now.state === 'received' || now.state === 'signed') return
    await markReceived(trx, item, { sha256: hash, level, status }, clock.now())
    await jobs.send(finishJob, { batch: item.batch, act: item.act }, { transaction: trx })
  })
}
