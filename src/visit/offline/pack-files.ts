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
import type { PackFile, PackManifest, SignedManifest } from './pack-manifest.ts'

export interface PackParts {
  content: Content
  /** Bytes of the street graph, where there is one. */
  streets: Uint8Array | null
  city: PackManifest['city']
  /** Built files by name, with their address, type and bytes. */
  assets: readonly { name: string; path: string; type: string; bytes: Uint8Array }[]
  made: Date
}

export interface Pack {
  signed: SignedManifest
  /** By the last part of their address. */
  files: ReadonlyMap<string, { type: string; bytes: Uint8Array }>
}

export function makePack(parts: PackParts, key: KeyObject): Pack {
  const files = new Map<string, { type: string; bytes: Uint8Array }>()
  const add = (name: string, type: string, bytes: Uint8Array): PackFile => {
    const hash = hashOf(bytes)
    files.set(`${name}.${hash.slice(0, 16)}`, { type, bytes })
    const path = `/vive/pack/${name}.${hash.slice(0, 16)}`
    return { path, sha256: hash, bytes: bytes.length, type, shell: false }
  }
  const text = Buffer.from(JSON.stringify(parts.content))
  const content = add('content', 'application/json; charset=utf-8', text)
  const streets = parts.streets ? add('streets', 'application/octet-stream', parts.streets) : null
  const built = parts.assets.map(({ path, type, bytes }) => ({
    path,
    sha256: hashOf(bytes),
    bytes: bytes.length,
    type,
    shell: true,
  }))
  const manifest: PackManifest = {
    format: 1,
    made: parts.made.toISOString(),
    version: parts.content.version,
    city: parts.city,
    timeZone: parts.content.timeZone,
    assets: Object.fromEntries(parts.assets.map(({ name, path }) => [name, path])),
    content: content.path,
    streets: streets?.path ?? null,
    files: [content, ...(streets ? [streets] : []), ...built],
  }
  return { signed: signManifest(JSON.stringify(manifest), key), files }
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
