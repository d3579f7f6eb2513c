// `rimaq people code`: prints a one-time code, for the first account or for one that lost its ways in.
import { AccountError, readSignInName } from '#people'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [written] = call.operands
  const name = written === undefined ? null : readSignInName(written)
  if (written !== undefined && name === null)
    throw new UsageError('sign-in-name', { word: written })
  const shop = await openShop(call)
  try {
    const code = name === null ? await shop.accounts.firstCode() : await shop.accounts.codeFor(name)
    if (code === null) {
      call.err.write(`${call.t('cli.people-code.not-first')}\n`)
      return exit.no
    }
    const hours = name === null ? 24 : 72
    if (call.json) call.out.write(`${JSON.stringify({ code, hours })}\n`)
    else call.out.write(`${call.t('cli.people-code.done', { code, hours })}\n`)
    return exit.fine
  } catch (error) {
    if (!(error instanceof AccountError)) throw error
    call.err.write(`${call.t(`people.error.${error.code}`)}\n`)
    return exit.no
  } finally {
    await shop.close()
  }
}

export const codeForPerson: Verb = {
  name: 'people code',
  operands: ['sign-in-name?'],
  options: {},
  run,
}
