// Publishes a GTFS feed as tables of the portal, all of it or nothing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Shelf, ShelfWriter } from '#datasets'
import type { FeedFlag } from './feed-model.ts'
import { type FeedOptions, readFeed } from './read-feed.ts'
import { type TransitSaid, transitTables } from './transit-tables.ts'

/** The dataset that holds the tables. */
export const transitDataset = 'transporte-publico'

export interface FeedImported {
  dataset: string
  stops: number
  lines: number
  /** Rows of all four tables. */
  rows: number
  flags: readonly FeedFlag[]
}

/**
 * The feed is read whole before anything is published: where it is broken the tables stay as they were.
 * @throws VisitError naming file and row
 */
export async function importFeed(
  shelf: Shelf & ShelfWriter,
  path: string,
  options: FeedOptions & TransitSaid,
): Promise<FeedImported> {
  const feed = await readFeed(path, options)
  const tables = transitTables(feed, options)
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-gtfs-'))
  let rows = 0
  try {
    for (const { resource, file, key, text } of tables) {
      const from = join(folder, file)
      await writeFile(from, text)
      const report = await shelf.publishFile({
        ...{ path: from, name: file, dataset: transitDataset, resource, key: [key] },
        title: 'Transporte público',
      })
      rows += report.rows
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const { stops, lines, flags } = feed
  return { dataset: transitDataset, stops: stops.length, lines: lines.length, rows, flags }
}
