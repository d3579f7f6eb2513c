// Opens the key that signs: a key file, PEM, a card or HSM, or a remote service; always before anything is written.
import {
  type Signer,
  cscSigner,
  keySigner,
  openPkcs11,
  openPkcs12,
  readCertificates,
} from '@rimaq/signatures'
import { readSmall } from './signature-input.ts'
import { callOver, checkServer } from './signature-network.ts'
import { fromVariable, readSecret, secretOptions } from './signature-secret.ts'
import { certificatesOf } from './verify-trust.ts'
import { UsageError, type VerbCall, type VerbOption } from './verb.ts'

export const keyOptions: Record<string, VerbOption> = {
  p12: { type: 'string', value: 'FILE' },
  key: { type: 'string', value: 'FILE' },
  cert: { type: 'string', value: 'FILE' },
  pkcs11: { type: 'string', value: 'MODULE' },
  token: { type: 'string', value: 'LABEL' },
  label: { type: 'string', value: 'WORD' },
  csc: { type: 'string', value: 'URL' },
  credential: { type: 'string', value: 'ID' },
  'access-env': { type: 'string', value: 'NAME' },
  chain: { type: 'string', value: 'FILE', multiple: true },
  ...secretOptions,
}

const ways = ['p12', 'key', 'pkcs11', 'csc'] as const

/** What each way needs beside itself, and what belongs to no other. */
const belongs: Record<(typeof ways)[number], readonly string[]> = {
  p12: [],
  key: ['cert'],
  pkcs11: ['token', 'label'],
  csc: ['credential', 'access-env'],
}

/**
 * The signer, with the certificates of `--chain` behind its own. The caller closes it.
 * Throws UsageError and SignatureError.
 */
export async function openKey(call: VerbCall, time: Date): Promise<Signer> {
  const signer = await openers[wayOf(call)](call, time)
  const chain = call.texts('chain').flatMap((file) => certificatesOf(file).map(({ raw }) => raw))
  if (chain.length === 0) return signer
  const certificates = [...signer.certificates, ...chain]
  return { ...signer, certificates }
}

function wayOf(call: VerbCall): (typeof ways)[number] {
  const named = ways.filter((way) => call.text(way) !== undefined)
  const [way, other] = named
  if (way === undefined)
    throw new UsageError('needs-option', { option: ways.map((each) => `--${each}`).join(' | ') })
  if (other !== undefined) throw new UsageError('clash', { a: `--${way}`, b: `--${other}` })
  for (const each of ways)
    for (const option of belongs[each])
      if (each !== way && call.text(option) !== undefined)
        throw new UsageError('clash', { a: `--${way}`, b: `--${option}` })
  return way
}

const openers: Record<
  (typeof ways)[number],
  (call: VerbCall, time: Date) => Promise<Signer> | Signer
> = {
  async p12(call) {
    const file = call.text('p12') ?? ''
    const bytes = new Uint8Array(readSmall(file))
    const password = await readSecret(call, call.t('cli.sign.ask.password', { file }))
    return keySigner(openPkcs12(bytes, password))
  },

  async key(call) {
    const [file = '', cert] = [call.text('key'), call.text('cert')]
    if (cert === undefined) throw new UsageError('needs-option', { option: '--cert FILE' })
    const key = readSmall(file).toString('latin1')
    const certificates = readCertificates(readSmall(cert).toString('latin1')).map(({ raw }) => raw)
    const sealed = /ENCRYPTED/.test(key)
    if (!sealed) return keySigner({ key, certificates })
    const passphrase = await readSecret(call, call.t('cli.sign.ask.password', { file }))
    return keySigner({ key, certificates, passphrase })
  },

  pkcs11(call, time) {
    const [token, label] = [call.text('token'), call.text('label')]
    return openPkcs11({
      module: call.text('pkcs11') ?? '',
      ...(token === undefined ? {} : { token }),
      ...(label === undefined ? {} : { label }),
      time,
      pin: ({ token: name }) => readSecret(call, call.t('cli.sign.ask.pin', { name })),
    })
  },

  csc(call, time) {
    const [url = '', credential] = [call.text('csc'), call.text('credential')]
    const access = call.text('access-env')
    checkServer(url)
    const asked = new Map<string, Promise<string>>()
    return cscSigner({
      url,
      call: callOver(url),
      ...(credential === undefined ? {} : { credential }),
      ...(access === undefined ? {} : { token: fromVariable(call.env, access) }),
      time,
      // A one-time password is asked each time, all others once.
      secret: ({ id, label: name, once }) => {
        const question = call.t('cli.sign.ask.object', { name })
        const known = once ? undefined : asked.get(id)
        const answer = known ?? readSecret(call, question)
        asked.set(id, answer)
        return answer
      },
    })
  },
}
