// Loads libxml2, compiled to WebAssembly, when XML is first met; who reads no XML never pays for it.
import type * as libxml2 from 'libxml2-wasm'

export type Libxml = typeof libxml2

let loading: Promise<Libxml> | null = null

/** The library, once per process. */
export function loadLibxml(): Promise<Libxml> {
  loading ??= import('libxml2-wasm')
  return loading
}
