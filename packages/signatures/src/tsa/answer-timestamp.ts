// Answers timestamp requests: a small responder for tests and development, not an authority.
import { createHash, randomBytes, sign } from 'node:crypto'
import { digestByOid, type DigestName } from '../cms/algorithms.ts'
import { signedAttributes, writeSignedData } from '../cms/build.ts'
import { cmsIds } from '../cms/ids.ts'
import { membersOf, octetsOf, oidOf, rawOf, readDer, tags } from '../der/reader.ts'
import { generalizedTime, integer, oid, sequence } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { algorithmFor, type Identity } from '../x509/issue.ts'

/** An arc for examples (joint-iso-itu-t 2.999). */
const POLICY = '2.999.1'

/** The answer to one request: granted, or rejected with status 2 (RFC 3161, 2.4.2). */
export function answerTimestamp(request: Uint8Array, authority: Identity, time: Date): Uint8Array {
  try {
    return sequence(sequence(integer(0)), tokenFor(request, authority, time))
  } catch (error) {
    if (error instanceof SignatureError) return sequence(sequence(integer(2)))
    throw error
  }
}

function tokenFor(request: Uint8Array, authority: Identity, time: Date): Uint8Array {
  const [, imprint, ...rest] = membersOf(readDer(request))
  const [algorithm, hashed] = membersOf(imprint)
  const row = digestByOid(oidOf(membersOf(algorithm)[0]))
  if (imprint === undefined || row === null || octetsOf(hashed).length !== row.bytes)
    throw new SignatureError('malformed-der', { at: 0, why: 'the imprint is malformed' })
  const nonce = rest.find(({ tag }) => tag === tags.integer)
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  const info = sequence(
    integer(1),
    oid(POLICY),
    rawOf(imprint),
    integer(serial),
    generalizedTime(time),
    ...(nonce === undefined ? [] : [rawOf(nonce)]),
  )
  const { key, certificate } = authority
  const signature = algorithmFor(key)
  const digest: DigestName = signature.digest ?? 'sha512'
  const messageDigest = createHash(digest).update(info).digest()
  const contentType = cmsIds.tstInfo
  const signedBytes = signedAttributes({ messageDigest, digest, certificate, contentType })
  return writeSignedData({
    certificates: [certificate],
    digest,
    algorithm: signature,
    signedBytes,
    signature: sign(signature.digest, signedBytes, key),
    content: { type: contentType, bytes: info },
  })
}
