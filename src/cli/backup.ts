// `rimaq backup`: takes a base backup of the running installation, or of one that is not running.
import { resolve } from 'node:path'
import { PlatformError, backups, createLog, systemClock } from '#platform'
import { programVersion } from '../program-version.ts'
import { settingsOf } from './open-shop.ts'
import { progressOn } from './show-progress.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const { t } = call
  const settings = settingsOf(call)
  const asked = call.text('to')
  const to = asked === undefined ? settings.backup.folder : resolve(asked)
  if (to === null) throw new PlatformError('backup-nowhere')
  const wish = call.text('files') ?? settings.backup.files
  const files = backups.filesPolicies.find((each) => each === wish)
  if (files === undefined) throw new UsageError('backup-files')
  const log = createLog({
    level: call.env['RIMAQ_LOG'] === undefined ? 'fatal' : settings.logLevel,
  })
  const { source, close } = await backups.openSource(settings, log)
  const secret = settings.backup.key
  // Where no server runs, this process follows the journal until the database is stopped again.
  const follows = to === settings.backup.folder
  const archive = follows ? backups.startArchive({ to, secret, source, log }) : null
  const progress = progressOn(call.err)
  try {
    const clock = systemClock()
    const result = await backups.takeBase({
      to,
      secret,
      source,
      program: programVersion(),
      now: () => clock.now(),
      files,
      ...(follows && { keep: settings.backup.keep }),
      progress: (phase, share) => progress.step(t(`cli.backup.phase.${phase}`), share),
    })
    progress.end()
    call.out.write(call.json ? `${JSON.stringify(asJson(to, result))}\n` : words(call, to, result))
    return result.manifest.damaged.length > 0 ? exit.no : exit.fine
  } finally {
    progress.end()
    await close()
    await archive?.close()
  }
}

function asJson(folder: string, result: backups.BaseResult): Record<string, unknown> {
  const { manifest, copied, removed, stored, seconds } = result
  const { id, startedAt, stoppedAt, database, files, damaged, filesElsewhere, ledger } = manifest
  return {
    id,
    folder,
    startedAt,
    stoppedAt,
    seconds,
    database: database && {
      version: database.version,
      timeline: database.timeline,
      startLsn: database.startLsn,
      stopLsn: database.stopLsn,
      files: database.files.length,
      stored,
    },
    files: { all: Object.keys(files).length, copied: copied.files, bytes: copied.bytes },
    filesElsewhere,
    listed: manifest.listed === undefined ? null : Object.keys(manifest.listed).length,
    ledger: ledger.length,
    damaged,
    removed,
  }
}

function words({ t }: VerbCall, folder: string, result: backups.BaseResult): string {
  const { manifest, copied, stored, seconds } = result
  const { id, damaged, filesElsewhere } = manifest
  const lines = [t('cli.backup.done', { id, folder, seconds })]
  if (manifest.database) lines.push(t('cli.backup.database', { bytes: stored }))
  else lines.push(t('cli.backup.no-database'))
  if (filesElsewhere === null) {
    const count = Object.keys(manifest.files).length
    lines.push(t('cli.backup.files', { count, copied: copied.files, bytes: copied.bytes }))
  } else if (manifest.listed === undefined) {
    lines.push(t('cli.backup.files-elsewhere', { place: filesElsewhere }))
  } else {
    const count = Object.keys(manifest.listed).length
    lines.push(t('cli.backup.files-listed', { count, place: filesElsewhere }))
  }
  for (const hash of damaged) lines.push(t('cli.backup.damaged', { hash }))
  if (result.removed.backups.length > 0) {
    lines.push(t('cli.backup.removed', { ids: result.removed.backups.join(', ') }))
  }
  return `${lines.join('\n')}\n`
}

export const backup: Verb = {
  name: 'backup',
  operands: [],
  options: {
    to: { type: 'string', value: 'FOLDER' },
    files: { type: 'string', value: 'copy|list' },
  },
  run,
}
