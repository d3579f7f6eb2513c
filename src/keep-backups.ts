// Keeps backups while the city serves: a base backup when one is due, a drill every week, and figures.
import { join } from 'node:path'
import { backups } from '#platform'
import * as caseFiles from '#case-files'
import * as datasets from '#datasets'
import * as observatory from '#observatory'
import type { City } from './main.ts'
import { programVersion } from './program-version.ts'

/** Milliseconds between looks whether something is due. */
const look = 10_000
const week = 7 * 86_400_000
/** Milliseconds a failing archive may take to come back before it is a warning. */
const patience = 300_000

type Kept = Pick<City, 'settings' | 'log' | 'clock' | 'backup'>

/** Columns of all rooms that name stored files. */
export const fileColumns: readonly backups.FileColumn[] = [
  ...datasets.fileColumns,
  ...caseFiles.fileColumns,
  ...observatory.fileColumns,
]

/** Looks at once, then every ten seconds; answers how to stop. What is under way then leaves nothing. */
export function keepBackups(city: Kept): () => Promise<void> {
  const { settings, log, backup } = city
  let stopped = false
  const goOn = (): void => {
    if (stopped) throw new Stopped()
  }
  const turn = async (): Promise<void> => {
    try {
      if (backup.archive === null) return await endForgotten(city)
      await takeWhenDue(city, goOn)
      await drillWhenDue(city, goOn)
    } catch (error) {
      if (!(error instanceof Stopped)) log.error({ err: error }, 'keeping backups failed')
    }
  }
  if (settings.backup.folder === null) log.warn('RIMAQ_BACKUP is not set: nothing is backed up')
  let running = turn()
  const timer = setInterval(() => (running = running.then(turn)), look)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}

class Stopped extends Error {}

async function endForgotten({ backup, log }: Kept): Promise<void> {
  if (await backups.endArchive(backup.source)) {
    log.warn('RIMAQ_BACKUP is gone: the journal is no longer kept, older backups end here')
  }
}

async function takeWhenDue(
  { settings, log, clock, backup }: Kept,
  goOn: () => void,
): Promise<void> {
  const { folder: to, key: secret, every, keep, files } = settings.backup
  const state = backup.archive?.state()
  // Another process of this data folder archives, and takes them.
  if (to === null || !state?.leads) return
  const newest = (await backups.baseIds({ path: to })).at(-1)
  const begun = newest === undefined ? 0 : backups.begunAt(newest).getTime()
  // A name tells the second only.
  const leadsOn = begun + 1_000 > (state.since?.getTime() ?? 0)
  if (leadsOn && clock.now().getTime() - begun < every) return
  const result = await backups.takeBase({
    to,
    secret,
    source: backup.source,
    program: programVersion(),
    now: () => clock.now(),
    keep,
    files,
    progress: goOn,
  })
  const { manifest, seconds, removed, copied, stored } = result
  log.info({ id: manifest.id, seconds, stored, copied, removed }, 'base backup taken')
  for (const hash of manifest.damaged) log.error({ hash }, 'a stored file is damaged')
}

async function drillWhenDue(
  { settings, log, clock, backup }: Kept,
  goOn: () => void,
): Promise<void> {
  const { folder: from, key: secret } = settings.backup
  if (from === null || !backup.archive?.state().leads || backup.source.cluster === null) return
  const last = await backups.lastDrill({ path: from })
  const [oldest] = await backups.baseIds({ path: from })
  // The first one is practised a week after the first backup, not in the hour of the installation.
  const since = last ?? (oldest === undefined ? clock.now() : backups.begunAt(oldest))
  if (clock.now().getTime() - since.getTime() < week) return
  const report = await backups.drill({
    from,
    secret,
    temp: join(settings.data, 'temp'),
    columns: fileColumns,
    now: () => clock.now(),
    progress: goOn,
  })
  const { passed, problem, seconds } = report
  log[passed ? 'info' : 'error']({ passed, problem, seconds }, 'restore practised')
}

/** Fails when the archive has not followed for five minutes: a warning, the city goes on serving. */
export function followsCheck({ backup, clock }: Kept): {
  name: string
  warning: true
  check(): Promise<boolean>
} {
  return {
    name: 'backup',
    warning: true,
    async check() {
      const failing = backup.archive?.state().failing
      if (!failing || clock.now().getTime() - failing.since.getTime() < patience) return true
      throw failing.reason
    },
  }
}

/** No figures without a backup folder. */
export function backupFigures({ backup, clock }: Kept): Record<string, number> {
  const state = backup.archive?.state()
  if (!state) return {}
  const age = (date: Date | undefined): number =>
    date ? Math.max(0, (clock.now().getTime() - date.getTime()) / 1000) : 0
  return {
    leads: state.leads ? 1 : 0,
    waiting_segments: state.waiting,
    failing_seconds: age(state.failing?.since),
    ...(state.completeUntil && { behind_seconds: age(state.completeUntil) }),
  }
}
