// `rimaq people block`: keeps an account out at once, or lets it in again.
import { AccountError, readSignInName } from '#people'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [written = ''] = call.operands
  const name = readSignInName(written)
  if (name === null) throw new UsageError('sign-in-name', { word: written })
  const shop = await openShop(call)
  try {
    const blocked = !call.has('undo')
    await shop.accounts.setBlocked(name, blocked)
    const key = blocked ? 'done' : 'undone'
    call.out.write(`${call.t(`cli.people-block.${key}`, { name: name.name })}\n`)
    return exit.fine
  } catch (error) {
    if (!(error instanceof AccountError)) throw error
    call.err.write(`${call.t(`people.error.${error.code}`)}\n`)
    return exit.no
  } finally {
    await shop.close()
  }
}

export const blockPerson: Verb = {
  name: 'people block',
  operands: ['sign-in-name'],
  options: { undo: { type: 'boolean' } },
  run,
}
