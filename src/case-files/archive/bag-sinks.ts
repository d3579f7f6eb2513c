// The two places a bag can go: a zip archive that streams at constant memory, and a folder.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { BagSink } from './bag.ts'

/**
 * A zip with one folder in it (RFC 8493, 4.2), stored without packing so that the same case makes
 * the same bytes whatever library packs. `dated` stands beside each file.
 */
export function zipSink(folder: string, dated: Date): { sink: BagSink; bytes: Readable } {
  const zip = new ZipFile()
  const out = new PassThrough()
  let broken: Error | null = null
  let refuse: ((error: Error) => void) | null = null
  zip.on('error', (error: Error) => out.destroy(error))
  out.once('error', (error: Error) => void (broken = error))
  out.once('close', () => {
    broken ??= new Error('nobody reads on')
    refuse?.(broken)
  })
  ;(zip.outputStream as Readable).pipe(out)
  const options = {
    // The archive's own clock knows no zone: its fields are set to those of UTC.
    mtime: new Date(
      ...([dated.getUTCFullYear(), dated.getUTCMonth(), dated.getUTCDate()] as const),
      ...([dated.getUTCHours(), dated.getUTCMinutes(), dated.getUTCSeconds()] as const),
    ),
    ...{ mode: 0o100644, compress: false, forceDosTimestamp: true },
  }
  const sink: BagSink = {
    add: (path, bytes, content) =>
      new Promise((resolve, reject) => {
        if (broken !== null) return reject(broken)
        refuse = reject
        const stream = Readable.from(content, { objectMode: false })
        stream.once('end', resolve)
        stream.once('error', (error: Error) => {
          out.destroy(error)
          reject(error)
        })
        zip.addReadStreamLazy(`${folder}/${path}`, { ...options, size: bytes }, (answer) =>
          answer(null, stream),
        )
      }),
    async end() {
      refuse = null
      zip.end()
    },
  }
  return { sink, bytes: out }
}

/** Files of a folder that does not exist, or is empty. */
export function folderSink(folder: string): BagSink {
  return {
    async add(path, _bytes, content) {
      const place = join(folder, ...path.split('/'))
      await mkdir(dirname(place), { recursive: true })
      await pipeline(content, createWriteStream(place, { flags: 'wx' }))
    },
    async end() {},
  }
}
