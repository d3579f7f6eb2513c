// Goes on with a reading that was started before the dataset was known, or starts one.
import { constants } from 'node:fs'
import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableFiles } from '@rimaq/tables'
import { type Reading, startReading } from './early/start-reading.ts'
import { stampOfFile } from './file-stamp.ts'
import type { PublishRequest } from './model.ts'
import type { WriteContext } from './write-context.ts'

/** Bytes of the version before that are copied for a child which may not read it where it lies. */
const mostCopied = 64 * 2 ** 20

export interface Taken {
  reading: Reading
  /** The version before, where the child may read it. */
  previous: TableFiles | null
}

/**
 * The reading that was started is stopped where it is not of this file any more, or cannot be given
 * the version before.
 */
export async function takeReading(
  context: Pick<WriteContext, 'sandbox' | 'temp' | 'limits'>,
  asked: {
    request: Pick<PublishRequest, 'path' | 'name'>
    started: Reading | undefined
    previous: TableFiles | null
  },
): Promise<Taken> {
  const { started, previous } = asked
  const { path, name } = asked.request
  if (started !== undefined) {
    const taken = (await isOf(started, { path, name })) ? await within(started, previous) : null
    if (taken !== null) return taken
    await started.stop()
  }
  const { sandbox, temp, limits } = context
  const reads = previous === null ? [] : [previous.parquet]
  const reading = await startReading({ sandbox, temp, limits, path, name, reads })
  return { reading, previous }
}

async function isOf(
  { path, name, stamp }: Reading,
  request: { path: string; name: string },
): Promise<boolean> {
  if (path !== request.path || name !== request.name) return false
  return stamp !== null && stamp === (await stampOfFile(path))
}

/**
 * What a child may read is fixed when it starts, so the version before is copied into its folder: not
 * linked, since it may write there. Null where that is too much or fails.
 */
async function within(reading: Reading, previous: TableFiles | null): Promise<Taken | null> {
  if (previous === null) return { reading, previous }
  const parquet = join(reading.folder, 'previous.parquet')
  try {
    if ((await stat(previous.parquet)).size > mostCopied) return null
    await copyFile(previous.parquet, parquet, constants.COPYFILE_FICLONE)
  } catch {
    // Read where it lies it needs no room, and what is wrong with it is told.
    return null
  }
  return { reading, previous: { ...previous, parquet } }
}
