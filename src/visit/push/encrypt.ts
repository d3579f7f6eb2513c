// Encrypts a message for one device, so that the push service carries what it cannot read (RFC 8291).
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

export interface DeviceKeys {
  /** Public key of the device: 65 bytes, uncompressed P-256. */
  p256dh: Uint8Array
  /** Secret shared with the device: 16 bytes. */
  auth: Uint8Array
}

/** For the published example only; both are new for each message. */
export interface Fixed {
  /** Private key of the sender, 32 bytes. */
  key: Uint8Array
  salt: Uint8Array
}

/** Bytes of one record; the message fits into it (RFC 8188, 2). */
const recordSize = 4096
/** Bytes of text: the record less its tag, the delimiter and the header a push service must take (RFC 8030, 7.2). */
export const mostText = recordSize - 16 - 1 - 86

/**
 * The body of the request, `Content-Encoding: aes128gcm`.
 * @throws RangeError for a text of more than `mostText` bytes; Error for a point that is not on the curve
 */
export function encrypt(text: Uint8Array, { p256dh, auth }: DeviceKeys, fixed?: Fixed): Buffer {
  if (text.length > mostText) throw new RangeError(`${text.length} bytes`)
  const sender = createECDH('prime256v1')
  if (fixed) sender.setPrivateKey(fixed.key)
  else sender.generateKeys()
  const own = sender.getPublicKey()
  const salt = fixed?.salt ?? randomBytes(16)
  const shared = sender.computeSecret(p256dh)
  // RFC 8291, 3.4: both public keys go into the key, so that it is of these two alone.
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, own])
  const input = Buffer.from(hkdfSync('sha256', shared, auth, info, 32))
  const derive = (name: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', input, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
  const cipher = createCipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  // 2 is the delimiter of the last record (RFC 8188, 2).
  const sealed = [cipher.update(text), cipher.update(Buffer.from([2])), cipher.final()]
  const head = Buffer.alloc(5)
  head.writeUInt32BE(recordSize, 0)
  head.writeUInt8(own.length, 4)
  return Buffer.concat([salt, head, own, ...sealed, cipher.getAuthTag()])
}
