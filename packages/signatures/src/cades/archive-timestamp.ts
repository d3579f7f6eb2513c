// Computes what an archive timestamp of CAdES is about (ETSI EN 319 122-1, 5.5.2 and 5.5.3).
import { createHash } from 'node:crypto'
import { concat, toHex } from '../bytes.ts'
import { readDigestAlgorithm, writeDigestAlgorithm, type DigestName } from '../cms/algorithms.ts'
import { attribute } from '../cms/build.ts'
import { readSignedData } from '../cms/signed-data.ts'
import { membersOf, octetsOf, rawOf, readDer, tags, type Der } from '../der/reader.ts'
import { octets, sequence } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { emptyCovered, type Covered } from './description.ts'
import { cadesIds } from './ids.ts'
import type { MessageParts, SignerParts } from './message-parts.ts'
import { readRevocationChoice } from './revocation-choice.ts'

export interface ArchiveImprint {
  /** Null where the content is not at hand. */
  digestOf: (name: DigestName) => Uint8Array | null
  /** Why the imprint cannot be computed. */
  fault: string | null
  /** What the index names. */
  covers: Covered
}

interface Archived {
  parts: MessageParts
  signerParts: SignerParts
  digestContent: ((name: DigestName) => Uint8Array) | null
}

type IndexForm = 'older' | 'v3'

/**
 * The imprint of a token that stands in the message. Every hash of its index must be that of
 * something in the message; what came later is not in the index and does not matter.
 */
export function archiveImprint(token: Uint8Array, given: Archived): ArchiveImprint {
  const none = (fault: string): ArchiveImprint => ({
    digestOf: () => null,
    fault,
    covers: emptyCovered(),
  })
  const { parts, signerParts, digestContent } = given
  try {
    const [signer] = readSignedData(token).signers
    const newer = signer?.unsigned.get(cadesIds.hashIndexV3)
    const [index] = newer ?? signer?.unsigned.get(cadesIds.hashIndex) ?? []
    if (index === undefined) return none('its index of hashes is missing')
    const found = coveredBy(index, { parts, signerParts, form: newer ? 'v3' : 'older' })
    if ('fault' in found) return none(found.fault)
    return {
      digestOf: (name) =>
        digestContent === null
          ? null
          : imprint(name, { ...given, digestContent, index: rawOf(index) }),
      fault: null,
      covers: found.covers,
    }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return none(error.message)
  }
}

/**
 * 5.5.3: the content type, the digest of the content, the fields of the signer but the unsigned
 * attributes, and the index, as they are encoded.
 */
export function imprint(
  name: DigestName,
  given: {
    parts: MessageParts
    signerParts: SignerParts
    digestContent: (name: DigestName) => Uint8Array
    index: Uint8Array
  },
): Uint8Array {
  const hash = createHash(name)
  hash.update(given.parts.contentType)
  hash.update(given.digestContent(name))
  for (const field of given.signerParts.fields) hash.update(field)
  return hash.update(given.index).digest()
}

/** 5.5.2: the index of all that the message holds now, as attribute of the token to come. */
export function hashIndex(
  parts: MessageParts,
  signerParts: SignerParts,
  digest: DigestName,
): { value: Uint8Array; attribute: Uint8Array } {
  const hashes = (list: Uint8Array[]): Uint8Array =>
    sequence(...list.map((one) => octets(createHash(digest).update(one).digest())))
  const value = sequence(
    writeDigestAlgorithm(digest),
    hashes(parts.certificates),
    hashes(parts.revocation),
    hashes(signerParts.unsigned.flatMap((one) => valuesOf(one, 'v3').map(({ hashed }) => hashed))),
  )
  return { value, attribute: attribute(cadesIds.hashIndexV3, value) }
}

/** What is hashed of an attribute: in the older form it as a whole, in v3 its type with each value. */
function valuesOf(whole: Uint8Array, form: IndexForm): { hashed: Uint8Array; value: Uint8Array }[] {
  const [type, values] = membersOf(readDer(whole))
  const list = membersOf(values, tags.set).map(rawOf)
  if (form === 'older') return [{ hashed: whole, value: concat(list) }]
  const name = type === undefined ? new Uint8Array() : rawOf(type)
  return list.map((value) => ({ hashed: concat([name, value]), value }))
}

function coveredBy(
  index: Der,
  given: { parts: MessageParts; signerParts: SignerParts; form: IndexForm },
): { covers: Covered } | { fault: string } {
  const { parts, signerParts, form } = given
  const members = membersOf(index)
  // The older form leaves SHA-256 out, as DER does with a default.
  const named = members.length > 3
  const digest = named ? readDigestAlgorithm(members[0])?.name : 'sha256'
  if (digest === undefined || (form === 'v3' && !named))
    return { fault: 'its index names no digest that is known' }
  const [certificates, revocation, attributes] = named ? members.slice(1) : members
  const covers = emptyCovered()
  const plain = (list: Uint8Array[]) => list.map((one) => ({ hashed: one, value: one }))
  const lists = [
    {
      hashes: certificates,
      there: plain(parts.certificates),
      what: 'a certificate',
      take: (value: Uint8Array) => void covers.certificates.push(value),
    },
    {
      hashes: revocation,
      there: plain(parts.revocation),
      what: 'revocation data',
      take: (value: Uint8Array) => readRevocationChoice(value, covers),
    },
    {
      hashes: attributes,
      there: signerParts.unsigned.flatMap((one) => valuesOf(one, form)),
      what: 'an attribute',
      take: (value: Uint8Array) => void covers.tokens.push(value),
    },
  ]
  for (const { hashes, there, what, take } of lists) {
    const byHash = new Map(
      there.map(({ hashed, value }) => [toHex(createHash(digest).update(hashed).digest()), value]),
    )
    for (const hash of membersOf(hashes)) {
      const value = byHash.get(toHex(octetsOf(hash)))
      if (value === undefined) return { fault: `its index names ${what} that is not there` }
      take(value)
    }
  }
  return { covers }
}
