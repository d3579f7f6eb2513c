// Opens the file store the settings name: a folder of this machine or S3.
import type { FilesPlace } from '../settings.ts'
import { createDiskStore } from './disk-store.ts'
import { createS3Store } from './s3-store.ts'
import type { FileStoreOptions, StoredFiles } from './stored-files.ts'

/** Takes the settings, the place they name, or just a folder. */
export function createFileStore(
  where: { files: FilesPlace } | FilesPlace | { folder: string },
  options: FileStoreOptions = {},
): StoredFiles {
  if ('files' in where) return createFileStore(where.files, options)
  return 'bucket' in where ? createS3Store(where, options) : createDiskStore(where.folder, options)
}
