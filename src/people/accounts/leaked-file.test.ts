// The file of leaked passwords: taken over in order, found again, refused when it is not what it says.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { isLeaked } from './common-passwords.ts'
import { LeakedFileError, importLeaked, leakedPath, openLeaked } from './leaked-file.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-leaked-'))
})
after(() => rm(folder, { recursive: true }))

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase()
const known = Array.from({ length: 5_000 }, (_, at) => `clave ${at}`)

async function file(name: string, rows: string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, rows.join('\r\n'))
  return path
}

const sorted = known.map((each, at) => `${sha1(each)}:${at + 1}`).toSorted()

test('all are found, no others, and those seen seldom are left out where it is asked', async () => {
  const from = await file('pwned.txt', sorted)
  const to = leakedPath(folder)
  assert.deepEqual(await importLeaked({ from, to }), { lines: 5_000, count: 5_000, bytes: 30_000 })
  const leaked = await openLeaked(to)
  assert.ok(leaked)
  for (const each of known) assert.ok(await leaked.has(each), each)
  for (let at = 0; at < 5_000; at++) assert.ok(!(await leaked.has(`otra ${at}`)))
  assert.ok(await isLeaked('clave 7', { file: leaked }))
  await leaked.close()
  const some = await importLeaked({ from, to, least: 4_001 })
  assert.equal(some.count, 1_000)
  const fewer = await openLeaked(to)
  assert.equal(await fewer?.has('clave 4000'), true)
  assert.equal(await fewer?.has('clave 3999'), false)
  await fewer?.close()
})

test('the published hash of a known password is found (RFC 3174 digest, upper and lower case)', async () => {
  // SHA-1 of "password", as every list of leaked passwords has it.
  const from = await file('one.txt', ['5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824'])
  const to = join(folder, 'one.bin')
  await importLeaked({ from, to })
  const leaked = await openLeaked(to)
  assert.equal(await leaked?.has('password'), true)
  assert.equal(await leaked?.has('Password'), false)
  await leaked?.close()
})

test('out of order or of another shape nothing is taken over, and the file before stays', async () => {
  const to = join(folder, 'kept.bin')
  await importLeaked({ from: await file('good.txt', sorted.slice(0, 10)), to })
  const before = (await stat(to)).size
  const swapped = await file('swapped.txt', [sorted[1] ?? '', sorted[0] ?? ''])
  await assert.rejects(
    importLeaked({ from: swapped, to }),
    (error) => error instanceof LeakedFileError && error.why === 'order' && error.line === 2,
  )
  const odd = await file('odd.txt', [sorted[0] ?? '', 'hunter2'])
  await assert.rejects(
    importLeaked({ from: odd, to }),
    (error) => error instanceof LeakedFileError && error.why === 'shape',
  )
  assert.equal((await stat(to)).size, before)
  assert.ok(!(await readdir(folder)).some((name) => name.endsWith('.part')))
  assert.equal(await openLeaked(join(folder, 'absent.bin')), null)
})
