// Negative controls of the torture of filings: what is broken on purpose is found by the same judge.
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { onDatabase } from '../shared/city-load.ts'
import type { Installation } from '../shared/installation.ts'
import type { Random } from '../shared/random.ts'
import type { Outcome } from '../shared/report.ts'
import type { Filing, Told } from './filer.ts'
import { type Judgement, audit, judge } from './judge.ts'
import { suffer } from './load.ts'

type Finds = 'lost' | 'numbers' | 'broken' | 'audit'

interface Alteration {
  what: string
  finds: Finds
  /** Does the damage and answers how to undo it. */
  do(on: Installation, filings: Filing[]): Promise<() => Promise<void>>
}

const pathOf = ({ data }: Installation, sha256: string): string =>
  join(data, 'files', sha256.slice(0, 2), sha256.slice(2))

/** Triggers do not stop it, as they would not stop somebody with the disk in hand. */
function asOwner<T>({ data }: Installation, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return onDatabase(data, async (client) => {
    await client.query('SET session_replication_role = replica')
    return work(client)
  })
}

function someFile(filings: readonly Filing[]): string {
  const found = filings.find(({ number, files }) => number !== null && files.length > 0)
  const [file] = found?.files ?? []
  if (file === undefined) throw new Error('no filing with a file was acknowledged')
  return file.sha256
}

const alterations: readonly Alteration[] = [
  {
    what: 'a stored file removed',
    finds: 'lost',
    async do(on, filings) {
      const path = pathOf(on, someFile(filings))
      await rename(path, `${path}.away`)
      return () => rename(`${path}.away`, path)
    },
  },
  {
    what: 'a byte of a stored file changed',
    finds: 'lost',
    async do(on, filings) {
      const path = pathOf(on, someFile(filings))
      const bytes = await readFile(path)
      const changed = Buffer.from(bytes)
      changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1
      // A new file in its place: what is stored is not written to.
      await rename(path, `${path}.away`)
      await writeFile(path, changed)
      return () => rename(`${path}.away`, path)
    },
  },
  {
    what: 'a number left out',
    finds: 'numbers',
    do: (on) =>
      asOwner(on, async (client) => {
        const { rows } = await client.query(
          `DELETE FROM records.number n USING records.series s WHERE s.id = n.series
            AND s.kind = 'case' AND n.number = 1 RETURNING n.*`,
        )
        const { series, year, number, key, at } = rows[0] ?? {}
        return () =>
          asOwner(on, async (again) => {
            const given = [series, year, number, key, at]
            await again.query('INSERT INTO records.number VALUES ($1, $2, $3, $4, $5)', given)
          })
      }),
  },
  {
    what: 'a filer told another number',
    finds: 'numbers',
    async do(_on, filings) {
      const one = filings.find(({ number }) => number !== null && number !== '')
      if (one === undefined) throw new Error('no filing was acknowledged')
      const { number } = one
      one.number = '1999-000001'
      return async () => void (one.number = number)
    },
  },
  {
    what: 'an event of a case changed',
    finds: 'broken',
    do: (on) =>
      asOwner(on, async (client) => {
        const { rows } = await client.query(
          `UPDATE case_files.event SET content = content || '{"procedure":"otra"}'
            WHERE seq = 1 AND case_id = (SELECT id FROM case_files.case_file ORDER BY year, number LIMIT 1)
            RETURNING case_id`,
        )
        return () =>
          asOwner(on, async (again) => {
            const back = `UPDATE case_files.event SET content = content || '{"procedure":"carta"}'
              WHERE seq = 1 AND case_id = $1`
            await again.query(back, [rows[0]?.case_id])
          })
      }),
  },
  {
    what: 'an entry of the journal changed',
    finds: 'audit',
    do: (on) =>
      asOwner(on, async (client) => {
        const { rows } = await client.query(
          `UPDATE records.entry SET at = at + interval '1 second'
            WHERE id = (SELECT id FROM records.entry WHERE act = 'case.filed' ORDER BY at LIMIT 1)
            RETURNING id`,
        )
        return () =>
          asOwner(on, async (again) => {
            const back = `UPDATE records.entry SET at = at - interval '1 second' WHERE id = $1`
            await again.query(back, [rows[0]?.id])
          })
      }),
  },
]

export async function controls(
  on: Installation,
  { told, random, careless }: { told: Told; random: Random; careless: boolean },
): Promise<Outcome[]> {
  const outcomes = [await altered(on, told.filings)]
  if (careless) outcomes.push(await carelessDatabase(on, random))
  return outcomes
}

async function altered(on: Installation, filings: Filing[]): Promise<Outcome> {
  const missed: string[] = []
  for (const { what, finds, do: alter } of alterations) {
    const undo = await alter(on, filings)
    const found = finds === 'audit' ? await audit(on) : (await judge(on.data, filings))[finds]
    if (found.length === 0) missed.push(what)
    await undo()
  }
  const after = all(await judge(on.data, filings)).concat(await audit(on))
  if (after.length > 0) missed.push(`blamed after all was put back: ${after[0]}`)
  return {
    torture: 'filings',
    what: 'control: files, numbers, events and entries changed by hand',
    passed: missed.length === 0,
    figures: `${alterations.length - missed.length} of ${alterations.length} found${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`,
  }
}

/** Kills of the database after which a loss must have shown. */
const patience = 12

/** The same load on a database that answers before its journal is on the disk. */
async function carelessDatabase(on: Installation, random: Random): Promise<Outcome> {
  await onDatabase(on.data, async (client) => {
    await client.query('ALTER ROLE rimaq_program SET synchronous_commit = off')
    await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'")
    await client.query("ALTER SYSTEM SET wal_writer_flush_after = '256MB'")
    await client.query('SELECT pg_reload_conf()')
  })
  on.server()?.kill('SIGKILL')
  await on.start()
  const told: Told = { filings: [], repeated: 0, wrong: [] }
  let lost: string[] = []
  let kills = 0
  while (lost.length === 0 && kills < patience) {
    await suffer(on, { kills: 1, random, told, report: () => {}, only: 'database' })
    kills += 1
    lost = all(await judge(on.data, told.filings)).concat(told.wrong)
  }
  return {
    torture: 'filings',
    what: 'control: a database that answers before its journal is on the disk loses filings',
    passed: lost.length > 0,
    figures: `${lost.length} faults found after ${kills} kills of ${told.filings.length} filings, first: ${lost[0] ?? 'none'}`,
  }
}

function all({ lost, numbers, broken }: Judgement): string[] {
  return [...lost, ...numbers, ...broken]
}
