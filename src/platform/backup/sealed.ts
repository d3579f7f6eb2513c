// Encrypts a stream so that not one byte can be changed, moved or cut off without being noticed.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Layout: `magic` (10 bytes), salt (32), then chunks of 65,536 bytes of text, each followed by its tag
 * (16); the last may be shorter. Cipher: AES-256-GCM (NIST SP 800-38D). Key: HKDF-SHA256 (RFC 5869)
 * of the master key with the salt and the file's place, so that a file does not open in another
 * place. Nonce: number of the chunk (11 bytes, big endian) and 1 for the last chunk, else 0: the
 * STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age.
 */
export const magic = Buffer.from('rimaqenc1\n')
export const chunkBytes = 65_536
const saltBytes = 32
const tagBytes = 16

/** The bytes end too early, were changed, or belong to another place or key. */
export class SealBroken extends Error {
  override name = 'SealBroken'
}

function fileKey(master: Buffer, salt: Uint8Array, place: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, `rimaq backup 1: ${place}`, 32))
}

function nonce(count: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUIntBE(count, 5, 6)
  bytes[11] = last ? 1 : 0
  return bytes
}

/** Yields pieces of exactly `size` bytes; the last has the rest and is marked so, even when empty. */
async function* inPieces(
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let parts: Uint8Array[] = []
  let length = 0
  for await (const part of bytes) {
    parts.push(part)
    length += part.length
    if (length <= size) continue
    const whole = parts.length === 1 ? asBuffer(part) : Buffer.concat(parts)
    let at = 0
    // A full piece is held back until something follows it: it may be the last.
    for (; whole.length - at > size; at += size) {
      yield { piece: whole.subarray(at, at + size), last: false }
    }
    parts = [whole.subarray(at)]
    length = whole.length - at
  }
  yield { piece: Buffer.concat(parts), last: true }
}

function asBuffer(part: Uint8Array): Buffer {
  return Buffer.from(part.buffer, part.byteOffset, part.byteLength)
}

/** `place` says what the file is (`wal/0000…`); it opens under the same place only. */
export async function* seal(
  bytes: AsyncIterable<Uint8Array>,
  master: Buffer,
  place: string,
): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes)
  const key = fileKey(master, salt, place)
  yield Buffer.concat([magic, salt])
  let count = 0
  for await (const { piece, last } of inPieces(bytes, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(count++, last))
    const text = cipher.update(piece)
    cipher.final()
    yield Buffer.concat([text, cipher.getAuthTag()])
  }
}

/** The bytes as they were sealed. @throws SealBroken */
export async function* unseal(
  bytes: AsyncIterable<Uint8Array>,
  master: Buffer,
  place: string,
): AsyncGenerator<Buffer> {
  const source = bytes[Symbol.asyncIterator]()
  try {
    const { head, rest } = await takeHead(source, magic.length + saltBytes)
    if (!head.subarray(0, magic.length).equals(magic)) throw new SealBroken('not an encrypted file')
    const key = fileKey(master, head.subarray(magic.length), place)
    let count = 0
    for await (const { piece, last } of inPieces(rest, chunkBytes + tagBytes)) {
      // An empty last chunk stands only in an empty file: otherwise something was added or cut.
      const length = piece.length - tagBytes
      if (length < 0 || (length === 0 && count > 0)) throw new SealBroken('it ends too early')
      const text = openChunk(piece, key, nonce(count++, last))
      if (text.length > 0) yield text
    }
  } finally {
    await source.return?.()
  }
}

function openChunk(piece: Buffer, key: Buffer, nonce: Buffer): Buffer {
  const length = piece.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(piece.subarray(length))
  const text = decipher.update(piece.subarray(0, length))
  try {
    decipher.final()
  } catch (cause) {
    throw new SealBroken('it was changed or cut off', { cause })
  }
  return text
}

async function takeHead(
  source: AsyncIterator<Uint8Array>,
  size: number,
): Promise<{ head: Buffer; rest: AsyncGenerator<Uint8Array> }> {
  let head = Buffer.alloc(0)
  while (head.length < size) {
    const next = await source.next()
    if (next.done === true) throw new SealBroken('it ends too early')
    head = Buffer.concat([head, next.value])
  }
  const first = head.subarray(size)
  async function* others(): AsyncGenerator<Uint8Array> {
    if (first.length > 0) yield first
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      yield next.value
    }
  }
  return { head: head.subarray(0, size), rest: others() }
}
