// Writes a file whole or not at all: the document as it was, with what was added behind it.
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { UsageError } from './verb.ts'

export interface NewFile {
  /** The document that stays as it is; its bytes come first. */
  input: string
  output: string
  tail?: Uint8Array | undefined
  /** Replaces a file that is there. */
  force: boolean
}

/**
 * Refuses an output that is the input, or that is there already, before any work is done.
 * Throws UsageError.
 */
export function checkOutput({ input, output, force }: Omit<NewFile, 'tail'>): void {
  if (!existsSync(output)) return
  if (realpathSync(output) === realpathSync(input))
    throw new UsageError('same-file', { file: output })
  if (!force) throw new UsageError('file-exists', { file: output })
}

/**
 * Copies the input (as a reference where the file system can), appends the tail, waits for the disk,
 * and only then gives the file its name. Throws UsageError when the folder cannot be written to.
 */
export function writeBehind(file: NewFile): void {
  write(file, (temporary) => {
    copyFileSync(file.input, temporary, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)
    append(temporary, file.tail ?? new Uint8Array(), modeOf(file.input))
  })
}

/** Writes a file that holds nothing of the input's bytes, by the same rules. Throws UsageError. */
export function writeWhole(file: Omit<NewFile, 'tail'> & { bytes: Uint8Array }): void {
  write(file, (temporary) => append(temporary, file.bytes, modeOf(file.input)))
}

function write(file: Omit<NewFile, 'tail'>, fill: (temporary: string) => void): void {
  checkOutput(file)
  const folder = dirname(file.output)
  const temporary = join(folder, `.${basename(file.output)}.${randomBytes(6).toString('hex')}`)
  try {
    mkdirSync(folder, { recursive: true })
    fill(temporary)
    nameIt(temporary, file)
    syncFolder(folder)
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError('output', { file: file.output, reason }, { cause })
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Whoever could not read the input cannot read what is made of it; its owner may write on. */
function modeOf(input: string): number {
  return (statSync(input).mode & 0o777) | 0o600
}

function append(path: string, bytes: Uint8Array, mode: number): void {
  const descriptor = openSync(path, 'a')
  try {
    fchmodSync(descriptor, mode)
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A link refuses a name that is taken, even by somebody who was quicker; a rename would not. */
function nameIt(temporary: string, { output, force }: Omit<NewFile, 'tail'>): void {
  if (force) return renameSync(temporary, output)
  try {
    linkSync(temporary, output)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new UsageError('file-exists', { file: output }, { cause: error })
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    // File systems without links (FAT): what remains between the two calls is a moment.
    if (existsSync(output)) throw new UsageError('file-exists', { file: output })
    renameSync(temporary, output)
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } catch {
    // Some file systems do not sync folders; the file itself is on disk already.
  } finally {
    closeSync(descriptor)
  }
}
