// `rimaq seal show`: says with which seal the entity signs, and until when it is valid.
import { aboutSeal, endsSoon, findSealKey } from '#case-files'
import { settingsOf } from './open-shop.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const { data, seal } = settingsOf(call)
  const now = new Date()
  const key = await findSealKey({ data, place: seal.place, secret: seal.secret }, now)
  const about = key === null ? null : aboutSeal(key)
  await key?.signer.close?.()
  if (call.json) call.out.write(`${JSON.stringify(about)}\n`)
  else call.out.write(`${words(call, about, now).join('\n')}\n`)
  const good = about !== null && !about.test && now <= about.notAfter
  return good ? exit.fine : exit.no
}

function words({ t }: VerbCall, about: ReturnType<typeof aboutSeal> | null, now: Date): string[] {
  if (about === null) return [t('cli.seal-show.none')]
  const { name, issuer, notBefore: from, notAfter: until, fingerprint, origin, test } = about
  const days = endsSoon(about, now)
  return [
    t('cli.seal-show.is', { name, issuer, from, until }),
    t('cli.seal-show.fingerprint', { fingerprint }),
    t(`cli.seal-show.origin.${origin}`),
    ...(test ? [t('cli.seal-show.test')] : []),
    ...(days === null
      ? []
      : [days < 0 ? t('cli.seal-show.ended') : t('cli.seal-show.soon', { days })]),
  ]
}

export const showSeal: Verb = { name: 'seal show', operands: [], options: {}, run }
