// Small numbers in few bytes: seven bits per byte, lowest first (LEB128).

/** Appends a non-negative safe integer. */
export function pushVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
}

export interface VarintReader {
  next(): number
  text(bytes: number): string
  done(): boolean
}

/** Reads what `pushVarint` wrote; a RangeError at the end of the bytes. */
export function readVarints(bytes: Buffer): VarintReader {
  let at = 0
  return {
    next() {
      let value = 0
      for (let factor = 1; ; factor *= 0x80) {
        if (at >= bytes.length) throw new RangeError('numbers are cut off')
        const byte = bytes[at++]!
        if (byte < 0x80) return value + byte * factor
        value += (byte - 0x80) * factor
      }
    },
    text(length) {
      if (at + length > bytes.length) throw new RangeError('text is cut off')
      at += length
      return bytes.toString('utf8', at - length, at)
    },
    done: () => at >= bytes.length,
  }
}
