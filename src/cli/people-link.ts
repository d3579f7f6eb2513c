// `rimaq people link`: lets an identity of the other provider open an account.
import { AccountError, readSignInName } from '#people'
import { createOutside } from '#people/pages'
import { openShop, settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [written = '', identifier = ''] = call.operands
  const name = readSignInName(written)
  if (name === null) throw new UsageError('sign-in-name', { word: written })
  const { oidc } = settingsOf(call)
  if (oidc === null) throw new UsageError('needs-setting', { setting: 'RIMAQ_OIDC_ISSUER' })
  const shop = await openShop(call)
  try {
    const { client: clientId, secret: clientSecret, ...rest } = oidc
    const { accounts, egress } = shop
    const outside = createOutside(accounts.parts, { ...rest, clientId, clientSecret, egress })
    await outside.link(name, identifier)
    call.out.write(`${call.t('cli.people-link.done', { name: name.name, identifier })}\n`)
    return exit.fine
  } catch (error) {
    if (!(error instanceof AccountError)) throw error
    call.err.write(`${call.t(`people.error.${error.code}`)}\n`)
    return exit.no
  } finally {
    await shop.close()
  }
}

export const linkPerson: Verb = {
  name: 'people link',
  operands: ['sign-in-name', 'identifier'],
  options: {},
  run,
}
