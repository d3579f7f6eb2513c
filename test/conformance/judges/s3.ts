// Judge of the file store in S3: a server by others, which checks signatures, holds the files of a city.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { PlatformError, createFileStore } from '#platform'
import type { ContentHash, StoredFiles } from '#platform'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')
const release = 'v1.8.0'
const module = 'github.com/versity/versitygw/cmd/versitygw'
const tool = `versitygw ${release} (Go, Apache-2.0)`
const key = { accessKeyId: 'JUDGED', secretAccessKey: 'a secret of the judge' }

export async function judgeS3(bench: Bench): Promise<Verdict[]> {
  const program = await build()
  if (typeof program === 'object') {
    const what = 'files of a city on an S3 server'
    return [{ judge: 'S3', tool, what, result: 'absent', figures: program.absent, notes: [] }]
  }
  const folder = join(bench.folder, 's3')
  const objects = join(folder, 'objects')
  await mkdir(join(objects, 'city'), { recursive: true })
  const gateway = await start(program, objects)
  try {
    const endpoint = gateway.url
    return [
      await storeKeepsItsWord(folder, endpoint, join(objects, 'city')),
      await wrongKeyIsRefused(folder, endpoint),
      await productRuns(folder, endpoint, join(objects, 'city')),
    ]
  } finally {
    gateway.child.kill('SIGTERM')
    await once(gateway.child, 'exit')
  }
}

/** The program, built once outside the repository; or why it cannot be had. */
async function build(): Promise<string | { absent: string }> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(cache, 'rimaq-judges', `versitygw-${release}`)
  const program = join(folder, 'versitygw')
  if (existsSync(program)) return program
  try {
    await mkdir(folder, { recursive: true })
    const env = { ...process.env, GOBIN: folder }
    await run('go', ['install', `${module}@${release}`], {
      env,
      timeout: 900_000,
      maxBuffer: 2 ** 26,
    })
    return program
  } catch (error) {
    const line = String(error instanceof Error ? error.message : error).split('\n')[0]
    return { absent: `Go or its modules cannot be had here: ${line}` }
  }
}

/** Folders of `objects` are its buckets, and objects lie in them as plain files. */
async function start(
  program: string,
  objects: string,
): Promise<{ child: ChildProcess; url: string }> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  const args = ['--access', key.accessKeyId, '--secret', key.secretAccessKey, '--quiet']
  const where = ['--port', `127.0.0.1:${port}`, 'posix', objects]
  const child = spawn(program, [...args, ...where], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`versitygw ended with ${child.exitCode}`)
    const answer = await fetch(url).catch(() => null)
    if (answer !== null) return { child, url }
    await new Promise((wake) => setTimeout(wake, 100))
  }
  child.kill('SIGKILL')
  throw new Error('versitygw did not begin to listen within 20 s')
}

function storeAt(folder: string, endpoint: string, credentials = key): StoredFiles {
  const place = { bucket: 'city', prefix: 'a b/ñ', endpoint, region: 'us-east-1', credentials }
  const cache = { folder: join(folder, 'cache'), bytes: 2 ** 26 }
  return createFileStore({ kind: 's3', ...place, cache }, { grace: 0 })
}

/** Every size around a part of 16 MiB: one request, parts, bytes from the middle, and sweeping. */
async function storeKeepsItsWord(
  folder: string,
  endpoint: string,
  bucket: string,
): Promise<Verdict> {
  const what = 'store, read, read a part of, verify and sweep files of 0 bytes to 40 MB'
  const store = storeAt(folder, endpoint)
  // Reads by another process: without the cache of the one that stored.
  const reader = storeAt(join(folder, 'reader'), endpoint)
  const notes: string[] = []
  let good = 0
  const check = (name: string, right: boolean): void => {
    if (right) good += 1
    else notes.push(name)
  }
  const part = 16 * 2 ** 20
  const sizes = [0, 1, 8191, part - 1, part, part + 1, 40_000_000]
  const hashes: ContentHash[] = []
  for (const size of sizes) {
    const bytes = randomBytes(size)
    const { hash } = await store.put(slices(bytes))
    hashes.push(hash)
    const raw = await readFile(join(bucket, 'a b/ñ', hash.slice(0, 2), hash.slice(2)))
    check(`${size} bytes as the server keeps them`, raw.equals(bytes))
    check(`${size} bytes: size`, (await reader.size(hash)) === size)
    check(`${size} bytes read`, (await collect(await reader.read(hash))).equals(bytes))
    if (size > 2) {
      const range = { start: 1, end: size - 2 }
      const middle = await collect(await reader.read(hash, range))
      check(
        `${size} bytes: from the second to the last but one`,
        middle.equals(bytes.subarray(1, -1)),
      )
    }
    await reader.verify(hash)
    await store.put(slices(bytes))
  }
  const kept = hashes.slice(0, 2)
  await store.sweep(async (hash) => kept.includes(hash))
  for (const [at, hash] of hashes.entries()) {
    check(`${sizes[at]} bytes swept or kept`, (await store.has(hash)) === kept.includes(hash))
  }
  const of = good + notes.length
  const result = notes.length === 0 ? 'passed' : 'failed'
  return { judge: 'S3', tool, what, result, figures: `${good} of ${of} checks`, notes }
}

async function* slices(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const each of bytes) parts.push(each)
  return Buffer.concat(parts)
}

async function wrongKeyIsRefused(folder: string, endpoint: string): Promise<Verdict> {
  const what = 'control: a wrong secret is refused, in words'
  const wrong = { ...key, secretAccessKey: 'another' }
  const store = storeAt(join(folder, 'wrong'), endpoint, wrong)
  const told = await store.put(slices(Buffer.from('x'))).then(
    () => 'the server took it',
    (error: unknown) => (error instanceof PlatformError ? error.code : String(error)),
  )
  const result = told.startsWith('files-') ? 'passed' : 'failed'
  return { judge: 'S3', tool, what, result, figures: told, notes: [] }
}

/** A table is published and exported by the program, whose files are in the bucket. */
async function productRuns(folder: string, endpoint: string, bucket: string): Promise<Verdict> {
  const what = '`rimaq publish` and `rimaq export` with RIMAQ_FILES=s3://city/portal'
  const env = {
    ...process.env,
    RIMAQ_DATA: join(folder, 'data'),
    RIMAQ_PORT: '0',
    RIMAQ_LOG: 'fatal',
    RIMAQ_FILES: 's3://city/portal',
    RIMAQ_S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
  }
  const rows = Array.from({ length: 20_000 }, (_, at) => `${at},Calle ${at},${at % 97}.5`)
  const table = `id,calle,monto\n${rows.join('\n')}\n`
  const path = join(folder, 'calles.csv')
  await mkdir(folder, { recursive: true })
  await writeFile(path, table)
  const rimaq = join(root, 'bin/rimaq')
  const options = { env, maxBuffer: 2 ** 27, timeout: 300_000 }
  await run(rimaq, ['publish', path, '--dataset', 'calles', '--json'], options)
  const { stdout } = await run(rimaq, ['export', 'calles', '--format', 'csv'], options)
  const lines = stdout.trim().split(/\r?\n/)
  const names = await readdir(join(bucket, 'portal'), { recursive: true })
  let files = 0
  let wrong = 0
  for (const name of names) {
    const at = join(bucket, 'portal', name)
    if (!(await stat(at)).isFile()) continue
    files += 1
    const sha256 = createHash('sha256')
      .update(await readFile(at))
      .digest('hex')
    if (sha256 !== name.replace('/', '')) wrong += 1
  }
  const right = lines.length === 20_001 && files >= 3 && wrong === 0
  const figures = `${lines.length - 1} of 20000 rows, ${files} objects under their SHA-256, ${wrong} not`
  return { judge: 'S3', tool, what, result: right ? 'passed' : 'failed', figures, notes: [] }
}
