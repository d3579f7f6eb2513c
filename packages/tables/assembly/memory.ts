// AssemblyScript: pieces of memory in powers of two; what is given back is given out again.

/** First free piece of each size; a free piece holds the address of the next. */
const free = memory.data(4 * 32)
let top: usize = 0

/** Bytes, aligned to sixteen; traps where there is no more memory. */
export function reserve(length: u32): usize {
  const size = sizeFor(length)
  const list = free + 4 * size
  const first = <usize>load<u32>(list)
  if (first != 0) {
    store<u32>(list, load<u32>(first))
    return first
  }
  if (top == 0) top = (__heap_base + 15) & ~15
  const piece = top
  top += (<usize>1) << size
  const pages = <i32>((top + 0xffff) >> 16) - memory.size()
  if (pages > 0 && memory.grow(pages) < 0) unreachable()
  return piece
}

/** Gives back what was reserved with this length. */
export function release(piece: usize, length: u32): void {
  const list = free + 4 * sizeFor(length)
  store<u32>(piece, load<u32>(list))
  store<u32>(list, <u32>piece)
}

/** The power of two; at least 16 bytes. */
function sizeFor(length: u32): u32 {
  return length <= 16 ? 4 : 32 - clz(length - 1)
}
