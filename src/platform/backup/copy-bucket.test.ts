// Files in S3 and backups: copied once and compared, or listed; a restore says what is missing.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  type BackupSource,
  backupSource,
  noteColumns,
} from '../../../test/support/backup-source.ts'
import { type TestS3, startTestS3 } from '../../../test/support/s3.ts'
import { bucketOf } from './copy-bucket.ts'
import type { FilesPolicy } from './copy-bucket.ts'
import { restore } from './restore.ts'
import type { RestoreReport } from './restore.ts'
import { type BaseResult, takeBase } from './take-base.ts'
import { verifyBackup } from './verify-backup.ts'

let s3: TestS3
let on: BackupSource
let folder = ''
const hashes: string[] = []
before(async () => {
  s3 = await startTestS3()
  on = await backupSource()
  folder = await mkdtemp(join(tmpdir(), 'rimaq-bucket-'))
  // Rows name these; their files lie in the bucket.
  for (let at = 0; at < 12; at++) {
    const { hash } = await on.write(5_000 + at)
    hashes.push(hash)
    const body = await readFile(join(on.data, 'files', hash.slice(0, 2), hash.slice(2)))
    s3.objects.set(`city/files/${hash.slice(0, 2)}/${hash.slice(2)}`, { body, changed: new Date() })
  }
  s3.objects.set('city/files/readme.txt', { body: Buffer.from('x'), changed: new Date() })
})
after(async () => {
  await on.close()
  await s3.close()
  await rm(folder, { recursive: true, force: true })
})

function take(name: string, files: FilesPolicy, secret: string | null = null): Promise<BaseResult> {
  const { endpoint, credentials } = s3
  const bucket = bucketOf({
    ...{ kind: 's3', bucket: 'city', prefix: 'files', endpoint, credentials, region: 'us-east-1' },
    cache: { folder: join(folder, 'cache'), bytes: 1 },
  })
  return takeBase({
    ...{ to: join(folder, name), secret, program: 'test', now: () => new Date(), files },
    source: { ...on.source, files: null, filesElsewhere: 's3://city/files', bucket },
  })
}

const bring = (name: string, secret: string | null = null): Promise<RestoreReport> =>
  restore({
    ...{ from: join(folder, name), secret, at: null, now: () => new Date() },
    ...{ to: join(folder, `${name}-restored`), columns: noteColumns },
  })

test('listed, nothing is copied, and a restore says which named files were not there', async () => {
  const gone = hashes[3] ?? ''
  const key = `city/files/${gone.slice(0, 2)}/${gone.slice(2)}`
  const kept = s3.objects.get(key)
  s3.objects.delete(key)
  const { manifest, copied } = await take('listed', 'list')
  if (kept) s3.objects.set(key, kept)
  assert.equal(Object.keys(manifest.listed ?? {}).length, 11)
  assert.deepEqual([copied.files, manifest.filesElsewhere], [0, 's3://city/files'])
  const report = await bring('listed')
  assert.equal(report.whole, false)
  assert.deepEqual(report.files?.missing, [gone])
  assert.equal(report.files?.named, 12)
})

test('copied, each object lies in the backup once, and comes back byte for byte', async () => {
  const secret = 'a key of more than sixteen signs'
  const first = await take('copied', 'copy', secret)
  assert.equal(first.copied.files, 12)
  assert.equal(first.manifest.filesElsewhere, null)
  const reads = (): number => s3.requests.filter((each) => /^GET \/city\/files\//.test(each)).length
  const before = reads()
  const second = await take('copied', 'copy', secret)
  assert.deepEqual([second.copied.files, reads() - before], [0, 0], 'read once')
  assert.equal((await verifyBackup({ path: join(folder, 'copied'), secret })).whole, true)
  const report = await bring('copied', secret)
  assert.equal(report.whole, true)
  for (const hash of hashes) {
    const path = join(folder, 'copied-restored', 'files', hash.slice(0, 2), hash.slice(2))
    assert.equal(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      hash,
    )
  }
})

test('an object that is not what its name says is told and not taken for it', async () => {
  const bad = hashes[5] ?? ''
  const key = `city/files/${bad.slice(0, 2)}/${bad.slice(2)}`
  const kept = s3.objects.get(key)
  s3.objects.set(key, { body: Buffer.from('another'), changed: new Date() })
  const { manifest } = await take('damaged', 'copy')
  if (kept) s3.objects.set(key, kept)
  assert.deepEqual(manifest.damaged, [bad])
  assert.equal(Object.hasOwn(manifest.files, bad), false)
})
