// Hashes a file while it is read for something else.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { digestFile } from '../build/write-parquet.ts'

export class FileDigest {
  readonly #hash = createHash('sha256')
  #bytes = 0

  /** The next bytes of the file. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  /** SHA-256 in hex and size of the file, which is read where not all of it was seen. */
  async end(path: string): Promise<{ sha256: string; bytes: number }> {
    if (this.#bytes !== statSync(path).size) return digestFile(path)
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }
}
