// Runs beside the pages of Vive and answers for the server when it cannot: the same pages, from the pack.
import { type LonLat, Router, areaAt, decodeGraph, metresBetween } from '@rimaq/walks'
import type { Lang } from '#platform'
import { type Answered, answer } from '../answer.ts'
import type { Content } from '../content/model.ts'
import en from '../messages.en.json' with { type: 'json' }
import es from '../messages.es.json' with { type: 'json' }
import qu from '../messages.qu.json' with { type: 'json' }
import { telephone } from '../pages/parts.ts'
import { createView } from '../view.ts'
import { type Ways, straightWays, streetWays } from '../ways.ts'
import { hearAlerts } from './heard-alerts.ts'
import { keepParts, keepShell, keptFile, keptManifest, sizeOf, takePack } from './kept.ts'
import type { PackManifest } from './pack-manifest.ts'
import { readByteRange } from './byte-range.ts'
import { smallTranslate } from './small-translate.ts'

/** The little of a worker's own world that is used (the types of the page's world differ). */
interface Scope {
  addEventListener(kind: string, hear: (event: never) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  location: Location
}
interface Extendable {
  waitUntil(work: Promise<unknown>): void
}
interface Asked extends Extendable {
  request: Request
  respondWith(answer: Promise<Response>): void
}
interface Told extends Extendable {
  data: { ask: string; point?: LonLat } & Partial<Pick<WayAsked, 'from' | 'to' | 'lang'>>
  ports: readonly MessagePort[]
}

const scope = globalThis as unknown as Scope
const catalogues = { es, en, qu } as const
const languages = Object.keys(catalogues) as Lang[]

/** Milliseconds after which a weak network is not waited for any longer. */
const patience = 4000

const pagesStore = 'vive-pages'
const emergency = '/vive/emergency'

scope.addEventListener('install', (event: Extendable) => {
  event.waitUntil(install().then(() => scope.skipWaiting()))
})

hearAlerts()

scope.addEventListener('activate', (event: Extendable) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('fetch', (event: Asked) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return
  if (/^\/vive\/(pack|worker)/.test(url.pathname)) return
  if (url.pathname.startsWith('/vive/tiles/')) {
    event.respondWith(rangeOf(request, url))
    return
  }
  if (url.pathname.startsWith('/assets/')) event.respondWith(assetOf(request, url))
  else if (/^\/vive(\/|$)/.test(url.pathname)) event.respondWith(pageOf(request, url))
})

scope.addEventListener('message', (event: Told) => {
  const [port] = event.ports
  if (!port) return
  event.waitUntil(replyTo(event.data).then((reply) => port.postMessage(reply)))
})

async function replyTo(data: Told['data']): Promise<unknown> {
  const { ask, point, from, to, lang } = data
  if (ask === 'take') return takePack().finally(() => (opened = null))
  if (ask === 'near' && point) return nearOf(point)
  if (ask === 'way' && from !== undefined) return wayOf({ from, to: to ?? '', lang: lang ?? 'es' })
  const manifest = await keptManifest()
  return { made: manifest?.made ?? null, bytes: manifest ? sizeOf(manifest) : 0 }
}

/** Emergency first: in three languages, with its style, before anything else. */
async function install(): Promise<void> {
  const cache = await caches.open(pagesStore)
  await cache.addAll(
    languages.map((lang) => (lang === 'es' ? emergency : `${emergency}?lang=${lang}`)),
  )
  await keepShell()
}

async function assetOf(request: Request, url: URL): Promise<Response> {
  return (await keptFile(url.pathname)) ?? fetch(request)
}

/** Bytes of the kept archive as a server would give them: caches hold whole answers only (RFC 9110, 14). */
async function rangeOf(request: Request, url: URL): Promise<Response> {
  const kept = await keptFile(url.pathname)
  const range = kept ? readByteRange(request.headers.get('range')) : null
  if (!kept || !range) return kept ?? fetch(request)
  const whole = await kept.blob()
  const end = Math.min(range.end, whole.size - 1)
  if (range.start > end) {
    return new Response(null, {
      status: 416,
      headers: { 'content-range': `bytes */${whole.size}` },
    })
  }
  return new Response(whole.slice(range.start, end + 1), {
    status: 206,
    headers: {
      'content-type': whole.type,
      'content-length': String(end + 1 - range.start),
      'content-range': `bytes ${range.start}-${end}/${whole.size}`,
    },
  })
}

/** The server's answer where it comes in time; else the same from the pack. */
async function pageOf(request: Request, url: URL): Promise<Response> {
  const fresh = await Promise.race([
    fetch(request).catch(() => null),
    new Promise<null>((late) => setTimeout(late, patience, null)),
  ])
  if (fresh && fresh.status < 500) {
    if (fresh.ok && url.pathname === emergency) {
      const cache = await caches.open(pagesStore)
      await cache.put(request, fresh.clone())
    }
    return fresh
  }
  const pack = await openPack()
  if (pack) return pageFrom(pack, url)
  const cache = await caches.open(pagesStore)
  // One address, one page: by what headers it was asked for makes no difference here.
  const anyhow = { ignoreVary: true }
  const kept = await cache.match(request, anyhow)
  const first = kept ?? (await cache.match(emergency, anyhow))
  return first ?? fresh ?? fetch(request)
}

interface OpenPack {
  manifest: PackManifest
  content: Content
  ways: () => Promise<Ways>
}

let opened: Promise<OpenPack | null> | null = null

function openPack(): Promise<OpenPack | null> {
  opened ??= readPack()
  return opened
}

async function readPack(): Promise<OpenPack | null> {
  const manifest = await keptManifest()
  return manifest ? packFrom(manifest) : null
}

async function packFrom(manifest: PackManifest): Promise<OpenPack | null> {
  const file = await keptFile(manifest.content)
  if (!file) return null
  const content = (await file.json()) as Content
  let ways: Promise<Ways> | null = null
  return { manifest, content, ways: () => (ways ??= readWays(manifest)) }
}

async function readWays({ streets }: PackManifest): Promise<Ways> {
  const file = streets === null ? undefined : await keptFile(streets)
  if (!file) return straightWays()
  return streetWays(new Router(decodeGraph(new Uint8Array(await file.arrayBuffer()))))
}

async function pageFrom(pack: OpenPack, url: URL): Promise<Response> {
  const page = await answerFrom(pack, url)
  return new Response(page.body, { status: page.status, headers: { 'content-type': page.type } })
}

async function answerFrom({ manifest, content, ways }: OpenPack, url: URL): Promise<Answered> {
  const asked = url.searchParams.get('lang')
  const lang = languages.find((each) => each === asked) ?? 'es'
  const view = createView({
    lang,
    t: smallTranslate(catalogues[lang], lang),
    url: url.pathname + url.search,
    origin: url.origin,
    asset: (name) => manifest.assets[name] ?? `/assets/${name}`,
    city: manifest.city,
    instant: new Date(),
    timeZone: manifest.timeZone,
    kept: manifest.made,
    ...(manifest.tiles ? { tiles: manifest.tiles } : {}),
  })
  const { pathname: path, searchParams: query } = url
  return answer({ view, content, ways: await ways(), path, query })
}

interface WayAsked {
  /** `g.` or `m.` and the point. */
  from: string
  to: string
  lang: string
}

/** The way from a point, found here: nothing of it is asked of the server but the city's own files. */
async function wayOf({ from, to, lang }: WayAsked): Promise<object> {
  const pack = (await openPack()) ?? (await borrowPack())
  if (!pack) return { failed: 'absent' }
  const [lon = 0, lat = 0] = from.slice(2).split(',').map(Number)
  const near = pack.content.places.some(({ at }) => metresBetween(at, [lon, lat]) < mostAway)
  if (!near) return { failed: 'far' }
  const ask = async (path: string): Promise<string> => {
    const url = new URL(path, scope.location.origin)
    url.search = String(new URLSearchParams({ de: from, a: to, lang }))
    return (await answerFrom(pack, url)).body
  }
  const [page, gpx, features] = await Promise.all(
    ['/vive/camino', '/vive/camino.gpx', '/vive/mapa.geojson'].map(ask),
  )
  return { page, gpx, features }
}

/** Metres from every place of the city from where nobody walks there. */
const mostAway = 30_000

/** Where nothing was taken along, content and streets are fetched for this once, and used alike. */
async function borrowPack(): Promise<OpenPack | null> {
  const manifest = await keepParts().catch(() => null)
  return manifest ? packFrom(manifest) : null
}

/** What the page of emergencies asks about a position. */
interface Near {
  district: string | null
  near: string | null
  wardens: { number: string; dial: string } | null
}

/** District by its borders where the city publishes them, else that of a place within half a kilometre. */
async function nearOf(point: LonLat): Promise<Near> {
  const pack = await openPack()
  if (!pack) return { district: null, near: null, wardens: null }
  const { content } = pack
  const [place] = content.places
    .map((each) => ({ each, metres: metresBetween(point, each.at) }))
    .sort((a, b) => a.metres - b.metres)
  const close = place && place.metres < 500 ? place.each : null
  const street = (await pack.ways()).streetAt(point)
  const area = areaAt(content.areas, point)
  const ubigeo = area?.ubigeo ?? close?.ubigeo
  const wardens = content.contacts.find(
    (each) => each.kind === 'serenazgo' && each.active && each.ubigeo === ubigeo,
  )
  return {
    district: area?.name ?? close?.district ?? null,
    wardens: wardens ? { number: wardens.number, dial: telephone(wardens.number) } : null,
    near: [street, close?.name.es].filter(Boolean).join(', ') || null,
  }
}
