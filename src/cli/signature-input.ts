// Opens the files that verbs about signatures read, in memory or by ranges, and takes their names apart.
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { bytesSource, fileSource, type Source } from '@rimaq/signatures'
import { UsageError } from './verb.ts'

/** Larger files are read by ranges, so that a document of any size costs the same memory. */
const IN_MEMORY = 8 * 2 ** 20

export interface InputFile {
  path: string
  source: Source
  close(): void
}

/** The file for reading only. Throws UsageError when it cannot be read. */
export function openInput(name: string): InputFile {
  const path = resolve(name)
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (cause) {
    throw new UsageError('no-file', { path: name }, { cause })
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new UsageError('no-file', { path: name })
    if (stat.size > IN_MEMORY)
      return { path, source: fileSource(descriptor), close: () => closeSync(descriptor) }
    const source = bytesSource(new Uint8Array(readFileSync(descriptor)))
    closeSync(descriptor)
    return { path, source, close() {} }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** A small file as text or bytes, such as a certificate. Throws UsageError when it cannot be read. */
export function readSmall(name: string): Buffer {
  try {
    return readFileSync(resolve(name))
  } catch (cause) {
    throw new UsageError('no-file', { path: name }, { cause })
  }
}

/** `folder/report.pdf` with `{name}.signed{end}` is `folder/report.signed.pdf`, or in `into`. */
export function nameBeside(path: string, pattern: string, into?: string): string {
  const end = extname(path)
  const name = pattern.replace('{name}', basename(path, end)).replace('{end}', end)
  return join(into ?? dirname(path), name)
}
