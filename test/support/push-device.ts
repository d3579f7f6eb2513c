// Stands in for a phone's browser: makes the keys of a subscription and reads what was sent to it (RFC 8291).
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import type { ECDH } from 'node:crypto'

export interface TestDevice {
  keys: { p256dh: Buffer; auth: Buffer }
  /** As a browser hands them over. */
  texts: { p256dh: string; auth: string }
  own: ECDH
}

export function testDevice(): TestDevice {
  const own = createECDH('prime256v1')
  const p256dh = own.generateKeys()
  const auth = randomBytes(16)
  const texts = { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') }
  return { keys: { p256dh, auth }, texts, own }
}

/** Throws for what was sent to another device or changed on its way. */
export function readAsDevice({ keys, own }: TestDevice, body: Buffer): Buffer {
  const salt = body.subarray(0, 16)
  const length = body.readUInt8(20)
  const sender = body.subarray(21, 21 + length)
  const sealed = body.subarray(21 + length)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, sender])
  const input = Buffer.from(hkdfSync('sha256', own.computeSecret(sender), keys.auth, info, 32))
  const derive = (name: string, size: number): Buffer =>
    Buffer.from(hkdfSync('sha256', input, salt, Buffer.from(`Content-Encoding: ${name}\0`), size))
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  decipher.setAuthTag(sealed.subarray(-16))
  const text = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  // The last octet of the only record is its delimiter (RFC 8188, 2).
  if (text.at(-1) !== 2) throw new Error('no delimiter')
  return text.subarray(0, -1)
}
