// What a log needs of the place where its files lie.

export interface StoredFile {
  /** `checkpoint`, `tile/0/000` … */
  path: string
  bytes: Uint8Array
}

/**
 * A place for the public files of one log. `openFolder` is one on a disk; others (an object store,
 * say) have to keep the same promises.
 */
export interface LedgerStorage {
  /** The whole file, or null if there is none. */
  read(path: string): Promise<Uint8Array | null>
  /**
   * Writes or replaces files. A reader never sees half a file, and once this resolves they survive
   * a power cut. If the writing process dies, any of the files may be there or not.
   */
  write(files: readonly StoredFile[]): Promise<void>
  /** Removes files and whole folders; what is not there is no error. */
  remove(paths: readonly string[]): Promise<void>
  /** Names in a folder, without their path; empty if it is not there. */
  list(folder: string): Promise<string[]>
  /**
   * Keeps other writers out until released, or until this process has died. Throws `locked` if
   * there is one already.
   */
  lock(): Promise<Release>
}

export type Release = () => Promise<void>
