// Unpacks zlib data in Node and in the browser, and never more than was announced.
import { WalksError } from '../walks-error.ts'

/**
 * RFC 1950 by the platform's own DecompressionStream.
 * @throws WalksError `file-damaged`, `file-lies` when more or less comes out than `size`
 */
export async function inflate(
  packed: Uint8Array,
  size: number,
  place: { what: string; offset: number; part: string },
): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate')
  const writer = stream.writable.getWriter()
  const fed = writer.write(packed.slice()).then(() => writer.close())
  // The reader below meets the same error; this only keeps it from being reported twice.
  fed.catch(() => undefined)
  const out = new Uint8Array(size)
  const reader: ReadableStreamDefaultReader<Uint8Array> = stream.readable.getReader()
  let at = 0
  for (;;) {
    const { value, done } = await reader.read().catch((cause: unknown) => {
      throw new WalksError('file-damaged', place, { cause })
    })
    if (done) break
    if (at + value.length > size) {
      await reader.cancel().catch(() => undefined)
      throw new WalksError('file-lies', { ...place, says: `over ${size} bytes`, most: size })
    }
    out.set(value, at)
    at += value.length
  }
  if (at < size) throw new WalksError('file-lies', { ...place, says: `${size} bytes`, most: at })
  return out
}
