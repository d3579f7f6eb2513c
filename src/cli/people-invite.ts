// `rimaq people invite`: makes an account for a person and prints the code that opens it once.
import { AccountError, readSignInName } from '#people'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [written = ''] = call.operands
  const dni = readSignInName(written)
  if (dni?.kind !== 'dni') throw new UsageError('dni', { word: written })
  const given = call.text('given')?.trim()
  const family = call.text('family')?.trim()
  if (!given) throw new UsageError('needs-option', { option: '--given' })
  if (!family) throw new UsageError('needs-option', { option: '--family' })
  const email = call.text('email')
  const read = email === undefined ? null : readSignInName(email)
  if (email !== undefined && read?.kind !== 'email') {
    throw new UsageError('email', { word: email })
  }
  const shop = await openShop(call)
  try {
    const code = await shop.accounts.invite({
      dni: dni.name,
      givenNames: given,
      familyNames: family,
      email: read?.name ?? null,
    })
    if (call.json) call.out.write(`${JSON.stringify({ code, hours: 72 })}\n`)
    else
      call.out.write(`${call.t('cli.people-invite.done', { code, name: `${given} ${family}` })}\n`)
    return exit.fine
  } catch (error) {
    if (error instanceof AccountError) {
      throw new UsageError(
        'account',
        { sentence: call.t(`people.error.${error.code}`) },
        { cause: error },
      )
    }
    throw error
  } finally {
    await shop.close()
  }
}

export const invitePerson: Verb = {
  name: 'people invite',
  operands: ['dni'],
  options: {
    given: { type: 'string', value: 'TEXT' },
    family: { type: 'string', value: 'TEXT' },
    email: { type: 'string', value: 'EMAIL' },
  },
  run,
}
