// Takes a file from the network into a folder for files on their way, no larger than allowed.
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#platform'
import { workFolder } from './sweep-temp.ts'

export interface Received {
  path: string
  bytes: number
  /** Removes it; what was handed in is in the file store by then. */
  done(): Promise<void>
}

/** @throws Refusal too-large, after at most `most` bytes; nothing is left then */
export async function receiveFile(
  temp: string,
  source: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Received> {
  const folder = await workFolder(temp, 'publish')
  const done = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'received')
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.length
      if (bytes > most) throw new Refusal('too-large')
      yield chunk
    }
  }
  try {
    await pipeline(counted(), createWriteStream(path, { mode: 0o600 }))
    return { path, bytes, done }
  } catch (error) {
    await done()
    throw error
  }
}
