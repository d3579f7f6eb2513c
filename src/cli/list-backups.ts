// `rimaq backup list`: which base backups there are, which are held, and which instants can be restored.
import { resolve } from 'node:path'
import { PlatformError, backups } from '#platform'
import { settingsOf } from './open-shop.ts'
import { tableText } from './show-table.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const { t, width } = call
  const settings = settingsOf(call)
  const path = call.operands[0] === undefined ? settings.backup.folder : resolve(call.operands[0])
  if (path === null) throw new PlatformError('backup-nowhere')
  const folder = await backups.openForReading(path, settings.backup.key)
  const found = await backups.readManifests(folder)
  const held = await backups.heldBackups(folder)
  const range = await backups.restorable(folder, found)
  const list = found.map(({ id, startedAt, stoppedAt, program, database, files }) => ({
    id,
    startedAt,
    stoppedAt,
    program,
    database: database !== null,
    files: Object.keys(files).length,
    held: held.has(id),
  }))
  if (call.json) {
    const between = range && { from: range.from.toISOString(), to: range.to.toISOString() }
    call.out.write(`${JSON.stringify({ folder: path, backups: list, range: between })}\n`)
    return exit.fine
  }
  if (list.length === 0) {
    call.out.write(`${t('cli.backup-list.none')}\n`)
    return exit.fine
  }
  const heads = ['id', 'at', 'files', 'held'].map((name) => t(`cli.backup-list.head.${name}`))
  const rows = list.map(({ id, stoppedAt, files, held }) => [
    id,
    stoppedAt,
    files,
    held ? t('cli.backup-list.held') : '',
  ])
  call.out.write(
    `${tableText({ heads, rows, right: [false, false, true], whole: [true], width })}\n`,
  )
  if (range) {
    const [from, to] = [range.from.toISOString(), range.to.toISOString()]
    call.out.write(`${t('cli.backup.range', { from, to })}\n`)
  }
  return exit.fine
}

export const listBackups: Verb = {
  name: 'backup list',
  operands: ['folder?'],
  options: {},
  run,
}
