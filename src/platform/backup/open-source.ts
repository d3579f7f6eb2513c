// Finds what of an installation is to be backed up, and brings its database up for that.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { clusterFolder } from '../database/data-folder.ts'
import { openEmbedded } from '../database/embedded.ts'
import { socketFolder, socketUrl } from '../database/socket-folder.ts'
import { PlatformError } from '../platform-error.ts'
import type { Settings } from '../settings.ts'
import { bucketOf } from './copy-bucket.ts'
import type { Source } from './take-base.ts'

type Place = Pick<Settings, 'data' | 'databaseUrl' | 'files'>

export interface FoundSource {
  source: Source
  /** Leaves the connection's place, and the server where `openSource` joined it. */
  close(): Promise<void>
}

/** For a program that has the database open. The connection is that of PostgreSQL's superuser. */
export function sourceOf(settings: Place): FoundSource {
  const { files } = settings
  const folder = clusterFolder(settings.data)
  const socket = settings.databaseUrl === null ? socketFolder(folder) : null
  return {
    source: {
      cluster: socket && {
        administration: socketUrl(socket.path, 'postgres', 'postgres'),
        folder,
      },
      files: files.kind === 'folder' ? files.folder : null,
      ...(files.kind === 's3' && {
        filesElsewhere: `s3://${files.bucket}/${files.prefix}`,
        bucket: bucketOf(files),
      }),
      ledger: join(settings.data, 'ledger'),
      data: settings.data,
    },
    async close() {
      socket?.remove()
    },
  }
}

/**
 * Joins or starts the embedded server, without changing its tables: a backup before an upgrade holds
 * the tables as they were.
 * @throws PlatformError backup-no-data, and those of the database
 */
export async function openSource(settings: Place, log: Logger): Promise<FoundSource> {
  const found = sourceOf(settings)
  if (settings.databaseUrl !== null) return found
  if (!existsSync(join(settings.data, 'rimaq.json'))) {
    await found.close()
    throw new PlatformError('backup-no-data', { path: settings.data })
  }
  const embedded = await openEmbedded({ dataDir: settings.data, readyTimeout: 60_000, log })
  return {
    source: found.source,
    async close() {
      await embedded.leave()
      await found.close()
    },
  }
}
