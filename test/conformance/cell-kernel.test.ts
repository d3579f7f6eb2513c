// The WebAssembly in the repository was made from the source beside it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { kernelSource } from '../../scripts/make-cell-kernel.ts'

test('the file says what it was made from', () => {
  const file = new URL('../../packages/tables/src/columns/cell-kernel.wasm', import.meta.url)
  const module = new WebAssembly.Module(readFileSync(file))
  const [source] = WebAssembly.Module.customSections(module, 'source')
  assert.equal(
    Buffer.from(source ?? new ArrayBuffer(0)).toString('hex'),
    kernelSource(),
    'run scripts/make-cell-kernel.ts; `npm run judges -- kernel` compares every byte',
  )
  assert.deepEqual(WebAssembly.Module.imports(module), [], 'it reaches nothing outside itself')
})
