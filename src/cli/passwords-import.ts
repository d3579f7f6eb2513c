// `rimaq passwords import`: takes over a file of leaked passwords, so that none of them is chosen.
import { LeakedFileError, importLeaked, leakedPath } from '#people'
import { settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [from = ''] = call.operands
  const asked = call.text('least') ?? '1'
  if (!/^[1-9]\d{0,11}$/.test(asked)) throw new UsageError('passwords-least')
  try {
    const to = leakedPath(settingsOf(call).data)
    const done = await importLeaked({ from, to, least: Number(asked) })
    if (call.json) call.out.write(`${JSON.stringify({ file: to, ...done })}\n`)
    else call.out.write(`${call.t('cli.passwords-import.done', done)}\n`)
    return exit.fine
  } catch (cause) {
    if (cause instanceof LeakedFileError) {
      throw new UsageError(`passwords-${cause.why}`, { line: cause.line }, { cause })
    }
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError('no-file', { path: from }, { cause })
    }
    throw cause
  }
}

export const passwordsImport: Verb = {
  name: 'passwords import',
  operands: ['file'],
  options: { least: { type: 'string', value: 'N' } },
  run,
}
