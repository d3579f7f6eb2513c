// Fills the disk under a publishing process: a sentence, and the last good version stays published.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testShelf } from '../../test/support/test-shelf.ts'

/** A small disk over a folder; false where this machine does not let us. */
function mountSmallDisk(path: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  mkdirSync(path, { recursive: true })
  const options = ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path]
  return spawnSync('mount', options).status === 0
}

/** Does not compress away: each row has its own digits (Park and Miller 1988). */
function rowsOf(count: number): string {
  let seed = 7
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647)
  return `a,b\n${Array.from({ length: count }, () => `${next()},${next()}\n`).join('')}`
}

for (const place of ['temp', 'files/tmp']) {
  test(`a full disk under ${place} leaves the last version, and room makes it work`, async (context) => {
    const on = await testShelf()
    const disk = join(on.folder, place)
    try {
      const publishing = on.shelf.as({ kind: 'operator' })
      const small = { path: await on.file('a.csv', rowsOf(3)), name: 'a.csv', dataset: 'lleno' }
      const { resource } = await publishing.publishFile(small)
      const large = { ...small, path: await on.file('b.csv', rowsOf(40_000)) }
      if (!mountSmallDisk(disk)) return context.skip('only root may mount a small disk')
      try {
        await assert.rejects(publishing.publishFile(large), { code: 'disk-full' })
      } finally {
        spawnSync('umount', [disk])
      }
      assert.equal((await on.shelf.resource(resource))?.resource.version?.number, 1)
      assert.equal((await publishing.publishFile(large)).version, 2)
    } finally {
      await on.close()
    }
  })
}
