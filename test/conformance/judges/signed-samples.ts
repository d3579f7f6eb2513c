// Signs a sample of every form at every level, for outside judges of signatures.
import {
  augmentAsic,
  augmentCades,
  augmentXades,
  answerTimestamp,
  issueIdentity,
  keySigner,
  readCertificates,
  signAsic,
  signCades,
  signXades,
} from '@rimaq/signatures'
import type { AugmentLevel, Collect, Identity, Signer } from '@rimaq/signatures'
import { issueCrl } from '../../../packages/signatures/src/revocation/issue-crl.ts'

export interface SignedSample {
  /** A name for the file, with the form, the packaging, the key and the level in it. */
  file: string
  bytes: Uint8Array
  level: 'B-B' | AugmentLevel
  /** What is signed, where the file does not carry it. */
  detached: { name: string; bytes: Uint8Array } | null
}

export interface SampleKeys {
  /** The only anchor of all samples, and the lists of revoked certificates of both authorities. */
  root: Uint8Array
  crls: Uint8Array[]
}

const kinds = ['rsa', 'p-256'] as const
const levels = ['B-T', 'B-LT', 'B-LTA'] as const
const HOUR = 3_600_000

interface Bench {
  keys: SampleKeys
  root: Identity
  signers: Map<(typeof kinds)[number], Signer>
  /** Signed one hour ago, stamped a little later, lists issued after that. */
  time: Date
  stampedAt: (minutes: number) => Parameters<typeof signCades>[2]['timestamps'] & object
  collect: Collect
}

function makeBench(): Bench {
  const time = new Date(Math.floor(Date.now() / 1000) * 1000 - HOUR)
  const root = issueIdentity({ name: 'Sample root', role: 'authority' })
  const middle = issueIdentity({ name: 'Sample authority', role: 'authority', issuer: root })
  const clock = issueIdentity({
    name: 'Sample clock',
    role: 'timestamps',
    issuer: root,
    kind: 'rsa',
  })
  const at = (minutes: number): Date => new Date(time.getTime() + minutes * 60_000)
  const crls = [root, middle].map((issuer) => issueCrl({ issuer, thisUpdate: at(20) }))
  const signers = kinds.map((kind) => {
    const { key, certificate } = issueIdentity({
      name: `Sample ${kind}`,
      role: 'signer',
      issuer: middle,
      kind,
    })
    return [kind, keySigner({ key, certificates: [certificate, middle.certificate] })] as const
  })
  return {
    keys: { root: root.certificate, crls },
    root,
    signers: new Map(signers),
    time,
    stampedAt: (minutes) => ({
      servers: ['here'],
      send: (_, request) => Promise.resolve(answerTimestamp(request, clock, at(minutes))),
    }),
    collect: () =>
      Promise.resolve({
        certificates: [root, middle].flatMap((one) => readCertificates(one.certificate)),
        crls,
        ocsps: [],
        missing: [],
      }),
  }
}

const text = new Uint8Array(Buffer.from('Resolución de alcaldía 12-2026\n'))
const xml = new Uint8Array(
  Buffer.from(
    '<?xml version="1.0"?>\n<acta xmlns="urn:rimaq:acta"><monto moneda="PEN">900</monto></acta>',
  ),
)
const files = [
  { name: 'acta.xml', bytes: xml, mimeType: 'text/xml' },
  { name: 'anexos/resolución 12.txt', bytes: text, mimeType: 'text/plain' },
]

interface Form {
  name: string
  extension: string
  detached: SignedSample['detached']
  sign: (signer: Signer, time: Date) => Promise<Uint8Array>
  augment: (bytes: Uint8Array, options: Parameters<typeof augmentAsic>[1]) => Promise<Uint8Array>
}

function forms(): Form[] {
  const detached = { name: 'resolucion.txt', bytes: text }
  const messages = (['attached', 'detached'] as const).map((packaging): Form => ({
    name: `cades-${packaging}`,
    extension: packaging === 'attached' ? 'p7m' : 'p7s',
    detached: packaging === 'attached' ? null : detached,
    sign: async (signer, time) =>
      (await signCades(text, signer, { time, packaging, mimeType: 'text/plain' })).bytes,
    augment: async (bytes, options) =>
      (await augmentCades(bytes, { ...options, content: text })).bytes,
  }))
  const documents = (['enveloped', 'enveloping', 'detached'] as const).map((packaging): Form => ({
    name: `xades-${packaging}`,
    extension: 'xml',
    detached: packaging === 'detached' ? detached : null,
    sign: async (signer, time) => {
      const content = packaging === 'enveloped' ? xml : text
      return (await signXades(content, signer, { time, packaging, uri: detached.name })).bytes
    },
    augment: async (bytes, options) =>
      (await augmentXades(bytes, { ...options, content: text })).bytes,
  }))
  const containers = (['asic-s', 'asic-e'] as const).flatMap((kind) =>
    (['cades', 'xades'] as const).map((form): Form => ({
      name: `${kind}-${form}`,
      extension: kind === 'asic-s' ? 'asics' : 'asice',
      detached: null,
      sign: async (signer, time) =>
        (
          await signAsic(kind === 'asic-s' ? files.slice(0, 1) : files, signer, {
            time,
            kind,
            form,
          })
        ).bytes,
      augment: async (bytes, options) => (await augmentAsic(bytes, options)).bytes,
    })),
  )
  return [...messages, ...documents, ...containers]
}

/** All samples, one by one, and what a judge has to trust. */
export function sampleSet(): { keys: SampleKeys; samples: AsyncGenerator<SignedSample, void> } {
  const bench = makeBench()
  return { keys: bench.keys, samples: samplesOf(bench) }
}

async function* samplesOf(bench: Bench): AsyncGenerator<SignedSample, void> {
  for (const form of forms())
    for (const [kind, signer] of bench.signers) {
      let bytes = await form.sign(signer, bench.time)
      const named = (level: SignedSample['level']): SignedSample => ({
        file: `ours-${form.name}-${kind}-${level}.${form.extension}`,
        bytes,
        level,
        detached: form.detached,
      })
      yield named('B-B')
      for (const [step, to] of levels.entries()) {
        const time = new Date(bench.time.getTime() + (step + 2) * 10 * 60_000)
        const timestamps = bench.stampedAt(to === 'B-LTA' ? 40 : 5)
        bytes = await form.augment(bytes, { to, timestamps, collect: bench.collect, time })
        yield named(to)
      }
    }
}
