// Records on a real database and a folder of their own, for the tests of that room and of others.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Actor } from '#people'
import { type Clock, createEgress, createLog, systemClock } from '#platform'
import { type TestDatabase, testDatabase } from './database.ts'
import {
  type Records,
  type RecordsOptions,
  createRecords,
} from '../../src/records/create-records.ts'
import type { Sequencer } from '../../src/records/ledger/sequencer.ts'

export interface TestRecords {
  database: TestDatabase
  records: Records
  /** Data folder. */
  data: string
  clock: Clock
  /** Writes entries, each in a transaction, and answers their ids. */
  write(count: number, content?: string): Promise<string[]>
  /** Records on the same database and folder, as another process or the next start has them. */
  again(options?: { clock?: Clock; witnesses?: string; allow?: string[] }): Promise<Records>
  /** Copies the folder, as a backup does; answers how to put it back. */
  backup(): Promise<() => Promise<void>>
  close(): Promise<void>
}

export const operator: Actor = { kind: 'operator', name: 'ana' }

/** `keysFrom`: data folder of another one whose keys this one has too, as a copied machine does. */
export async function testRecords(
  options: {
    witnesses?: string
    allow?: string[]
    keysFrom?: string
    name?: string
    timestamps?: RecordsOptions['timestamps']
  } = {},
): Promise<TestRecords> {
  const database = await testDatabase(['records'])
  const data = await mkdtemp(join(tmpdir(), 'rimaq-records-'))
  if (options.keysFrom)
    await cp(join(options.keysFrom, 'keys'), join(data, 'keys'), { recursive: true })
  const clock = systemClock()
  const opened: Records[] = []
  const again: TestRecords['again'] = async (changed = {}) => {
    const allow = changed.allow ?? options.allow ?? []
    const made = await createRecords({
      database,
      clock: changed.clock ?? clock,
      log: createLog({ level: 'silent' }),
      egress: createEgress({ clock, allow }),
      data,
      timeZone: 'America/Lima',
      ledgerName: options.name ?? 'ledger.example/lima',
      witnesses: changed.witnesses ?? options.witnesses ?? null,
      witnessFor: null,
      timestamps: options.timestamps,
    })
    opened.push(made)
    return made
  }
  const records = await again()
  return {
    database,
    records,
    data,
    clock,
    again,
    async write(count, content = 'x') {
      const ids: string[] = []
      for (let at = 0; at < count; at++) {
        const entry = {
          act: 'dataset.updated' as const,
          actor: operator,
          about: { kind: 'dataset', id: `d-${at}` },
          content: { content, at },
        }
        ids.push(await database.transaction((trx) => records.journal.write(trx, entry)))
      }
      return ids
    },
    async backup() {
      const copy = await mkdtemp(join(tmpdir(), 'rimaq-backup-'))
      await cp(data, copy, { recursive: true })
      return async () => {
        await rm(data, { recursive: true })
        await cp(copy, data, { recursive: true })
        await rm(copy, { recursive: true })
      }
    },
    async close() {
      for (const each of opened) await each.close()
      await database.close()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Index → entry, as the database has it. */
export async function placesOf(database: TestDatabase): Promise<(string | null)[]> {
  const { rows } = await sql<{ index: number; entry: string | null }>`
    SELECT index, entry FROM records.placed ORDER BY index`.execute(database.kysely)
  rows.forEach(({ index }, at) => {
    if (index !== at) throw new Error(`index ${index} at place ${at}`)
  })
  return rows.map(({ entry }) => entry)
}

/** Waits until the sequencer is in that state. */
export async function reach(sequencer: Sequencer, state: string): Promise<void> {
  const end = performance.now() + 15_000
  while (sequencer.condition.state !== state) {
    if (performance.now() > end)
      throw new Error(`${JSON.stringify(sequencer.condition)}, not ${state}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
