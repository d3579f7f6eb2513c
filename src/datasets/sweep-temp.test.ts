// Checks that only old leftovers of our own are removed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sweepTemp, workFolder } from './sweep-temp.ts'

test('leftovers older than a day go, everything else stays', async () => {
  const temp = await mkdtemp(join(tmpdir(), 'rimaq-sweep-'))
  const now = new Date('2026-01-10T00:00:00Z')
  const ages = { 'publish-old': 25, 'index-old': 30, 'publish-new': 2, other: 90 }
  for (const [name, hours] of Object.entries(ages)) {
    await mkdir(join(temp, name))
    const time = new Date(now.getTime() - hours * 3_600_000)
    await utimes(join(temp, name), time, time)
  }
  assert.equal(await sweepTemp(temp, now), 2)
  assert.deepEqual((await readdir(temp)).toSorted(), ['other', 'publish-new'])
  assert.equal(await sweepTemp(join(temp, 'absent'), now), 0)
  await rm(temp, { recursive: true })
})

test('what a process of this machine left goes as soon as it is gone, that of living ones stays', async () => {
  const temp = await mkdtemp(join(tmpdir(), 'rimaq-sweep-'))
  const own = await workFolder(temp, 'publish')
  const left = await workFolder(temp, 'pages')
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  await rename(left, left.replace(`-${process.pid}-`, `-${pid}-`))
  await mkdir(join(temp, `publish-00000000-${pid}-elsewhere`))
  assert.equal(await sweepTemp(temp, new Date()), 1)
  assert.deepEqual(
    (await readdir(temp)).map((name) => join(temp, name)).toSorted(),
    [own, join(temp, `publish-00000000-${pid}-elsewhere`)].toSorted(),
  )
  await rm(temp, { recursive: true })
})
