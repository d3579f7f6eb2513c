// Ends the archive of a city that runs without a backup folder, so that its journal does not pile up.
import { forgetArchive, isWanted } from './segment-archive.ts'
import { connectAlone, setArchiveTimeout } from './store-backup.ts'
import type { Source } from './take-base.ts'

/** Answers whether there was one; from now on only a new base backup leads further. */
export async function endArchive({ cluster }: Source): Promise<boolean> {
  if (!cluster || !(await isWanted(cluster.folder))) return false
  const client = await connectAlone(cluster.administration)
  try {
    await setArchiveTimeout(client, 0)
  } finally {
    await client.end()
  }
  await forgetArchive(cluster.folder)
  return true
}
