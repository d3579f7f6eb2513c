// Asks timestamp servers, one after the other, for a token about a digest (RFC 3161, 2.4, 3.4).
import { randomBytes } from 'node:crypto'
import { writeDigestAlgorithm, type DigestName } from '../cms/algorithms.ts'
import { contentOf, membersOf, rawOf, readDer, smallInteger, tags } from '../der/reader.ts'
import { boolean, integer, octets, sequence } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { timestampSender, type SendToServer, type ServerLogin } from './send-request.ts'
import { checkToken, readToken } from './token.ts'

export interface TimestampOptions {
  /** Addresses, asked in this order until one answers well. */
  servers: readonly string[]
  /** Name and password for all of them, where `send` is not given. */
  login?: ServerLogin
  /** By default `timestampSender` with `login`. */
  send?: SendToServer
  /** For each server; by default 10 seconds. */
  timeoutMs?: number
}

/** A token with some certificates has 3 to 8 KB. */
const MOST_BYTES = 2 ** 20

/** RFC 3161, 2.4.2: why a server refused, by the number of the bit. */
const refusals: Readonly<Record<number, string>> = {
  0: 'it does not know the algorithm',
  2: 'it does not allow the request',
  5: 'it cannot read the request',
  14: 'its clock is not available',
  15: 'it does not have the policy',
  16: 'it does not know the extension',
  17: 'it does not have the additional information',
  25: 'it has a fault of its own',
}

/**
 * A token that was checked: status, nonce, imprint, signature, purpose of the certificate.
 * @throws SignatureError `timestamp-failed` with what each server did
 */
export async function askTimestamp(
  hashed: { digest: DigestName; bytes: Uint8Array },
  options: TimestampOptions,
): Promise<Uint8Array> {
  const { login } = options
  const send = options.send ?? timestampSender(login === undefined ? {} : { login })
  const faults: string[] = []
  for (const server of options.servers) {
    const nonce = randomBytes(16)
    nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
    const request = timestampRequest(hashed, nonce)
    try {
      const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000)
      const token = readAnswer(await send(server, request, signal))
      const read = readToken(token)
      if (read.nonce !== nonce.toString('hex')) throw new Error('the nonce is another')
      const same = (name: DigestName) => (name === hashed.digest ? hashed.bytes : new Uint8Array())
      const { fault } = checkToken(read, same)
      if (fault !== null) throw new Error(fault)
      return token
    } catch (error) {
      faults.push(`${server}: ${wordsFor(error)}`)
    }
  }
  throw new SignatureError('timestamp-failed', { why: faults.join('; ') || 'no server is named' })
}

/** TimeStampReq with a nonce and the wish for the certificate (2.4.1). */
export function timestampRequest(
  { digest, bytes }: { digest: DigestName; bytes: Uint8Array },
  nonce: Uint8Array,
): Uint8Array {
  const imprint = sequence(writeDigestAlgorithm(digest), octets(bytes))
  return sequence(integer(1), imprint, integer(nonce), boolean(true))
}

/** The token of a TimeStampResp that was granted (2.4.2). */
function readAnswer(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MOST_BYTES) throw new Error('the answer is too long')
  const [status, token] = membersOf(readDer(bytes))
  const [number, ...more] = membersOf(status)
  const code = smallInteger(number)
  if (code <= 1 && token !== undefined) return Uint8Array.from(rawOf(token))
  const failure = more.find(({ tag }) => tag === tags.bitString)
  const content = failure === undefined ? new Uint8Array() : contentOf(failure).subarray(1)
  const bits = Object.keys(refusals).map(Number)
  const bit = bits.find((one) => (((content[one >> 3] ?? 0) >> (7 - (one & 7))) & 1) === 1)
  const why = bit === undefined ? '' : `, ${refusals[bit]}`
  throw new Error(`refused with status ${code}${why}`)
}

function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not answer in time'
  // `fetch` says no more than "fetch failed"; what the network said stands below it.
  return error.cause instanceof Error ? `${error.message}, ${error.cause.message}` : error.message
}
