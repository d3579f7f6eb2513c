// `rimaq restore`: brings an installation back from a backup into an empty folder, or practises it.
import { join, resolve } from 'node:path'
import { PlatformError, backups, systemClock } from '#platform'
import { fileColumns } from '../keep-backups.ts'
import { settingsOf } from './open-shop.ts'
import { progressOn } from './show-progress.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const { t } = call
  const settings = settingsOf(call)
  const asked = call.text('from')
  const practised = call.has('drill')
  const from = asked === undefined ? (practised ? settings.backup.folder : null) : resolve(asked)
  if (from === null && practised) throw new PlatformError('backup-nowhere')
  if (from === null) throw new UsageError('needs-option', { option: '--from' })
  const clock = systemClock()
  const progress = progressOn(call.err)
  const common = {
    from,
    secret: settings.backup.key,
    at: call.text('at') ?? null,
    columns: fileColumns,
    now: () => clock.now(),
    progress: (phase: 'unpack' | 'recover' | 'check' | 'files', share: number) =>
      progress.step(t(`cli.restore.phase.${phase}`), phase === 'recover' ? undefined : share),
  }
  const to = call.text('to')
  try {
    if (practised) {
      const temp = to === undefined ? join(settings.data, 'temp') : resolve(to)
      const report = await backups.drill({ ...common, temp })
      progress.end()
      if (call.json) call.out.write(`${JSON.stringify(report)}\n`)
      else call.out.write(drillWords(call, report))
      return report.passed ? exit.fine : exit.no
    }
    const target = to === undefined ? settings.data : resolve(to)
    const report = await backups.restore({ ...common, to: target })
    progress.end()
    if (call.json) call.out.write(`${JSON.stringify(report)}\n`)
    else
      call.out.write([...reportLines(call, report), next(call, report, target)].join('\n') + '\n')
    return report.whole ? exit.fine : exit.no
  } finally {
    progress.end()
  }
}

function reportLines({ t }: VerbCall, report: backups.RestoreReport): string[] {
  const { database, files, seconds } = report
  const lines = [
    report.at === null
      ? t('cli.restore.all', { backup: report.backup })
      : t('cli.restore.at', { at: report.at, backup: report.backup }),
  ]
  if (database) {
    const rows = Object.values(database.tables).reduce((sum, each) => sum + each, 0)
    const tables = Object.keys(database.tables).length
    lines.push(t('cli.restore.database', { rows, tables, lsn: database.lsn }))
    const { checked, damaged } = database.indexes
    if (checked === null) lines.push(t('cli.restore.no-amcheck'))
    else lines.push(t('cli.restore.indexes', { count: checked, damaged: damaged.length }))
    lines.push(...damaged.map((each) => `  ${each}`))
  } else lines.push(t('cli.restore.no-database'))
  if (files && report.filesElsewhere !== null) {
    lines.push(t('cli.restore.files-listed', { count: files.named, place: report.filesElsewhere }))
    for (const hash of files.missing) lines.push(t('cli.restore.missing', { hash }))
  } else if (files) {
    lines.push(t('cli.restore.files', { count: files.named, bytes: files.bytes }))
    for (const hash of files.missing) lines.push(t('cli.restore.missing', { hash }))
    for (const hash of files.damaged) lines.push(t('cli.restore.damaged', { hash }))
  } else lines.push(t('cli.restore.files-elsewhere'))
  const { unpack, recover, check, files: reading } = seconds
  lines.push(t('cli.restore.seconds', { unpack, recover, check, files: reading }))
  return lines
}

function next({ t }: VerbCall, report: backups.RestoreReport, folder: string): string {
  return t(`cli.restore.${report.whole ? 'next' : 'not-whole'}`, { folder })
}

function drillWords(call: VerbCall, report: backups.DrillReport): string {
  const { t } = call
  const { restore, seconds, problem } = report
  const lines = restore ? reportLines(call, restore) : []
  if (report.passed) lines.push(t('cli.restore.drill-passed', { seconds }))
  else lines.push(t('cli.restore.drill-failed', { problem: problem ?? '' }))
  return `${lines.join('\n')}\n`
}

export const restore: Verb = {
  name: 'restore',
  operands: [],
  options: {
    from: { type: 'string', value: 'FOLDER' },
    at: { type: 'string', value: 'INSTANT' },
    to: { type: 'string', value: 'FOLDER' },
    drill: { type: 'boolean' },
  },
  run,
}
