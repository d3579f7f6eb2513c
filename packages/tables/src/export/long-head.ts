// Ends the line of headings with CRLF while rows end with LF, as CKAN's dumps do.

/**
 * CKAN's clients' tests know these line ends. Not a
 * generator: one that was never asked for bytes would not tell the export that its reader left.
 */
export function withLongHead(lines: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const inner = lines[Symbol.asyncIterator]()
      let passed = false
      return {
        async next() {
          const step = await inner.next()
          if (step.done || passed) return step
          const end = step.value.indexOf(10)
          passed = end >= 0
          return { done: false, value: end < 0 ? step.value : longEnd(step.value, end) }
        },
        async return() {
          await inner.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function longEnd(chunk: Uint8Array, end: number): Uint8Array {
  if (chunk[end - 1] === 13) return chunk
  return Buffer.concat([chunk.subarray(0, end), Buffer.from('\r\n'), chunk.subarray(end + 1)])
}
