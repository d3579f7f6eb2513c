// Reads a file for a backup: at once where it is small, as most files of a database are, else in parts.
import { open } from 'node:fs/promises'

const part = 1 << 20

/** Up to the end there is when it comes: the file may grow or shrink meanwhile. */
export async function* readWhole(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(Math.min(part, Math.max(size + 1, 4096)))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
