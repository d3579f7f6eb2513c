// The few operations of the S3 protocol that the file store needs, with their errors in words.
import * as s3 from '@aws-sdk/client-s3'
import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { PlatformError } from '../platform-error.ts'
import type { FilesPlace } from '../settings.ts'
import type { HashedFile } from './write-hashed.ts'

/** Bytes of a part; grows with the file, since an upload has 10,000 parts at most (S3 limits). */
const standardPart = 16 * 2 ** 20
const mostParts = 10_000
const partsAtOnce = 4

export class S3Bucket {
  readonly #place: string
  readonly #client: s3.S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #part: number

  constructor(place: Extract<FilesPlace, { kind: 's3' }>, part = standardPart) {
    this.#bucket = place.bucket
    this.#prefix = place.prefix ? `${place.prefix}/` : ''
    this.#part = part
    this.#place = `s3://${place.bucket}/${place.prefix}`
    this.#client = new s3.S3Client({
      region: place.region,
      // Servers other than that of AWS seldom have a name per bucket.
      ...(place.endpoint && { endpoint: place.endpoint, forcePathStyle: true }),
      ...(place.credentials && { credentials: place.credentials }),
      // The hash of every file is known and sent; trailing checksums are not understood everywhere.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  }

  async head(key: string): Promise<{ bytes: number; changed: Date } | null> {
    return this.#tell(async () => {
      try {
        const answer = await this.#client.send(new s3.HeadObjectCommand(this.#at(key)))
        return { bytes: answer.ContentLength ?? 0, changed: answer.LastModified ?? new Date(0) }
      } catch (error) {
        if (statusOf(error) === 404) return null
        throw error
      }
    })
  }

  async get(
    key: string,
    hash: string,
    range?: { start: number; end: number },
  ): Promise<AsyncIterable<Uint8Array>> {
    return this.#tell(async () => {
      const Range = range && `bytes=${range.start}-${range.end}`
      const command = new s3.GetObjectCommand({ ...this.#at(key), ...(Range && { Range }) })
      try {
        return (await this.#client.send(command)).Body as Readable
      } catch (error) {
        if (statusOf(error) === 404) throw new PlatformError('file-missing', { hash }, error)
        throw error
      }
    })
  }

  /**
   * Only where nothing stands yet (If-None-Match, RFC 9110 §13.1.2), unless what stands there is known
   * to be damaged.
   */
  async put(key: string, file: HashedFile, replace: boolean): Promise<void> {
    const send = (condition: Condition) =>
      file.bytes <= this.#part
        ? this.#putWhole(key, file, condition)
        : this.#putParts(key, file, condition)
    await this.#tell(() => (replace ? send({}) : onlyOnce(send)))
  }

  async #putWhole(key: string, file: HashedFile, condition: Condition): Promise<void> {
    const command = new s3.PutObjectCommand({
      ...this.#at(key),
      ...condition,
      Body: await readFile(file.path),
      ChecksumSHA256: Buffer.from(file.hash, 'hex').toString('base64'),
    })
    await this.#client.send(command)
  }

  async #putParts(key: string, file: HashedFile, condition: Condition): Promise<void> {
    const start = await this.#client.send(new s3.CreateMultipartUploadCommand(this.#at(key)))
    const upload = { ...this.#at(key), UploadId: start.UploadId }
    const handle = await open(file.path, 'r')
    try {
      const Parts = await this.#sendParts(upload, handle, file.bytes)
      const complete = { ...upload, ...condition, MultipartUpload: { Parts } }
      await this.#client.send(new s3.CompleteMultipartUploadCommand(complete))
    } catch (error) {
      await this.#client.send(new s3.AbortMultipartUploadCommand(upload)).catch(() => {})
      throw error
    } finally {
      await handle.close()
    }
  }

  async #sendParts(
    upload: { Bucket: string; Key: string; UploadId: string | undefined },
    handle: FileHandle,
    bytes: number,
  ): Promise<s3.CompletedPart[]> {
    const size = Math.max(this.#part, Math.ceil(bytes / mostParts))
    const count = Math.ceil(bytes / size)
    const send = async (PartNumber: number): Promise<s3.CompletedPart> => {
      const at = (PartNumber - 1) * size
      const Body = Buffer.alloc(Math.min(size, bytes - at))
      await handle.read(Body, 0, Body.length, at)
      const ContentMD5 = createHash('md5').update(Body).digest('base64')
      const command = new s3.UploadPartCommand({ ...upload, PartNumber, Body, ContentMD5 })
      return { PartNumber, ETag: (await this.#client.send(command)).ETag }
    }
    const done: s3.CompletedPart[] = []
    while (done.length < count) {
      const next = Array.from(
        { length: Math.min(partsAtOnce, count - done.length) },
        (_, index) => done.length + index + 1,
      )
      done.push(...(await Promise.all(next.map(send))))
    }
    return done
  }

  /** Makes an object as young as a new one, by copying it onto itself. */
  async renew(key: string): Promise<void> {
    const at = this.#at(key)
    const CopySource = `${at.Bucket}/${at.Key.split('/').map(encodeURIComponent).join('/')}`
    const options = { ...at, CopySource, MetadataDirective: 'REPLACE' as const }
    await this.#tell(() => this.#client.send(new s3.CopyObjectCommand(options)))
  }

  async remove(key: string): Promise<void> {
    await this.#tell(() => this.#client.send(new s3.DeleteObjectCommand(this.#at(key))))
  }

  /** Every object below the prefix, with its key after it. */
  async *list(): AsyncGenerator<{ key: string; changed: Date; bytes: number }> {
    let next: string | undefined
    do {
      const command = new s3.ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: this.#prefix,
        ContinuationToken: next,
      })
      const page = await this.#tell(() => this.#client.send(command))
      for (const { Key, LastModified, Size } of page.Contents ?? []) {
        const key = (Key ?? '').slice(this.#prefix.length)
        yield { key, changed: LastModified ?? new Date(), bytes: Size ?? 0 }
      }
      next = page.IsTruncated ? page.NextContinuationToken : undefined
    } while (next)
  }

  /** Uploads in parts whose process was killed cost space until they are aborted. */
  async abandonUploads(isOld: (started: Date) => boolean): Promise<void> {
    await this.#tell(async () => {
      const where = { Bucket: this.#bucket, Prefix: this.#prefix }
      const list = await this.#client.send(new s3.ListMultipartUploadsCommand(where))
      for (const { Key, UploadId, Initiated } of list.Uploads ?? []) {
        if (!Key || !Initiated || !isOld(Initiated)) continue
        const upload = { Bucket: this.#bucket, Key, UploadId }
        await this.#client.send(new s3.AbortMultipartUploadCommand(upload))
      }
    })
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` }
  }

  async #tell<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof PlatformError) throw error
      const { name, code } = error as { name?: string; code?: string }
      const details = { place: this.#place, reason: code ?? name ?? String(error) }
      const denied = statusOf(error) === 403
      throw new PlatformError(denied ? 'files-unwritable' : 'files-unreachable', details, error)
    }
  }
}

type Condition = { IfNoneMatch?: '*' }

/** 412 means that it stands there already, which is as good; 501 that the server has no conditions. */
async function onlyOnce(put: (condition: Condition) => Promise<void>): Promise<void> {
  try {
    await put({ IfNoneMatch: '*' })
  } catch (error) {
    const status = statusOf(error)
    if (status === 412) return
    if (status !== 501 && status !== 409) throw error
    await put({})
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
}
