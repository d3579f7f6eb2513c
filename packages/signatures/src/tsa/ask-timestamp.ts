// Asks timestamp servers, one after the other, for a token about a digest (RFC 3161, 2.4, 3.4).
import { randomBytes } from 'node:crypto'
import { writeDigestAlgorithm, type DigestName } from '../cms/algorithms.ts'
import { membersOf, rawOf, readDer, smallInteger } from '../der/reader.ts'
import { boolean, integer, octets, sequence } from '../der/writer.ts'
import { SignatureError } from '../signature-error.ts'
import { checkToken, readToken } from './token.ts'

/** Sends a request to a server and gives the body of its answer; throws when there is none. */
export type SendToServer = (
  server: string,
  request: Uint8Array,
  signal: AbortSignal,
) => Promise<Uint8Array>

export interface TimestampOptions {
  /** Addresses, asked in this order until one answers well. */
  servers: readonly string[]
  /** By default a POST of `application/timestamp-query` by `fetch`. */
  send?: SendToServer
  /** For each server; by default 10 seconds. */
  timeoutMs?: number
}

const MOST_BYTES = 2 ** 20

/**
 * A token that was checked: status, nonce, imprint, signature, purpose of the certificate.
 * @throws SignatureError `timestamp-failed` with what each server did
 */
export async function askTimestamp(
  hashed: { digest: DigestName; bytes: Uint8Array },
  options: TimestampOptions,
): Promise<Uint8Array> {
  const send = options.send ?? sendByFetch
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
      faults.push(`${server}: ${error instanceof Error ? error.message : String(error)}`)
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
  const code = smallInteger(membersOf(status)[0])
  if (code > 1 || token === undefined) throw new Error(`refused with status ${code}`)
  return Uint8Array.from(rawOf(token))
}

async function sendByFetch(
  server: string,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const headers = { 'content-type': 'application/timestamp-query' }
  const body = Uint8Array.from(request)
  const answer = await fetch(server, { method: 'POST', headers, body, signal, redirect: 'error' })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
