// Judge: AssemblyScript makes the same WebAssembly of our source as stands in the repository.
import { readFileSync } from 'node:fs'
import { ASSEMBLYSCRIPT, makeCellKernel } from '../../../scripts/make-cell-kernel.ts'
import type { Verdict } from './verdict.ts'

const kept = new URL('../../../packages/tables/src/columns/cell-kernel.wasm', import.meta.url)

export async function judgeCellKernel(): Promise<Verdict[]> {
  const verdict = {
    judge: 'kernel',
    tool: `AssemblyScript ${ASSEMBLYSCRIPT} (npm)`,
    what: 'packages/tables/assembly is what cell-kernel.wasm was made of',
    notes: [],
  }
  const made = makeCellKernel()
  if (made === null)
    return [{ ...verdict, result: 'absent', figures: 'the compiler cannot be had' }]
  const same = made.equals(readFileSync(kept))
  const figures = `${made.length} bytes, ${same ? 'each' : 'not each'} the same`
  return [{ ...verdict, result: same ? 'passed' : 'failed', figures }]
}
