// Up to which instant a backup holds everything: known from where the journal stood at that instant.
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { absent, places, writeDurably } from './backup-folder.ts'
import type { Sample } from './store-backup.ts'
import { lsnNumber } from './wal-names.ts'

const name = 'complete.json'
/** Length of the head of a segment (XLogLongPageHeaderData): a position within it holds nothing. */
const head = 40

export class Completeness {
  readonly #folder: { path: string }
  readonly #segmentBytes: number
  #samples: Sample[] = []
  #complete: Sample | null = null

  constructor(folder: { path: string }, segmentBytes: number) {
    this.#folder = folder
    this.#segmentBytes = segmentBytes
  }

  get until(): Date | null {
    return this.#complete?.at ?? null
  }

  add(sample: Sample): void {
    this.#samples.push(sample)
    // An archive that fails for days must not fill the memory.
    if (this.#samples.length > 1_000) this.#samples.splice(1, 500)
  }

  /**
   * `through` is the number of the last archived segment. A sample is complete when the segment of
   * its position is archived; or when no transaction took a number since one that is complete.
   */
  async update(through: number): Promise<void> {
    let newest = this.#complete
    for (const sample of this.#samples) {
      const last = Math.floor((lsnNumber(sample.lsn) - head - 1) / this.#segmentBytes)
      const quiet = sample.idle !== null && sample.idle === newest?.idle
      if (last <= through || quiet) newest = sample
    }
    if (newest === this.#complete || newest === null) return
    this.#complete = newest
    this.#samples = this.#samples.filter(({ at }) => at > newest.at)
    const text = JSON.stringify({ until: newest.at.toISOString(), through })
    await writeDurably(join(places.wal(this.#folder), name), `${text}\n`)
  }
}

export interface Complete {
  until: Date
  /** Number of the last segment that is needed for it. */
  through: number
}

/** null when nothing was archived yet. */
export async function readComplete(folder: { path: string }): Promise<Complete | null> {
  const text = await readFile(join(places.wal(folder), name), 'utf8').catch(absent)
  const { until, through = -1 } = JSON.parse(text ?? '{}') as { until?: string; through?: number }
  return until === undefined ? null : { until: new Date(until), through }
}
