// Signs a file of any size at the same memory: read by ranges, copied by the file system, and named last.
import { randomBytes } from 'node:crypto'
import { constants, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Signer } from '../keys/signer.ts'
import { repairPdf } from '../pdf/repair-pdf.ts'
import { fileSource, type Source } from '../pdf/source.ts'
import { SignatureError } from '../signature-error.ts'
import { augmentPdf, type AugmentedPdf, type AugmentOptions } from './augment.ts'
import { signPdf, type SignOptions } from './sign-pdf.ts'
import type { SignedPdf } from './stamp-message.ts'

export interface SignFileOptions extends SignOptions {
  /** Rewrites a broken document that nobody signed, in memory, and signs that; false by default. */
  repair?: boolean
}

/**
 * Signs the file `input` into the new file `output`. Only the tail lies in memory. Reading blocks: a
 * server does it in a worker.
 * @returns what `signPdf` returns, and whether the document was rewritten before
 * @throws SignatureError `same-file`, `file-changed`, `not-repaired`, and what `signPdf` throws; then
 * there is no output, and one that was there is as it was
 */
export async function signFile(
  paths: { input: string; output: string },
  signer: Signer,
  { repair = false, ...options }: SignFileOptions,
): Promise<SignedPdf & { repaired: boolean }> {
  try {
    const signed = await extendFile(paths, (source) => signPdf(source, signer, options))
    return { ...signed, repaired: false }
  } catch (error) {
    if (!repair || !(error instanceof SignatureError) || error.code !== 'malformed-pdf') throw error
  }
  const repaired = repairPdf(new Uint8Array(readFileSync(paths.input)))
  const signed = await signPdf(repaired, signer, options)
  writeWhole(paths.output, (path) => {
    writeFileSync(path, repaired, { flag: 'wx' })
    appendTo(path, signed.tail, repaired.length)
  })
  return { ...signed, repaired: true }
}

/** `augmentPdf` from file to file, as `signFile`; without anything to add the output is a copy. */
export function augmentFile(
  paths: { input: string; output: string },
  options: AugmentOptions,
): Promise<AugmentedPdf> {
  return extendFile(paths, (source) => augmentPdf(source, options))
}

/**
 * A copy of a file with a tail behind it. It gets its name when it is whole and on the disk, so
 * that nobody meets half of it.
 * @throws SignatureError `same-file`; `file-changed` when the file changes meanwhile
 */
export async function extendFile<T extends { tail: Uint8Array }>(
  { input, output }: { input: string; output: string },
  make: (source: Source) => Promise<T>,
): Promise<T> {
  const descriptor = openSync(input, 'r')
  try {
    const before = fstatSync(descriptor, { bigint: true })
    const known = statSync(output, { bigint: true, throwIfNoEntry: false })
    if (known !== undefined && known.dev === before.dev && known.ino === before.ino)
      throw new SignatureError('same-file', { path: basename(output) })
    const made = await make(fileSource(descriptor))
    writeWhole(output, (path) => {
      // A file system that can shares the blocks; others copy within the kernel.
      copyFileSync(input, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
      // The copy of a file that nobody may write can be written until it is whole.
      chmodSync(path, Number(before.mode) | 0o200)
      appendTo(path, made.tail, Number(before.size))
      const after = fstatSync(descriptor, { bigint: true })
      if (!unchanged(before, after) || !unchanged(before, statSync(input, { bigint: true })))
        throw new SignatureError('file-changed')
    })
    return made
  } finally {
    closeSync(descriptor)
  }
}

/** A file under its name only when it is whole. */
function writeWhole(output: string, write: (path: string) => void): void {
  const path = join(dirname(output), `.${basename(output)}.${randomBytes(6).toString('hex')}`)
  try {
    write(path)
    renameSync(path, output)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

function appendTo(path: string, tail: Uint8Array, at: number): void {
  const descriptor = openSync(path, 'r+')
  try {
    if (fstatSync(descriptor).size !== at) throw new SignatureError('file-changed')
    for (let done = 0; done < tail.length;)
      done += writeSync(descriptor, tail, done, tail.length - done, at + done)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function unchanged(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.dev === other.dev &&
    one.ino === other.ino &&
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs
  )
}
