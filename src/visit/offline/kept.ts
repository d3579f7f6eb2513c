// Keeps the city's pack in the browser: only what changed is fetched, and only what fits its hash is kept.
import {
  type PackFile,
  type PackManifest,
  type SignedManifest,
  openManifest,
  sha256,
} from './pack-manifest.ts'

/** What was kept, or why it was not; the pack before stays as it was. */
export type Taken =
  | { made: string; bytes: number }
  | { made: string | null; bytes: number; failed: 'network' | 'signature' | 'hash' }

const store = 'vive-pack'
const current = '/vive/pack/current'
const list = '/vive/pack.json'

export async function keptManifest(): Promise<PackManifest | null> {
  const cache = await caches.open(store)
  const found = await cache.match(current)
  return found ? openManifest((await found.json()) as SignedManifest) : null
}

/** Files that are kept already are not fetched again; a stop in between loses nothing. */
export async function takePack(): Promise<Taken> {
  const cache = await caches.open(store)
  const before = await cache.match(current)
  const old = before ? ((await before.json()) as SignedManifest) : null
  const kept = old ? await openManifest(old) : null
  const failed = (why: 'network' | 'signature' | 'hash'): Taken => ({
    made: kept?.made ?? null,
    bytes: kept ? sizeOf(kept) : 0,
    failed: why,
  })
  try {
    const signed = await fetchManifest()
    // The key of the first pack is the one of this city: another is somebody else's.
    if (old && old.key !== signed.key) return failed('signature')
    const manifest = await openManifest(signed)
    if (!manifest) return failed('signature')
    for (const file of manifest.files) {
      if (!(await keepFile(cache, file))) return failed('hash')
    }
    await cache.put(current, new Response(JSON.stringify(signed)))
    await dropOthers(cache, manifest)
    return { made: manifest.made, bytes: sizeOf(manifest) }
  } catch (error) {
    if (error instanceof TypeError) return failed('network')
    throw error
  }
}

/** Before anything was taken along: style, script and type of the emergency page. */
export async function keepShell(): Promise<PackManifest | null> {
  const manifest = await openManifest(await fetchManifest())
  const cache = await caches.open(store)
  for (const file of manifest?.files ?? []) if (file.shell) await keepFile(cache, file)
  return manifest
}

/** Content and streets alone, checked like the rest; they count as kept only with the whole pack. */
export async function keepParts(): Promise<PackManifest | null> {
  const manifest = await openManifest(await fetchManifest())
  const cache = await caches.open(store)
  const wanted = [manifest?.content, manifest?.streets]
  for (const file of manifest?.files ?? []) {
    if (wanted.includes(file.path) && !(await keepFile(cache, file))) return null
  }
  return manifest
}

/** A kept file by its address. */
export async function keptFile(path: string): Promise<Response | undefined> {
  const cache = await caches.open(store)
  return cache.match(path)
}

async function fetchManifest(): Promise<SignedManifest> {
  const answer = await fetch(list, { cache: 'no-store' })
  if (!answer.ok) throw new TypeError(`${list}: ${answer.status}`)
  return (await answer.json()) as SignedManifest
}

async function keepFile(cache: Cache, { path, sha256: wanted, type }: PackFile): Promise<boolean> {
  const known = await cache.match(path)
  if (known?.headers.get('x-sha256') === wanted) return true
  const answer = await fetch(path)
  if (!answer.ok) throw new TypeError(`${path}: ${answer.status}`)
  const bytes = await answer.arrayBuffer()
  if ((await sha256(bytes)) !== wanted) return false
  await cache.put(
    path,
    new Response(bytes, { headers: { 'content-type': type, 'x-sha256': wanted } }),
  )
  return true
}

async function dropOthers(cache: Cache, { files }: PackManifest): Promise<void> {
  const wanted = new Set([current, ...files.map(({ path }) => path)])
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request)
  }
}

export function sizeOf({ files }: PackManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
