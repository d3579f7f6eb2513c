// Measures our signing and validating, and what the keys alone allow.
import { sign } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import {
  answerTimestamp,
  issueIdentity,
  keySigner,
  readCertificates,
  signPdf,
  validatePdf,
  withTail,
  type Identity,
} from '@rimaq/signatures'
import { rateOf, type Rate } from './measure.ts'

export const kinds = ['rsa', 'p-256'] as const
export type Kind = (typeof kinds)[number]

export interface People {
  root: Identity
  signers: Record<Kind, Identity>
  clocks: Record<Kind, Identity>
}

export function makePeople(): People {
  const root = issueIdentity({ name: 'Root', role: 'authority', kind: 'rsa' })
  const one = (role: 'signer' | 'timestamps', kind: Kind) =>
    issueIdentity({ name: `${role} ${kind}`, role, kind, issuer: root })
  return {
    root,
    signers: { rsa: one('signer', 'rsa'), 'p-256': one('signer', 'p-256') },
    clocks: { rsa: one('timestamps', 'rsa'), 'p-256': one('timestamps', 'p-256') },
  }
}

export interface Figures {
  ceiling: Record<Kind, Rate>
  plain: Record<Kind, Rate>
  stamped: Record<Kind, Rate>
  validation: Rate
  /** Longest time the event loop stood still while four signatures were made at a time, in ms; 99 %. */
  delay: Record<Kind, number>
}

export async function measureOurs(document: Uint8Array, people: People): Promise<Figures> {
  const each = async <T>(act: (kind: Kind) => Promise<T>): Promise<Record<Kind, T>> => ({
    rsa: await act('rsa'),
    'p-256': await act('p-256'),
  })
  const time = new Date()
  const options = (kind: Kind, stamped: boolean) => ({
    time,
    reason: 'Visto bueno',
    ...(stamped ? { timestamps: timestampsBy(people.clocks[kind]) } : {}),
  })
  const signerOf = (kind: Kind) => {
    const { key, certificate } = people.signers[kind]
    return keySigner({ key, certificates: [certificate, people.root.certificate] })
  }
  const data = Buffer.alloc(200, 7)
  const ceiling = await each((kind) => rateOf(() => sign('sha256', data, people.signers[kind].key)))
  const plain = await each((kind) => {
    const signer = signerOf(kind)
    return rateOf(() => signPdf(document, signer, options(kind, false)))
  })
  const stamped = await each((kind) => {
    const signer = signerOf(kind)
    return rateOf(() => signPdf(document, signer, options(kind, true)))
  })
  const delay = await each((kind) =>
    delayOf(() => signPdf(document, signerOf(kind), options(kind, false))),
  )
  const twice = await signedTwice(document, people)
  const anchors = readCertificates(people.root.certificate)
  check(validatePdf(twice, { anchors }).signatures.map(({ indication }) => indication))
  const validation = await rateOf(() => validatePdf(twice, { anchors }))
  return { ceiling, plain, stamped, validation, delay }
}

/** A timestamp server in this process: the network would measure something else. */
export function timestampsBy(clock: Identity) {
  return {
    servers: ['here'],
    send: (_: string, request: Uint8Array) =>
      Promise.resolve(answerTimestamp(request, clock, new Date())),
  }
}

/** Two signatures with timestamps, by an RSA and a P-256 key. */
export async function signedTwice(document: Uint8Array, people: People): Promise<Uint8Array> {
  let whole = document
  for (const kind of kinds) {
    const { key, certificate } = people.signers[kind]
    const signer = keySigner({ key, certificates: [certificate, people.root.certificate] })
    const timestamps = timestampsBy(people.clocks[kind])
    whole = withTail(whole, await signPdf(whole, signer, { time: new Date(), timestamps }))
  }
  return whole
}

function check(indications: readonly string[]): void {
  if (indications.length === 2 && indications.every((one) => one === 'TOTAL-PASSED')) return
  throw new Error(`the document to validate is not valid: ${indications.join(', ')}`)
}

async function delayOf(act: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  for (let turn = 0; turn < 100; turn++) await Promise.all([act(), act(), act(), act()])
  histogram.disable()
  return histogram.percentile(99) / 1e6
}
