// A small city of keys for tests: a root, signers, a timestamp server, made anew in each run.
import type { SignatureAlgorithm } from './cms/algorithms.ts'
import { keySigner, type Signer } from './keys/signer.ts'
import type { Collect } from './pades/gather.ts'
import { issueCrl, type RevokedEntry } from './revocation/issue-crl.ts'
import { answerTimestamp } from './tsa/answer-timestamp.ts'
import type { TimestampOptions } from './tsa/ask-timestamp.ts'
import { readCertificate, type Certificate } from './x509/certificate.ts'
import { issueIdentity, type Identity, type KeyKind } from './x509/issue.ts'

export const root: Identity = issueIdentity({ name: 'Root', role: 'authority' })
export const middle: Identity = issueIdentity({ name: 'Middle', role: 'authority', issuer: root })
export const clock: Identity = issueIdentity({ name: 'Clock', role: 'timestamps', issuer: root })
export const anchors: Certificate[] = [readCertificate(root.certificate)]
/** Whole seconds, as they stand in signatures. */
export const now: Date = new Date(Math.floor(Date.now() / 1000) * 1000)

export function person(
  name: string,
  kind: KeyKind = 'p-256',
  algorithm?: SignatureAlgorithm,
): Signer {
  const { key, certificate } = issueIdentity({ name, role: 'signer', issuer: middle, kind })
  const certificates = [certificate, middle.certificate]
  return keySigner({ key, certificates, ...(algorithm === undefined ? {} : { algorithm }) })
}

export const rosa: Signer = person('Rosa')

/** A timestamp server that answers at this time. */
export function stampedAt(time: Date, by: Identity = clock): TimestampOptions {
  const send = (_: string, request: Uint8Array): Promise<Uint8Array> =>
    Promise.resolve(answerTimestamp(request, by, time))
  return { servers: ['here'], send }
}

export const away: TimestampOptions = {
  servers: ['here'],
  send: () => Promise.reject(new Error('is away')),
}

/** Lists of both authorities as they stand at a time; nobody is revoked but those named. */
export function listsAt(thisUpdate: Date, revoked: readonly RevokedEntry[] = []): Collect {
  return () =>
    Promise.resolve({
      certificates: [root, middle].map(({ certificate }) => readCertificate(certificate)),
      crls: [root, middle].map((issuer) =>
        issueCrl({ issuer, thisUpdate, revoked: issuer === middle ? revoked : [] }),
      ),
      ocsps: [],
      missing: [],
    })
}
