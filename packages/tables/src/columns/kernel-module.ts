// Loads the WebAssembly of packages/tables/assembly, once in a thread.
import { readFileSync } from 'node:fs'

/** Made by scripts/make-cell-kernel.ts. */
const KERNEL = new URL('./cell-kernel.wasm', import.meta.url)

let module: WebAssembly.Module | null = null

/** A new instance with a memory of its own. */
export function openKernel<Exports>(): Exports {
  module ??= new WebAssembly.Module(readFileSync(KERNEL))
  return new WebAssembly.Instance(module).exports as Exports
}
