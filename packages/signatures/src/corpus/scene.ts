// The people of the generated corpus: a root, an authority, signers, a timestamp server, with new keys each time.
import { generateKeyPairSync } from 'node:crypto'
import { keySigner, type Signer } from '../keys/signer.ts'
import { signPdf, withTail, type SignOptions } from '../pades/sign-pdf.ts'
import { answerTimestamp } from '../tsa/answer-timestamp.ts'
import type { TimestampOptions } from '../tsa/ask-timestamp.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'

export interface Scene {
  /** When everything is signed and judged. */
  time: Date
  root: Identity
  middle: Identity
  /** Signers: P-256, RSA-2048, RSA-2048 with the exponent 3. */
  rosa: Identity
  raul: Identity
  cube: Identity
  /** Stamps the time under the root. */
  clock: Identity
  timestamps: TimestampOptions
}

/** New people. Nothing of them is kept anywhere. */
export function newScene(time = new Date()): Scene {
  const root = issueIdentity({ name: 'Corpus root', role: 'authority' })
  const middle = issueIdentity({ name: 'Corpus authority', role: 'authority', issuer: root })
  const clock = issueIdentity({ name: 'Corpus clock', role: 'timestamps', issuer: root })
  const by = (name: string, rest: Partial<Parameters<typeof issueIdentity>[0]> = {}): Identity =>
    issueIdentity({ name, role: 'signer', issuer: middle, ...rest })
  const cubed = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  return {
    time,
    root,
    middle,
    rosa: by('Rosa Quispe'),
    raul: by('Raúl Mamani', { kind: 'rsa' }),
    cube: by('Exponent three', { key: cubed.privateKey }),
    clock,
    timestamps: timestampsBy(clock, time),
  }
}

/** A server in this process, which answers as `identity`. */
export function timestampsBy(identity: Identity, time: Date): TimestampOptions {
  return {
    servers: ['corpus'],
    send: (_, request) => Promise.resolve(answerTimestamp(request, identity, time)),
  }
}

/** The signer for an identity whose certificate is issued by the authority of the scene. */
export function signerOf(scene: Scene, identity: Identity): Signer {
  const certificates = [identity.certificate, scene.middle.certificate]
  return keySigner({ key: identity.key, certificates })
}

/** The document with one more signature, by Rosa unless told otherwise. */
export async function signedBy(
  scene: Scene,
  document: Uint8Array,
  options: Partial<SignOptions> = {},
  identity = scene.rosa,
): Promise<Uint8Array> {
  const all = { time: scene.time, reserve: 4096, ...options }
  return withTail(document, await signPdf(document, signerOf(scene, identity), all))
}
