// Reads answers of OCSP responders (RFC 6960, 4.2).
import {
  digestByOid,
  readSignatureAlgorithm,
  type DigestName,
  type SignatureAlgorithm,
} from '../cms/algorithms.ts'
import {
  contentOf,
  integerHex,
  membersOf,
  must,
  octetsOf,
  oidOf,
  rawOf,
  readDer,
  smallInteger,
  tags,
  timeOf,
  type Der,
  wholeBitsOf,
} from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'
import { readCertificate, type Certificate } from '../x509/certificate.ts'

export interface OcspResponse {
  /** DER of BasicOCSPResponse. */
  raw: Uint8Array
  tbs: Uint8Array
  responder: { name: Uint8Array } | { keyHash: Uint8Array }
  producedAt: Date
  answers: OcspAnswer[]
  /** Content of the nonce; null where absent. */
  nonce: Uint8Array | null
  algorithm: SignatureAlgorithm | null
  signature: Uint8Array
  certificates: Certificate[]
}

export interface OcspAnswer {
  digest: DigestName | null
  nameHash: Uint8Array
  keyHash: Uint8Array
  serial: string
  status: 'good' | 'revoked' | 'unknown'
  revokedAt: Date | null
  reason: number | null
  thisUpdate: Date
  nextUpdate: Date | null
  /** 4.4.4: from when on certificates are told of though they expired; null where absent. */
  archiveCutoff: Date | null
}

export const ocspIds = {
  basic: '1.3.6.1.5.5.7.48.1.1',
  nonce: '1.3.6.1.5.5.7.48.1.2',
  archiveCutoff: '1.3.6.1.5.5.7.48.1.6',
} as const

const MOST_ANSWERS = 1000
const ENUMERATED = 0x0a

/** BasicOCSPResponse of an OCSPResponse, or of itself. @throws SignatureError `malformed-der` */
export function basicResponse(bytes: Uint8Array): Uint8Array {
  const node = readDer(bytes)
  const [status, wrapped] = membersOf(node)
  if (status?.tag !== ENUMERATED) return rawOf(node)
  const code = contentOf(status)[0]
  if (code !== 0 || wrapped === undefined)
    throw new SignatureError('malformed-der', {
      at: 0,
      why: `the responder refused with status ${code}`,
    })
  const [type, response] = membersOf(membersOf(wrapped, 0xa0)[0])
  if (oidOf(type) !== ocspIds.basic)
    throw new SignatureError('malformed-der', { at: 0, why: 'the response is of another type' })
  return octetsOf(response)
}

/** @throws SignatureError `malformed-der`, `malformed-certificate` */
export function readOcsp(bytes: Uint8Array): OcspResponse {
  const raw = basicResponse(bytes)
  const [tbs, algorithm, signature, certificates] = membersOf(readDer(raw))
  const fields = membersOf(tbs)
  const [responder, producedAt, list, extensions] =
    fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
  const answers = membersOf(list).slice(0, MOST_ANSWERS).map(readAnswer)
  const nonce = extensionIn(extensions, ocspIds.nonce)
  const sent = certificates === undefined ? [] : membersOf(membersOf(certificates, 0xa0)[0])
  return {
    raw,
    tbs: rawOf(must(tbs, tags.sequence)),
    responder: readResponder(responder),
    producedAt: timeOf(producedAt),
    answers,
    nonce: nonce === null ? null : nonce,
    algorithm: readSignatureAlgorithm(algorithm),
    signature: wholeBitsOf(signature),
    certificates: sent.slice(0, 16).map((one) => readCertificate(rawOf(one))),
  }
}

function readResponder(node: Der | undefined): OcspResponse['responder'] {
  if (node?.tag === 0xa1) return { name: rawOf(must(membersOf(node, 0xa1)[0], tags.sequence)) }
  return { keyHash: octetsOf(membersOf(node, 0xa2)[0]) }
}

function readAnswer(node: Der): OcspAnswer {
  const [id, status, thisUpdate, ...rest] = membersOf(node)
  const [algorithm, nameHash, keyHash, serial] = membersOf(id)
  const next = rest.find(({ tag }) => tag === 0xa0)
  const cutoff = extensionIn(
    rest.find(({ tag }) => tag === 0xa1),
    ocspIds.archiveCutoff,
  )
  const revoked = status?.tag === 0xa1 ? membersOf(status, 0xa1) : null
  const reason = revoked?.[1] === undefined ? null : membersOf(revoked[1], 0xa0)[0]
  if (status === undefined || ![0x80, 0xa1, 0x82].includes(status.tag))
    throw new SignatureError('malformed-der', { at: node.start, why: 'a status is malformed' })
  return {
    digest: digestByOid(oidOf(membersOf(algorithm)[0]))?.name ?? null,
    nameHash: octetsOf(nameHash),
    keyHash: octetsOf(keyHash),
    serial: integerHex(serial),
    status: revoked !== null ? 'revoked' : status.tag === 0x80 ? 'good' : 'unknown',
    revokedAt: revoked === null ? null : timeOf(revoked[0]),
    reason: reason ? smallInteger({ ...reason, tag: tags.integer }) : null,
    thisUpdate: timeOf(thisUpdate),
    nextUpdate: next === undefined ? null : timeOf(membersOf(next, 0xa0)[0]),
    archiveCutoff: cutoff === null ? null : timeOf(readDer(cutoff)),
  }
}

/** Content of the extension among those under a context tag; null where absent. */
function extensionIn(node: Der | undefined, id: string): Uint8Array | null {
  if (node === undefined) return null
  for (const extension of membersOf(membersOf(node, node.tag)[0])) {
    const [type, ...values] = membersOf(extension)
    if (oidOf(type) === id) return octetsOf(values.at(-1))
  }
  return null
}
