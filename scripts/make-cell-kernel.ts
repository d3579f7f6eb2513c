// Makes cell-kernel.wasm from packages/tables/assembly with AssemblyScript: run when that changes.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The release that the file in the repository was made with (Apache-2.0). */
export const ASSEMBLYSCRIPT = '0.28.20'

const source = new URL('../packages/tables/assembly/', import.meta.url)
const target = new URL('../packages/tables/src/columns/cell-kernel.wasm', import.meta.url)

/** Null, and why on the terminal, where the compiler cannot be had. */
export function makeCellKernel(): Buffer | null {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-kernel-'))
  try {
    const install = ['install', '--no-audit', '--no-fund', `assemblyscript@${ASSEMBLYSCRIPT}`]
    const installed = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' })
    if (installed.status !== 0) {
      process.stderr.write(`AssemblyScript ${ASSEMBLYSCRIPT}: ${installed.stderr}\n`)
      return null
    }
    const made = join(folder, 'kernel.wasm')
    // `stub` is the compiler's name for its runtime without a collector: memory.ts gives memory out.
    const options = ['-O3', '--runtime', 'stub', '--enable', 'simd', '-o', made]
    const compiler = join(folder, 'node_modules/assemblyscript/bin/asc.js')
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        compiler,
        'cells.ts',
        'hybrid.ts',
        'places.ts',
        'records.ts',
        ...options,
        '--baseDir',
        fileURLToPath(source),
      ],
      { encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    const wasm = readFileSync(made)
    // So that a test can tell whether the source has changed since, without the compiler.
    return withSection(wasm, 'source', Buffer.from(kernelSource(), 'hex'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** SHA-256 of what the kernel is made from, in hex. */
export function kernelSource(): string {
  const hash = createHash('sha256').update(ASSEMBLYSCRIPT)
  for (const name of [
    'cells.ts',
    'hybrid.ts',
    'memory.ts',
    'numbers.ts',
    'places.ts',
    'records.ts',
  ])
    hash.update(readFileSync(new URL(name, source)))
  return hash.digest('hex')
}

/** A custom section at the end (WebAssembly Core Specification 2.0, 5.5.3). */
function withSection(wasm: Buffer, name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), content])
  return Buffer.concat([wasm, Buffer.from([0, body.length]), body])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wasm = makeCellKernel()
  if (wasm === null) process.exit(3)
  writeFileSync(target, wasm)
  process.stdout.write(`${wasm.length} bytes\n`)
}
