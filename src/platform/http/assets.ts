// Builds what browsers load (scripts, style sheets, fonts, pictures) at start, under names that never lie.
import { build } from 'esbuild'
import type { Plugin } from 'esbuild'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { chooseEncoding, isCompressible } from './compress.ts'
import { Refusal } from './refusal.ts'
import type { Answer, RouteDefinition, RouteRequest } from './route.ts'

export interface AssetSources {
  /** Entry modules of `browser/`; `explorer.ts` is asked for as `explorer.js`. */
  scripts?: string[]
  /** Scripts that must be whole in one classic file, such as service workers. */
  workers?: string[]
  /** Style sheets, fonts, pictures. Style sheets `@import` files and name others by asset name. */
  files?: { name: string; path: string }[]
  /** Style sheets that are made at start. */
  texts?: { name: string; text: string }[]
}

export interface Assets {
  /** Address with the content's hash: `asset('pages.css')`. Throws on a name nobody gave. */
  asset(name: string): string
  /** The route that serves them, immutable for a year. */
  routes(): RouteDefinition[]
  /** The bytes themselves and their media type, for whoever serves or hashes them elsewhere. */
  read(name: string): { bytes: Uint8Array; type: string }
  /** Names and bytes, for budgets and tests. */
  list(): { name: string; address: string; bytes: number }[]
}

interface Built {
  bytes: Uint8Array
  type: string
  packed: Map<'br' | 'gzip', Promise<Uint8Array>>
}

const prefix = '/assets/'
const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Reads, bundles and names everything; resolves when each asset can be served from memory. */
export async function buildAssets(sources: AssetSources): Promise<Assets> {
  const built = new Map<string, Built>()
  const addresses = new Map<string, string>()
  const add = (name: string, file: string, bytes: Uint8Array) => {
    const type = types[extname(file)] ?? 'application/octet-stream'
    built.set(file, { bytes, type, packed: new Map() })
    addresses.set(name, `${prefix}${file}`)
  }
  const files = sources.files ?? []
  for (const { name, path } of files.filter((file) => extname(file.name) !== '.css')) {
    const bytes = await readFile(path)
    add(name, hashedName(name, bytes), bytes)
  }
  // Style sheets come after what they name, as their own hash depends on it.
  for (const { name, path } of files.filter((file) => extname(file.name) === '.css')) {
    const bytes = await bundleStyles(path, addresses)
    add(name, hashedName(name, bytes), bytes)
  }
  for (const { name, text } of sources.texts ?? []) {
    const bytes = Buffer.from(text)
    add(name, hashedName(name, bytes), bytes)
  }
  for (const script of await bundleScripts(sources.scripts ?? [])) {
    add(script.name, script.file, script.bytes)
  }
  for (const path of sources.workers ?? []) {
    const name = `${basename(path, extname(path))}.js`
    const bytes = await bundleWorker(path)
    add(name, hashedName(name, bytes), bytes)
  }

  const asset = (name: string): string => {
    const address = addresses.get(name)
    if (address === undefined) throw new Error(`No asset is named ${name}`)
    return address
  }
  const list = () =>
    [...addresses].map(([name, address]) => {
      const bytes = built.get(address.slice(prefix.length))?.bytes.length ?? 0
      return { name, address, bytes }
    })
  const read = (name: string): { bytes: Uint8Array; type: string } => {
    const { bytes, type } = built.get(asset(name).slice(prefix.length))!
    return { bytes, type }
  }
  return { asset, list, read, routes: () => [assetRoute(built)] }
}

function hashedName(name: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 12)
  const extension = extname(name)
  return `${basename(name, extension)}.${hash}${extension}`
}

async function bundleStyles(path: string, addresses: Map<string, string>): Promise<Uint8Array> {
  const byAssetName: Plugin = {
    name: 'asset-names',
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, ({ kind, path: asked }) => {
        if (kind !== 'url-token') return null
        if (asked.startsWith('data:') || asked.startsWith('#'))
          return { path: asked, external: true }
        const address = addresses.get(basename(asked))
        if (address) return { path: address, external: true }
        return { errors: [{ text: `No asset is named ${asked}` }] }
      })
    },
  }
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    target: 'es2022',
    plugins: [byAssetName],
    logLevel: 'silent',
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

async function bundleScripts(
  paths: string[],
): Promise<{ name: string; file: string; bytes: Uint8Array }[]> {
  if (paths.length === 0) return []
  const outdir = join(process.cwd(), 'assets')
  const { outputFiles, metafile } = await build({
    entryPoints: paths,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
    outdir,
    // Flat: all addresses stand beside each other, whatever folders the entries come from.
    entryNames: '[name].[hash]',
    chunkNames: 'shared.[hash]',
    assetNames: '[name].[hash]',
    conditions: ['source', 'browser'],
    logLevel: 'silent',
  })
  const entries = new Map<string, string>()
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint || extname(output) !== '.js') continue
    entries.set(basename(output), `${basename(entryPoint, extname(entryPoint))}.js`)
  }
  return outputFiles.map(({ path, contents }) => {
    const file = basename(path)
    return { name: entries.get(file) ?? file, file, bytes: contents }
  })
}

async function bundleWorker(path: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    write: false,
    conditions: ['source', 'browser'],
    logLevel: 'silent',
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

function assetRoute(built: Map<string, Built>): RouteDefinition {
  return {
    method: 'GET',
    url: `${prefix}:name`,
    verb: 'read',
    loads: 'nothing',
    actor: 'none',
    kind: 'file',
    summary: 'A script, style sheet, font or picture of the pages.',
    schema: {},
    cors: true,
    // A worker takes its policy from its own script's answer (CSP 3, clause 4.2.1).
    wasm: true,
    async handle(request): Promise<Answer> {
      const found = built.get(request.params.name ?? '')
      if (!found) throw new Refusal('not-found')
      return answerAsset(found, request)
    },
  }
}

async function answerAsset(found: Built, request: RouteRequest): Promise<Answer> {
  const { type, bytes } = found
  const answer: Answer = { type, body: bytes, cache: 'public, max-age=31536000, immutable' }
  if (!isCompressible(type)) return answer
  const accepted = String(request.headers['accept-encoding'] ?? '')
  // Packed once with patience, so brotli goes first here.
  const encoding = /\bbr\b(?!\s*;\s*q=0)/.test(accepted) ? 'br' : chooseEncoding(accepted)
  if (encoding !== 'br' && encoding !== 'gzip') return answer
  let packed = found.packed.get(encoding)
  if (!packed) {
    packed = pack(bytes, encoding)
    found.packed.set(encoding, packed)
  }
  return { ...answer, body: await packed, headers: { 'content-encoding': encoding } }
}

function pack(bytes: Uint8Array, encoding: 'br' | 'gzip'): Promise<Uint8Array> {
  if (encoding === 'gzip') return promisify(gzip)(bytes, { level: 9 })
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 10,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return promisify(brotliCompress)(bytes, { params })
}
