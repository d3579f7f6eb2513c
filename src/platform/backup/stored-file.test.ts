// Files of a backup: they come back whole, or the damage is told; half of one is never there.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { checkStored, readStored, suffix, writeStored } from './stored-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-stored-'))
after(() => rmSync(folder, { recursive: true }))

async function* parts(...bytes: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes
}

const kinds = [
  { name: 'plain', master: null, compress: false },
  { name: 'compressed', master: null, compress: true },
  { name: 'sealed', master: randomBytes(32), compress: false },
  { name: 'compressed and sealed', master: randomBytes(32), compress: true },
]

for (const { name, master, compress } of kinds) {
  const at = (file: string) => ({ path: join(folder, name, file), place: file, master, compress })
  const lies = (file: string) => join(folder, name, file) + suffix({ master }, compress)

  test(`a ${name} file comes back, empty or large`, async () => {
    for (const length of [0, 10, 3_000_000]) {
      const text = randomBytes(length)
      const stored = await writeStored(parts(text), at(`f${length}`))
      assert.equal(stored.bytes, length)
      const back: Uint8Array[] = []
      for await (const part of readStored(at(`f${length}`))) back.push(part)
      assert.deepEqual(Buffer.concat(back), text)
      await checkStored(at(`f${length}`), stored)
    }
  })

  test(`damage to a ${name} file is found and named`, async () => {
    const stored = await writeStored(parts(randomBytes(300_000)), at('flip'))
    const bytes = readFileSync(lies('flip'))
    for (const place of [5, 50, 150_000, bytes.length - 1]) {
      const wrong = Buffer.from(bytes)
      wrong[place] = (wrong[place] ?? 0) ^ 4
      writeFileSync(lies('flip'), wrong)
      await assert.rejects(checkStored(at('flip'), stored), { code: 'backup-damaged' })
    }
    writeFileSync(lies('flip'), bytes)
    await checkStored(at('flip'), stored)
    truncateSync(lies('flip'), bytes.length - 7)
    await assert.rejects(checkStored(at('flip'), stored), { code: 'backup-damaged' })
    rmSync(lies('flip'))
    await assert.rejects(checkStored(at('flip'), stored), { code: 'backup-damaged' })
  })

  test(`a source that fails leaves nothing of a ${name} file`, async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(100_000)
      throw new Error('the disk went away')
    }
    await assert.rejects(writeStored(broken(), at('half/x')), /the disk went away/)
    assert.deepEqual(readdirSync(join(folder, name, 'half')), [])
  })
}

test('what is compressed and not encrypted opens with any zstd', async () => {
  await writeStored(parts(Buffer.from('hola')), {
    path: join(folder, 'z'),
    place: 'z',
    master: null,
  })
  assert.equal(String(zstdDecompressSync(readFileSync(join(folder, 'z.zst')))), 'hola')
})
