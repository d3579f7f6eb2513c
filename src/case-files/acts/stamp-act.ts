// Adds the time that an authority could not give when an act was signed: as often as it takes, and nothing waits for it.
import { augmentPdf, withTail } from '@rimaq/signatures'
import type { ActParts } from './act-parts.ts'
import { actsWithoutTime, insertActFile, newestFile } from './store-acts.ts'
import { bytesOf, once } from './stored-bytes.ts'

export const stampJob = 'case-files.stamp-act'

/** Milliseconds until an authority that did not answer is asked again. */
const patience = 10 * 60_000

/**
 * A document timestamp over signature and seal (ETSI EN 319 142-1, 5.5). The authority that is away is
 * asked again later; without one there is nothing to do.
 * @returns whether the act has its time now
 */
export async function stampAct(parts: ActParts, act: string): Promise<boolean> {
  const { database, clock, files, jobs, timestamps } = parts
  const newest = await newestFile(database.kysely, act)
  if (newest === null || newest.level !== 'B-B') return newest !== null
  if (timestamps === null) return false
  const document = await bytesOf(parts, newest.sha256)
  const { tail, level } = await augmentPdf(document, { to: 'B-T', timestamps })
  if (level === 'B-B') {
    const after = new Date(Date.now() + patience)
    await jobs.send(stampJob, { act }, { after, once: act })
    return false
  }
  const { hash, bytes } = await files.put(once(withTail(document, { tail })))
  await database.transaction(async (trx) => {
    const still = await newestFile(trx, act)
    if (still?.n !== newest.n) return
    await insertActFile(trx, act, { sha256: hash, bytes, level: 'B-T' }, clock.now())
  })
  return true
}

/** For acts signed while no authority was set: asks for the job of each. Answers how many. */
export async function askForTimes({ database, jobs }: ActParts): Promise<number> {
  const waiting = await actsWithoutTime(database.kysely, 1_000)
  for (const act of waiting) await jobs.send(stampJob, { act }, { once: act })
  return waiting.length
}
