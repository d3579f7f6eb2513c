// Changes the record of acts behind its back, a thousand times: each change is found, the honest record never blamed.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { verifierLines, verifyAudit } from '#records'
import { type FullRecords, fullRecords } from '../support/full-records.ts'
import { type Alteration, alterFile, alterRows, openAlterations } from './records/alterations.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

export interface TamperOptions extends TortureOptions {
  /** Alterations; default 1,000. */
  count?: number
  /** Rounds of acts before; default 80, about 330 entries. */
  rounds?: number
}

interface Verifier {
  verifyLog(options: {
    read(path: string): Promise<Uint8Array | null>
    list(folder: string): Promise<string[]>
    keys: string[]
    witnessed?: string
  }): Promise<{ ok: boolean; problems: { what: string }[] }>
}

interface Tried {
  alteration: Alteration
  /** The checks that found it; empty if none did. */
  by: string[]
}

export async function tamper(options: TamperOptions): Promise<Outcome[]> {
  const count = options.count ?? (options.short ? 60 : 1_000)
  const random = seededRandom(options.seed)
  const on = await fullRecords(options.rounds ?? (options.short ? 25 : 80))
  const client = await openAlterations(on)
  try {
    const tried: Tried[] = []
    let honest = 0
    let blamed = (await findings(on)).length > 0 || (await problems(on)).length > 0 ? 1 : 0
    while (tried.length < count) {
      const alteration =
        random.below(3) > 0 ? await alterRows(client, random) : alterFile(on, random)
      if (!alteration) continue
      const by = alteration.judge === 'audit' ? await findings(on) : await problems(on)
      tried.push({ alteration, by })
      if (by.length === 0) options.report(`NOT FOUND: ${alteration.kind} (${alteration.what})`)
      await alteration.undo()
      const after = alteration.judge === 'audit' ? await findings(on) : await problems(on)
      honest += 1
      if (after.length > 0) {
        blamed += 1
        options.report(`blamed after ${alteration.kind}: ${after.join(', ')}`)
      }
      if (tried.length % 100 === 0) options.report(`${tried.length} alterations`)
    }
    return [...asOutcomes(tried, { honest, blamed }), await rollback(on)]
  } finally {
    await client.end()
    await on.close()
  }
}

async function findings(on: FullRecords): Promise<string[]> {
  const { database, files, records } = on
  const report = await verifyAudit({ database, files, ledger: records.ledger })
  return [...new Set(report.findings.map(({ code }) => code))]
}

/** As an outsider, by the verifier that shares no code with the program. */
async function problems(
  on: FullRecords,
  witnessed: string | null = on.witnessed,
): Promise<string[]> {
  const path = fileURLToPath(import.meta.resolve('@rimaq/ledger/verify'))
  const { verifyLog } = (await import(path)) as Verifier
  const { folder, keys } = on.records.ledger
  const orNull = async <T>(act: Promise<T>, nothing: T): Promise<T> => act.catch(() => nothing)
  const report = await verifyLog({
    read: (name) => orNull<Uint8Array | null>(readFile(join(folder, name)), null),
    list: (name) => orNull(readdir(join(folder, name)), []),
    keys: verifierLines(keys).ledger,
    ...(witnessed === null ? {} : { witnessed }),
  })
  return [...new Set(report.problems.map(({ what }) => what))]
}

function asOutcomes(
  tried: readonly Tried[],
  { honest, blamed }: { honest: number; blamed: number },
): Outcome[] {
  const missed = tried.filter(({ by }) => by.length === 0)
  const kinds = new Set(tried.map(({ alteration }) => alteration.kind))
  const rows = tried.filter(({ alteration }) => alteration.judge === 'audit').length
  // Negative control: what only one check found would be missed without it.
  const alone = new Map<string, number>()
  for (const { by } of tried) {
    const [only] = by
    if (by.length === 1 && only !== undefined) alone.set(only, (alone.get(only) ?? 0) + 1)
  }
  const without = [...alone].map(([check, n]) => `${check} ${n}`).join(', ')
  return [
    {
      torture: 'tamper',
      what: 'rows changed as superuser, tiles, checkpoints and stored files changed by hand',
      passed: missed.length === 0,
      figures: `${tried.length - missed.length} of ${tried.length} found, ${kinds.size} kinds, ${rows} of rows and stored files${missed.length > 0 ? `; missed: ${[...new Set(missed.map(({ alteration }) => alteration.kind))].join(', ')}` : ''}`,
    },
    {
      torture: 'tamper',
      what: 'the honest record between them',
      passed: blamed === 0,
      figures: `${honest - blamed} of ${honest} accepted`,
    },
    {
      torture: 'tamper',
      what: 'control: a verifier that lacks one of its checks misses something',
      passed: alone.size >= 5,
      figures: `missed without: ${without}`,
    },
  ]
}

/** Everything put back to an earlier, rightly signed state: only who kept a later head can tell. */
async function rollback(on: FullRecords): Promise<Outcome> {
  const restore = await on.backup()
  await on.write(20)
  await on.records.ledger.sequencer.settle()
  const later = (await on.records.ledger.head())?.note ?? ''
  await restore()
  const seen = await problems(on, later)
  const blind = await problems(on, null)
  return {
    torture: 'tamper',
    what: 'files put back to an earlier signed state; control: without the witnessed head it is missed',
    passed: seen.includes('rolled-back') && blind.length === 0,
    figures: `with the witnessed head: ${seen.join(', ')}; without: ${blind.join(', ') || 'nothing'}`,
  }
}
