// Tests that pages are counted whatever a file says of itself, and that no file holds up the next.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { makePdf } from '../test-pdf.ts'
import { countPagesInWorker } from './count-in-worker.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-pages-'))
after(() => rmSync(folder, { recursive: true }))

function file(bytes: Uint8Array | string): string {
  const path = join(folder, `${Math.random()}.pdf`)
  writeFileSync(path, bytes)
  return path
}

test('a document has the pages its tree leads to', async () => {
  assert.equal(await countPagesInWorker(file(makePdf())), 1)
})

test('what cannot be read is null, and the next file is counted all the same', async () => {
  const asked = ['', '%PDF-1.7', '%PDF-1.7\nx\n%%EOF\n', 'texto'].map((text) =>
    countPagesInWorker(file(text)),
  )
  assert.deepEqual(await Promise.all(asked), [null, null, null, null])
  assert.equal(await countPagesInWorker(join(folder, 'is-not-there.pdf')), null)
  assert.equal(await countPagesInWorker(file(makePdf())), 1)
})

test('a file that takes too long ends the thread, not the counting', async () => {
  const pages = Array.from({ length: 20_000 }, () => '<< /Type /Page /Parent 2 0 R >>')
  const kids = pages.map((_, at) => `${at + 3} 0 R`).join(' ')
  const bodies = ['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${kids}] >>`]
  const path = file(makePdf({ objects: [...bodies, ...pages] }))
  assert.equal(await countPagesInWorker(path, { timeMs: 1 }), null)
  assert.equal(await countPagesInWorker(path), 20_000)
  assert.equal(await countPagesInWorker(file(makePdf())), 1)
})
