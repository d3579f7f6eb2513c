// Hashes a file while it is read for something else.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import type { Digest } from '../columns/blocks-ahead.ts'
import { digestFile } from '../build/write-parquet.ts'

export class FileDigest {
  readonly #hash = createHash('sha256')
  #bytes = 0
  #elsewhere: Promise<Digest | null> | null = null

  /** The next bytes of the file. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  /** Another thread hashes the file; null comes where it does not. */
  takeFrom(digest: Promise<Digest | null>): void {
    this.#elsewhere = digest
  }

  /** SHA-256 in hex and size of the file, which is read where not all of it was seen. */
  async end(path: string): Promise<Digest> {
    const found = await this.#elsewhere
    if (found && found.bytes === statSync(path).size) return found
    if (this.#bytes !== statSync(path).size) return digestFile(path)
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }
}
