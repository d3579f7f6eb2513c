// Takes a signed message in any of the forms in which it travels: DER, BER, PEM, bare base64.
import { readDer } from '../der/reader.ts'
import { SignatureError } from '../signature-error.ts'

const ARMOUR =
  /^\s*-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----([A-Za-z0-9+/=\s]+)-----END (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----\s*$/
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * The bytes of the ContentInfo without armour (RFC 7468, 8 and 9). Line ends behind the value are
 * left out, and zeros, which stay behind where a message was taken out of a room that was reserved
 * for it (ISO 32000-2, 12.8.1); other bytes behind it belong to nothing and are refused.
 * @throws SignatureError `malformed-cms`
 */
export function messageBytes(input: Uint8Array): Uint8Array {
  const bytes = input[0] === 0x30 ? input : unarmoured(input)
  let end: number
  try {
    end = readDer(bytes).end
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause
    throw new SignatureError('malformed-cms', { why: cause.message }, { cause })
  }
  const rest = bytes.subarray(end)
  if (rest.some((byte) => byte !== 0x0a && byte !== 0x0d && byte !== 0))
    throw new SignatureError('malformed-cms', { why: 'there are bytes behind the message' })
  return bytes.subarray(0, end)
}

function unarmoured(input: Uint8Array): Uint8Array {
  const text = Buffer.from(input.buffer, input.byteOffset, input.byteLength).toString('latin1')
  const body = (ARMOUR.exec(text)?.[1] ?? text).replace(/\s+/g, '')
  if (!BASE64.test(body))
    throw new SignatureError('malformed-cms', { why: 'neither DER nor PEM nor base64' })
  return new Uint8Array(Buffer.from(body, 'base64'))
}
