// The file store in a folder when the disk misbehaves.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createDiskStore } from './disk-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-disk-'))
after(() => rmSync(folder, { recursive: true }))

async function* stream(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

test('damage on the disk is found by verifying, and storing again repairs a shortened file', async () => {
  const store = createDiskStore(join(folder, 'damage'))
  const { hash } = await store.put(stream('presupuesto'))
  const path = await store.local(hash)
  chmodSync(path, 0o600)
  appendFileSync(path, '!')
  await assert.rejects(store.verify(hash), { code: 'file-damaged' })
  await store.put(stream('presupuesto'))
  await store.verify(hash)
})

test('a full disk is told in words, and nothing is left behind', async (t) => {
  const disk = join(folder, 'full')
  const mounted = mountSmallDisk(disk)
  if (!mounted) return t.skip('only root on Linux can mount a small disk')
  try {
    const store = createDiskStore(join(disk, 'files'))
    const { hash } = await store.put(stream('small'))
    const big = Array.from({ length: 32 }, () => new Uint8Array(1 << 16))
    await assert.rejects(store.put(stream(...big)), { code: 'files-full' })
    assert.deepEqual(readdirSync(join(disk, 'files', 'tmp')), [])
    await store.verify(hash)
    await store.put(stream('small again'))
  } finally {
    spawnSync('umount', [disk])
  }
})

test('a folder that cannot be made is told in words', async () => {
  const file = join(folder, 'file')
  appendFileSync(file, '')
  const store = createDiskStore(join(file, 'files'))
  await assert.rejects(store.put(stream('x')), { code: 'files-unwritable' })
})

function mountSmallDisk(path: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  spawnSync('mkdir', ['-p', path])
  const options = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]
  return spawnSync('mount', options).status === 0 && existsSync(path)
}
