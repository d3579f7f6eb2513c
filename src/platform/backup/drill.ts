// Practises a restore: the newest backup into a folder that is removed again, with a report that stays.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../database/postmaster-file.ts'
import { absent, places, writeDurably } from './backup-folder.ts'
import { restore } from './restore.ts'
import type { RestoreOptions, RestoreReport } from './restore.ts'
import { PlatformError } from '../platform-error.ts'

export interface DrillOptions extends Omit<RestoreOptions, 'to' | 'drill' | 'at' | 'id'> {
  /** Folder in which the temporary one is made; it needs room for the database. */
  temp: string
  at?: string | null
}

export interface DrillReport {
  /** ISO 8601. */
  at: string
  passed: boolean
  /** What stood in the way, in English; null when it passed. */
  problem: string | null
  restore: RestoreReport | null
  seconds: number
}

const prefix = 'drill-'

/**
 * Everything a restore does but two things: the files are read and compared and not written, and the
 * folder is removed. The server listens on a socket in that folder alone. Writes
 * `drills/<date>.json` into the backup folder, also when it fails.
 */
export async function drill(options: DrillOptions): Promise<DrillReport> {
  const began = performance.now()
  await removeAbandoned(options.temp)
  const to = join(options.temp, `${prefix}${process.pid}-${Date.now()}`)
  await mkdir(options.temp, { recursive: true, mode: 0o700 })
  const report: DrillReport = {
    at: options.now().toISOString(),
    passed: false,
    problem: null,
    restore: null,
    seconds: 0,
  }
  try {
    report.restore = await restore({ ...options, at: options.at ?? null, to, drill: true })
    report.passed = report.restore.whole
    if (!report.passed) report.problem = 'files or indexes are missing or damaged'
  } catch (error) {
    report.problem = error instanceof Error ? error.message : String(error)
    if (!(error instanceof PlatformError)) throw error
  } finally {
    await rm(to, { recursive: true, force: true })
    report.seconds = Math.round(performance.now() - began) / 1000
  }
  const name = `${report.at.replaceAll(':', '').replace(/\.\d+/, '')}.json`
  await writeDurably(
    join(places.drills({ path: options.from }), name),
    `${JSON.stringify(report, null, 2)}\n`,
  )
  return report
}

/** Folders of drills whose process was killed. */
async function removeAbandoned(temp: string): Promise<void> {
  for (const name of (await readdir(temp).catch(absent)) ?? []) {
    if (!name.startsWith(prefix)) continue
    const pid = Number.parseInt(name.slice(prefix.length), 10)
    if (pid !== process.pid && isAlive(pid)) continue
    await rm(join(temp, name), { recursive: true, force: true })
  }
}

/** When a drill was last tried in this backup folder; null: never. */
export async function lastDrill(folder: { path: string }): Promise<Date | null> {
  const names = (await readdir(places.drills(folder)).catch(absent)) ?? []
  const last = names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .at(-1)
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(last ?? '')
  return match ? new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`) : null
}
