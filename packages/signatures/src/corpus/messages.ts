// Attacks of the generated corpus within the signed message: attributes, algorithms, padding, timestamps, certificates.
import { constants, createHash, privateEncrypt, sign } from 'node:crypto'
import { concat } from '../bytes.ts'
import { attribute } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { membersOf, oidOf, rawOf, readDer } from '../der/reader.ts'
import { context, integer, octets, oid, sequence, setOf, wrap } from '../der/writer.ts'
import { askTimestamp } from '../tsa/ask-timestamp.ts'
import { issueIdentity, type Identity } from '../x509/issue.ts'
import { craftedDocument, membersOfSet, overwrite, type Craft } from './craft.ts'
import { formDocument } from './documents.ts'
import { signedBy, timestampsBy, type Scene } from './scene.ts'
import { stampedDocument, type Make } from './valid.ts'

const crafted =
  (craft: Craft | ((scene: Scene) => Craft)): Make =>
  (scene) =>
    craftedDocument(scene, formDocument(), typeof craft === 'function' ? craft(scene) : craft)

/** The usual attributes but the one of this type, which is made anew or left out. */
const other =
  (type: string, made: Uint8Array[] = []) =>
  (usual: Uint8Array[]): Uint8Array[] => [...usual.filter((one) => typeOf(one) !== type), ...made]

function typeOf(bytes: Uint8Array): string {
  return oidOf(membersOf(readDer(bytes))[0])
}

function sha(bytes: Uint8Array | string, name = 'sha256'): Uint8Array {
  return new Uint8Array(createHash(name).update(bytes).digest())
}

const essOf = (certificate: Uint8Array): Uint8Array =>
  attribute(cmsIds.signingCertificateV2, sequence(sequence(sequence(octets(sha(certificate))))))

const attributes: Record<string, Make> = {
  'cms-unsorted': crafted({ sorted: false, attributes: (usual) => usual.toReversed() }),
  'cms-unsorted-signed-sorted': crafted({
    sorted: false,
    attributes: (usual) => usual.toReversed(),
    signature: (bytes, { key }) => sign('sha256', setOf(membersOfSet(bytes)), key),
  }),
  'cms-without-certificate-reference': crafted({
    attributes: other(cmsIds.signingCertificateV2),
  }),
  'cms-other-certificate-reference': crafted((scene) => ({
    attributes: other(cmsIds.signingCertificateV2, [essOf(scene.raul.certificate)]),
  })),
  'cms-two-certificate-references': crafted((scene) => ({
    attributes: (usual) => [...usual, essOf(scene.raul.certificate)],
  })),
  'cms-other-digest-of-document': crafted({
    attributes: other(cmsIds.messageDigest, [
      attribute(cmsIds.messageDigest, octets(sha('other'))),
    ]),
  }),
  'cms-digest-by-other-algorithm': crafted({
    digest: 'sha384',
    algorithm: { scheme: 'ecdsa', digest: 'sha384' },
    attributes: other(cmsIds.messageDigest, [
      attribute(cmsIds.messageDigest, octets(sha('document'))),
    ]),
  }),
  'cms-two-digests': crafted({
    attributes: (usual) => [...usual, attribute(cmsIds.messageDigest, octets(sha('other')))],
  }),
  'cms-digest-with-two-values': crafted({
    attributes: (usual) => {
      const mine = usual.find((one) => typeOf(one) === cmsIds.messageDigest) ?? usual[0]
      const [, values] = membersOf(readDer(mine ?? new Uint8Array()))
      const both = setOf([...membersOfSet(values && rawOf(values)), octets(sha('other'))])
      return [...other(cmsIds.messageDigest)(usual), sequence(oid(cmsIds.messageDigest), both)]
    },
  }),
  'cms-without-digest': crafted({ attributes: other(cmsIds.messageDigest) }),
  'cms-without-content-type': crafted({ attributes: other(cmsIds.contentType) }),
  'cms-other-content-type': crafted({
    attributes: other(cmsIds.contentType, [attribute(cmsIds.contentType, oid(cmsIds.tstInfo))]),
  }),
  'cms-without-attributes': crafted({ attributes: () => [] }),
}

/** Signatures by an RSA key whose padding OpenSSL must not take (RFC 8017, 8.2.2, 9.2). */
const info = Buffer.from('3031300d060960864801650304020105000420', 'hex')
const raw =
  (block: (digestInfo: Uint8Array) => Uint8Array): Make =>
  (scene) =>
    craftedDocument(scene, formDocument(), {
      identity: scene.raul,
      signature: (bytes, { key }) => {
        const whole = block(concat([new Uint8Array(info), sha(bytes)]))
        return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, whole)
      },
    })

const padded = (head: number[], count: number, fill: number, rest: Uint8Array): Uint8Array =>
  concat([Uint8Array.from(head), new Uint8Array(count).fill(fill), Uint8Array.of(0), rest])

/** The cube root, rounded up, of a block that begins as it should and ends in anything. */
function cubeForgery(bytes: Uint8Array): Uint8Array {
  const front = padded([0, 1], 8, 0xff, concat([new Uint8Array(info), sha(bytes)]))
  const wanted =
    BigInt(`0x${Buffer.from(front).toString('hex')}`) << BigInt(8 * (256 - front.length))
  let low = 0n
  let high = 1n << 700n
  while (low < high) {
    const middle = (low + high) >> 1n
    if (middle ** 3n < wanted) low = middle + 1n
    else high = middle
  }
  return new Uint8Array(Buffer.from(low.toString(16).padStart(512, '0'), 'hex'))
}

const padding: Record<string, Make> = {
  'rsa-cube-root': (scene) =>
    craftedDocument(scene, formDocument(), { identity: scene.cube, signature: cubeForgery }),
  'rsa-garbage-behind-digest': raw((digest) =>
    concat([padded([0, 1], 8, 0xff, digest), new Uint8Array(256 - 11 - digest.length).fill(7)]),
  ),
  'rsa-block-type-2': raw((digest) => padded([0, 2], 256 - 3 - digest.length, 0xaa, digest)),
  'rsa-padding-of-zeros': raw((digest) => padded([0, 1], 256 - 3 - digest.length, 0, digest)),
  'rsa-digest-without-its-name': raw((digest) =>
    padded([0, 1], 256 - 3 - 32, 0xff, digest.subarray(-32)),
  ),
  'rsa-digest-info-with-junk': raw((digest) => {
    const longer = concat([
      Uint8Array.of(0x30, 0x35, 0x30, 0x11),
      digest.subarray(4, 17),
      Uint8Array.of(5, 2, 1, 1),
      digest.subarray(19),
    ])
    return padded([0, 1], 256 - 3 - longer.length, 0xff, longer)
  }),
  'rsa-signature-zero': (scene) =>
    craftedDocument(scene, formDocument(), {
      identity: scene.raul,
      signature: () => new Uint8Array(256),
    }),
  'rsa-signature-one': (scene) =>
    craftedDocument(scene, formDocument(), {
      identity: scene.cube,
      signature: () => padded([], 254, 0, Uint8Array.of(1)),
    }),
  'ecdsa-signature-zero': crafted({
    signature: () => sequence(integer(0), integer(0)),
  }),
  'ecdsa-signature-not-der': crafted({
    signature: (bytes, { key }) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
  }),
  'signature-empty': crafted({ signature: () => new Uint8Array() }),
}

const algorithms: Record<string, Make> = {
  'algorithm-rsa-for-ec-key': crafted({
    algorithm: { scheme: 'rsa', digest: 'sha256' },
    signature: (bytes, { key }) => sign('sha256', bytes, key),
  }),
  'algorithm-other-digest': crafted({
    algorithm: { scheme: 'ecdsa', digest: 'sha512' },
    signature: (bytes, { key }) => sign('sha256', bytes, key),
  }),
  'algorithm-digests-disagree': crafted({
    algorithm: { scheme: 'ecdsa', digest: 'sha512' },
    signature: (bytes, { key }) => sign('sha512', bytes, key),
  }),
  'algorithm-pss-for-pkcs1': crafted((scene) => ({
    identity: scene.raul,
    algorithm: { scheme: 'rsa-pss', digest: 'sha256', salt: 32 },
    signature: (bytes, { key }) => sign('sha256', bytes, key),
  })),
  'algorithm-sha1': crafted({ digest: 'sha1', algorithm: { scheme: 'ecdsa', digest: 'sha1' } }),
  'algorithm-md5': crafted((scene) => ({
    identity: scene.raul,
    digest: 'md5',
    algorithm: { scheme: 'rsa', digest: 'md5' },
  })),
}

const parts: Record<string, Make> = {
  'cms-without-certificates': crafted({
    parts: (all) => [...all.slice(0, 3), ...all.slice(4)],
  }),
  'cms-certificates-of-others': crafted((scene) => ({
    parts: (all) => [...all.slice(0, 3), wrap(0xa0, scene.middle.certificate), ...all.slice(4)],
  })),
  'cms-without-signers': crafted({ parts: (all) => [...all.slice(0, -1), setOf([])] }),
  'cms-two-signers': crafted({
    parts: (all) => {
      const [signer = new Uint8Array()] = membersOfSet(all.at(-1))
      return [...all.slice(0, -1), wrap(0x31, signer, signer)]
    },
  }),
  'cms-content-within': crafted({
    content: { type: cmsIds.data, bytes: Uint8Array.of(1, 2, 3) },
  }),
  'cms-content-of-other-type': crafted({
    parts: (all) => [...all.slice(0, 2), sequence(oid(cmsIds.tstInfo)), ...all.slice(3)],
  }),
  'cms-signature-changed': async (scene) => {
    const whole = await signedBy(scene, formDocument())
    return overwrite(whole, /[0-9a-f]{8}(?=(00){40,}>)/, '0badf00d')
  },
  'cms-wrapped-in-octets': crafted({
    parts: (all) => [...all.slice(0, -1), context(5, ...all.slice(-1))],
  }),
}

const stamp =
  (token: (scene: Scene, signature: Uint8Array) => Promise<Uint8Array>): Make =>
  (scene) =>
    craftedDocument(scene, formDocument(), {
      unsigned: async (signature) => [
        attribute(cmsIds.timestampToken, await token(scene, signature)),
      ],
    })

const about = (bytes: Uint8Array | string) => ({ digest: 'sha256', bytes: sha(bytes) }) as const

const stamps: Record<string, Make> = {
  'timestamp-of-other-signature': stamp((scene) => askTimestamp(about('other'), scene.timestamps)),
  'timestamp-not-trusted': stamp((scene, signature) => {
    const clock = issueIdentity({ name: 'Own clock', role: 'timestamps' })
    return askTimestamp(about(signature), timestampsBy(clock, scene.time))
  }),
  'timestamp-changed': stamp(async (scene, signature) => {
    const token = await askTimestamp(about(signature), scene.timestamps)
    token[token.length - 9] = (token[token.length - 9] ?? 0) ^ 1
    return token
  }),
  'timestamp-is-no-token': stamp(() => Promise.resolve(octets(sha('token')))),
  'timestamp-of-document-copied': async (scene) =>
    stampedDocument(scene, await signedBy(scene, formDocument()), sha('other document')),
}

const elsewhere = (make: (scene: Scene) => Identity): Make => {
  return (scene) => signedBy(scene, formDocument(), {}, make(scene))
}

const people: Record<string, Make> = {
  'signer-self-signed': elsewhere(() => issueIdentity({ name: 'Rosa Quispe', role: 'signer' })),
  'signer-of-root-with-same-name': elsewhere(() => {
    const issuer = issueIdentity({ name: 'Corpus authority', role: 'authority' })
    return issueIdentity({ name: 'Rosa Quispe', role: 'signer', issuer })
  }),
  'signer-issued-by-signer': async (scene) => {
    const issuer = scene.rosa
    const identity = issueIdentity({ name: 'Jefe', role: 'signer', issuer })
    return craftedDocument(scene, formDocument(), {
      identity,
      parts: (all) => [
        ...all.slice(0, 3),
        wrap(0xa0, identity.certificate, issuer.certificate, scene.middle.certificate),
        ...all.slice(4),
      ],
    })
  },
  'signer-expired': (scene) => {
    const day = 86_400_000
    const notBefore = new Date(scene.time.getTime() - 20 * day)
    const notAfter = new Date(scene.time.getTime() - 10 * day)
    const given = {
      name: 'Old',
      role: 'signer',
      issuer: scene.middle,
      notBefore,
      notAfter,
    } as const
    return craftedDocument(scene, formDocument(), { identity: issueIdentity(given) })
  },
  'signer-not-for-signing': (scene) =>
    craftedDocument(scene, formDocument(), {
      identity: issueIdentity({ name: 'Rosa', role: 'authority', issuer: scene.middle }),
    }),
}

export const messages: Record<string, Make> = {
  ...attributes,
  ...padding,
  ...algorithms,
  ...parts,
  ...stamps,
  ...people,
}
