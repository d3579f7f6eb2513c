// Makes what devices keep: the content as one file, a list of all files with hashes, and its signature.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Content } from '../content/model.ts'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { TileArchive } from '../tile-archive.ts'
import type { PackFile, PackManifest, SignedManifest } from './pack-manifest.ts'

export interface PackParts {
  content: Content
  /** Bytes of the street graph, where there is one. */
  streets: Uint8Array | null
  /** The archive of map tiles, where there is one that is small enough to be taken along. */
  tiles?: TileArchive | null
  city: PackManifest['city']
  /** Built files by name, with their address, type and bytes; `later`: only with the whole pack. */
  assets: readonly {
    name: string
    path: string
    type: string
    bytes: Uint8Array
    later?: boolean
  }[]
  made: Date
}

export interface Pack {
  signed: SignedManifest
  /** By the last part of their address. */
  files: ReadonlyMap<string, HeldFile>
}

/** A file of the pack, and once somebody asked for it, the same packed. */
export interface HeldFile {
  type: string
  bytes: Uint8Array
  packed?: Promise<Uint8Array>
}

/** Bytes of tiles that are taken along; a larger map needs the network, and the pages say so. */
export const mostTiles = 24_000_000

export function makePack(parts: PackParts, key: KeyObject): Pack {
  const files = new Map<string, HeldFile>()
  const add = (name: string, type: string, bytes: Uint8Array): PackFile => {
    const hash = hashOf(bytes)
    files.set(`${name}.${hash.slice(0, 16)}`, { type, bytes })
    const path = `/vive/pack/${name}.${hash.slice(0, 16)}`
    return { path, sha256: hash, bytes: bytes.length, type, shell: false }
  }
  const text = Buffer.from(JSON.stringify(parts.content))
  const content = add('content', 'application/json; charset=utf-8', text)
  const streets = parts.streets ? add('streets', 'application/octet-stream', parts.streets) : null
  const built = parts.assets.map(({ path, type, bytes, later }) => ({
    path,
    sha256: hashOf(bytes),
    bytes: bytes.length,
    type,
    shell: later !== true,
  }))
  const tiles = tilesIn(parts)
  const manifest: PackManifest = {
    format: 1,
    made: parts.made.toISOString(),
    version: parts.content.version,
    city: parts.city,
    timeZone: parts.content.timeZone,
    assets: Object.fromEntries(parts.assets.map(({ name, path }) => [name, path])),
    content: content.path,
    streets: streets?.path ?? null,
    tiles: tiles[0]?.path ?? null,
    files: [content, ...(streets ? [streets] : []), ...built, ...tiles],
  }
  return { signed: signManifest(JSON.stringify(manifest), key), files }
}

function tilesIn({ tiles }: PackParts): PackFile[] {
  if (!tiles || tiles.bytes > mostTiles) return []
  const { path, sha256, bytes } = tiles
  return [{ path, sha256, bytes, type: 'application/vnd.pmtiles', shell: false }]
}

/** Content and streets pack to a third; packed once, when the first device asks. */
export async function packedFile(
  file: HeldFile,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Promise<{ type: string; body: Uint8Array; headers: Record<string, string> }> {
  const vary = { vary: 'accept-encoding' }
  const accepted = String(headers['accept-encoding'] ?? '')
  if (!/\bbr\b(?!\s*;\s*q=0)/.test(accepted)) {
    return { type: file.type, body: file.bytes, headers: vary }
  }
  file.packed ??= promisify(brotliCompress)(file.bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 10,
      [constants.BROTLI_PARAM_SIZE_HINT]: file.bytes.length,
    },
  })
  return {
    ...{ type: file.type, body: await file.packed },
    headers: { ...vary, 'content-encoding': 'br' },
  }
}

function signManifest(manifest: string, key: KeyObject): SignedManifest {
  const signature = sign('sha256', Buffer.from(manifest), { key, dsaEncoding: 'ieee-p1363' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return { manifest, signature: signature.toString('base64'), key: spki.toString('base64') }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The installation's key for packs: made once, readable by its owner alone. */
export function packKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const partial = `${file}.${process.pid}`
  writeFileSync(partial, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  renameSync(partial, file)
  return privateKey
}
