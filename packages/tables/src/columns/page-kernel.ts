// The WebAssembly that makes pages of codes, once in a thread.
import { openKernel } from './kernel-module.ts'

/** What packages/tables/assembly/places.ts and hybrid.ts export. */
export interface PageKernel {
  memory: WebAssembly.Memory
  codes: WebAssembly.Global<'i32'>
  placed: WebAssembly.Global<'i32'>
  present: WebAssembly.Global<'i32'>
  dictionary: WebAssembly.Global<'i32'>
  seen: WebAssembly.Global<'i32'>
  count: WebAssembly.Global<'i32'>
  changes: WebAssembly.Global<'i32'>
  begin(rows: number, most: number): void
  leaveOut(code: number): void
  place(rows: number, width: number): number
  narrow(width: number): void
  lessOne(rows: number): void
  numbers: WebAssembly.Global<'i32'>
  encoded: WebAssembly.Global<'i32'>
  makeNumbers(count: number): void
  makeEncoded(count: number, bits: number): void
  encode(at: number, count: number, bits: number): number
}

let kernel: PageKernel | null = null

export function pageKernel(): PageKernel {
  return (kernel ??= openKernel<PageKernel>())
}
