// Memory for long pages, lent and given back: a thousand answers a second leave nothing to collect
// (docs/decisions/0039-pages-without-garbage.md).

/** Bytes from which memory is worth lending, and up to which: both powers of two. */
const SMALLEST = 1 << 14
const LARGEST = 1 << 21
/** Bytes that are kept for the next page at most. */
const KEPT = 16 << 20

/** Pieces nobody has, by the power of two they are long. */
const free: ArrayBuffer[][] = []
let kept = 0
/** Pieces somebody has. It keeps none of them: one that is not given back is collected. */
const lent = new WeakSet<ArrayBufferLike>()

/** `bytes` bytes with whatever they held before, as of `Buffer.allocUnsafe`; may be given back. */
export function lend(bytes: number): Buffer {
  if (bytes < SMALLEST || bytes > LARGEST) return Buffer.allocUnsafe(bytes)
  const power = 32 - Math.clz32(bytes - 1)
  const known = free[power]?.pop()
  if (known) kept -= known.byteLength
  const memory = known ?? Buffer.allocUnsafeSlow(2 ** power).buffer
  lent.add(memory)
  return Buffer.from(memory, 0, bytes)
}

/**
 * Gives memory of `lend` to whoever needs some next: nobody may read `bytes` any more, or anything cut
 * from it. Memory of others, and what was given back before, is left alone.
 */
export function giveBack({ buffer }: Uint8Array): void {
  if (!lent.delete(buffer) || kept + buffer.byteLength > KEPT) return
  kept += buffer.byteLength
  const power = 31 - Math.clz32(buffer.byteLength)
  const pieces = (free[power] ??= [])
  pieces.push(buffer as ArrayBuffer)
}

/**
 * Frees memory that zlib unpacked into, which nobody may read any more. The stream that wrote it is held
 * by its native handle until all of the memory is looked through, and the bytes with it.
 */
export function letGo({ buffer }: Uint8Array): void {
  // Never the memory that small buffers share, which chunks longer than it are not cut from.
  if (buffer.byteLength > Buffer.poolSize) (buffer as ArrayBuffer).transfer(0)
}
