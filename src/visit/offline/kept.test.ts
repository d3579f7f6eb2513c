// What a device keeps: whole or not at all, only what changed, and only from the city it first trusted.
import assert from 'node:assert/strict'
import { type KeyObject, generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { makeContent } from '../content/make-content.ts'
import { keptFile, keptManifest, takePack } from './kept.ts'
import { type Pack, makePack } from './pack-files.ts'

/** Stands in for the browser's Cache, which Node has not: addresses and what was answered. */
class CacheStandIn {
  readonly kept = new Map<string, Response>()
  match(path: string): Promise<Response | undefined> {
    return Promise.resolve(this.kept.get(path)?.clone())
  }
  put(path: string, answer: Response): Promise<void> {
    this.kept.set(path, answer)
    return Promise.resolve()
  }
  keys(): Promise<{ url: string }[]> {
    return Promise.resolve(
      [...this.kept.keys()].map((path) => ({ url: `https://vive.example${path}` })),
    )
  }
  delete({ url }: { url: string }): Promise<boolean> {
    return Promise.resolve(this.kept.delete(new URL(url).pathname))
  }
}

const world = globalThis as unknown as { caches: unknown; fetch: typeof fetch }
const before = { caches: world.caches, fetch: world.fetch }
let cache: CacheStandIn
let asked: string[]
let pack: Pack
/** What the network does to the answer of an address. */
let spoil: (path: string, bytes: Uint8Array) => Uint8Array | null

const key = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const cityKey = key()

function packOf(version: string, by = cityKey): Pack {
  const content = makeContent({}, { timeZone: 'America/Lima', bbox: [-78, -13, -76, -11] })
  return makePack(
    {
      content: { ...content, version },
      streets: Uint8Array.from({ length: 5000 }, (_, at) => at % 251),
      city: { name: 'Lima', institution: '' },
      assets: [
        { name: 'vive.css', path: '/assets/vive.css', type: 'text/css', bytes: Buffer.from('a{}') },
      ],
      made: new Date('2026-11-28T12:00:00Z'),
    },
    by,
  )
}

// Hooks of a file without `describe` are those of every file that runs in the process.
describe('what a device keeps', () => {
  beforeEach(() => {
    cache = new CacheStandIn()
    asked = []
    pack = packOf('1')
    spoil = (_, bytes) => bytes
    world.caches = { open: () => Promise.resolve(cache) }
    world.fetch = ((path: string) => {
      asked.push(path)
      const bytes =
        path === '/vive/pack.json'
          ? Buffer.from(JSON.stringify(pack.signed))
          : path.startsWith('/assets/')
            ? Buffer.from('a{}')
            : pack.files.get(path.split('/').at(-1) ?? '')?.bytes
      const spoilt = bytes ? spoil(path, bytes) : null
      if (!spoilt) return Promise.reject(new TypeError('network'))
      return Promise.resolve(new Response(Uint8Array.from(spoilt)))
    }) as typeof fetch
  })
  afterEach(() => Object.assign(world, before))

  test('all files are kept once, and the next time only those that changed are fetched', async () => {
    const taken = await takePack()
    assert.equal('failed' in taken, false)
    assert.equal(asked.length, 4)
    assert.equal((await keptManifest())?.version, '1')
    asked = []
    pack = packOf('2')
    await takePack()
    assert.equal((await keptManifest())?.version, '2')
    // The list and the content; streets and style are there already.
    assert.equal(asked.length, 2)
    // The old content is gone.
    assert.equal([...cache.kept.keys()].filter((path) => path.includes('/content.')).length, 1)
  })

  test('a line that breaks loses nothing: what came is kept, and the pack before stays', async () => {
    await takePack()
    pack = packOf('2')
    spoil = (path, bytes) => (path.includes('/content.') ? null : bytes)
    assert.equal(((await takePack()) as { failed?: string }).failed, 'network')
    assert.equal((await keptManifest())?.version, '1')
    assert.ok(await keptFile((await keptManifest())!.content))
    spoil = (_, bytes) => bytes
    assert.equal('failed' in (await takePack()), false)
  })

  test('a file that does not fit its hash is not kept', async () => {
    spoil = (path, bytes) => (path.includes('/streets.') ? bytes.map((byte) => byte ^ 1) : bytes)
    assert.equal(((await takePack()) as { failed?: string }).failed, 'hash')
    assert.equal(await keptManifest(), null)
  })

  test('a list that was changed, or signed by another key than the first, is refused', async () => {
    await takePack()
    pack = packOf('2', key())
    assert.equal(((await takePack()) as { failed?: string }).failed, 'signature')
    pack = packOf('2')
    pack = {
      ...pack,
      signed: { ...pack.signed, manifest: pack.signed.manifest.replace('Lima', 'Rima') },
    }
    assert.equal(((await takePack()) as { failed?: string }).failed, 'signature')
    assert.equal((await keptManifest())?.version, '1')
  })
})
