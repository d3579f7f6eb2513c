// `rimaq backup verify`: reads every byte of a backup and says what is wrong with it.
import { resolve } from 'node:path'
import { backups } from '#platform'
import { settingsOf } from './open-shop.ts'
import { progressOn } from './show-progress.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

/** Problems of one kind can be thousands; people see the first ones, JSON has all. */
const shown = 20

async function run(call: VerbCall): Promise<number> {
  const { t, lang } = call
  const [path = ''] = call.operands
  const secret = settingsOf(call).backup.key
  const progress = progressOn(call.err)
  try {
    const found = await backups.verifyBackup({
      path: resolve(path),
      secret,
      progress: (share) => progress.step(t('cli.backup-verify.reading'), share),
    })
    progress.end()
    const { problems, ...rest } = found
    if (call.json) {
      const told = problems.map((each) => ({ code: each.code, message: each.sentence(lang) }))
      call.out.write(`${JSON.stringify({ ...rest, problems: told })}\n`)
    } else call.out.write(words(call, found))
    return found.whole ? exit.fine : exit.no
  } finally {
    progress.end()
  }
}

function words(
  { t, lang }: VerbCall,
  found: Awaited<ReturnType<typeof backups.verifyBackup>>,
): string {
  const { problems, files, segments, backups: ids, range } = found
  const lines = [t('cli.backup-verify.read', { files, segments, count: ids.length })]
  if (range) lines.push(t('cli.backup.range', { from: range.from, to: range.to }))
  if (found.whole) lines.push(t('cli.backup-verify.whole'))
  else lines.push(t('cli.backup-verify.broken', { count: problems.length }))
  lines.push(...problems.slice(0, shown).map((each) => `  ${each.sentence(lang)}`))
  const more = problems.length - shown
  if (more > 0) lines.push(t('cli.backup-verify.more', { count: more }))
  return `${lines.join('\n')}\n`
}

export const verifyBackup: Verb = {
  name: 'backup verify',
  operands: ['folder'],
  options: {},
  run,
}
