// `rimaq backup hold` and `rimaq backup release`: keeps a base backup from being removed, with a reason.
import { resolve } from 'node:path'
import { userInfo } from 'node:os'
import { PlatformError, backups, systemClock } from '#platform'
import { settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

const options = {
  reason: { type: 'string', value: 'TEXT' },
  from: { type: 'string', value: 'FOLDER' },
} as const

async function run(call: VerbCall, act: 'hold' | 'release'): Promise<number> {
  const { t } = call
  const [id = ''] = call.operands
  const settings = settingsOf(call)
  const asked = call.text('from')
  const path = asked === undefined ? settings.backup.folder : resolve(asked)
  if (path === null) throw new PlatformError('backup-nowhere')
  const reason = call.text('reason')?.trim() ?? ''
  if (reason === '') throw new UsageError('needs-option', { option: '--reason' })
  const folder = await backups.openForReading(path, settings.backup.key)
  const note = { id, at: systemClock().now().toISOString(), who: who(call), reason }
  await (act === 'hold' ? backups.holdBackup : backups.releaseBackup)(folder, note)
  if (call.json) call.out.write(`${JSON.stringify({ act, ...note })}\n`)
  else call.out.write(`${t(`cli.backup-${act}.done`, { id })}\n`)
  return exit.fine
}

/** The person who became root by sudo, rather than root. */
function who({ env }: VerbCall): string {
  const { username } = userInfo()
  const before = env['SUDO_USER']
  return before && before !== username ? `${before} (${username})` : username
}

export const holdBackup: Verb = {
  name: 'backup hold',
  operands: ['backup'],
  options,
  run: (call) => run(call, 'hold'),
}

export const releaseBackup: Verb = {
  name: 'backup release',
  operands: ['backup'],
  options,
  run: (call) => run(call, 'release'),
}
