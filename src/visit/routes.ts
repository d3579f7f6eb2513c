// The addresses of Vive: pages, files for calendars and maps, and what a device keeps.
import Type from 'typebox'
import { Refusal } from '#platform'
import type { Answer, Clock, Locale, RouteDefinition, RouteRequest } from '#platform'
import { alertRoutes } from './alerts/alert-routes.ts'
import { answer } from './answer.ts'
import type { Content } from './content/model.ts'
import type { ReadContent } from './content/read-content.ts'
import { icon, manifest } from './offline/manifest.ts'
import { type Pack, packedFile } from './offline/pack-files.ts'
import { type PushFace, pushRoutes } from './push/push-routes.ts'
import type { TileArchive } from './tile-archive.ts'
import { viewOf } from './view-of.ts'
import type { Ways } from './ways.ts'

export interface VisitFace {
  content: ReadContent
  ways(): Ways
  /** The archive of map tiles; null where the city has none. */
  tiles(): TileArchive | null
  clock: Clock
  locale: Locale
  timeZone: string
  city: { name: string; institution: string }
  asset(name: string): string
  /** The worker's script. */
  worker: Uint8Array
  pack(content: Content): Pack
  /** Whether the city's starting content is still being taken over. */
  loading?(): boolean
  /** Where phones may be told of alerts: the key they need, and where they are kept. */
  push?: PushFace & { key: string }
}

/** What has its hash in its name never changes. */
const forever = 'public, max-age=31536000, immutable'

const read = { method: 'GET', verb: 'read', loads: 'shelf', openQuery: true } as const
const id = Type.Object({ id: Type.String({ maxLength: 200 }) })

const pages = [
  '/vive',
  '/vive/emergency',
  '/vive/lugares',
  '/vive/lugares/:id',
  '/vive/rutas',
  '/vive/rutas/:id',
  '/vive/agenda',
  '/vive/agenda/:id',
  '/vive/avisos',
  '/vive/avisos/:id',
  '/vive/distritos',
  '/vive/distritos/:id',
  '/vive/datos',
  '/vive/mapa',
  '/vive/camino',
  '/vive/transporte',
  '/vive/transporte/:id',
  '/vive/paraderos/:id',
]

const files: Readonly<Record<string, string>> = {
  '/vive/agenda.ics': 'The agenda as iCalendar, by district, audience and free.',
  '/vive/mapa.geojson': 'Places and walks as the map draws them.',
  '/vive/camino.gpx': 'A way on foot as GPX.',
  '/vive/plan.ics': 'A planned day as iCalendar.',
  '/vive/plan.gpx': 'A planned day as GPX.',
}

export function visitRoutes(face: VisitFace): RouteDefinition[] {
  const show = (request: RouteRequest): Promise<Answer> => showVive(face, request)
  return [
    ...alertRoutes(face),
    ...(face.push ? pushRoutes(face.push) : []),
    ...pages.map((url): RouteDefinition => ({
      ...{ ...read, url, kind: 'page', handle: show },
      schema: url.includes(':') ? { params: id } : {},
    })),
    // Fifteen stops are some tenths of a second of work.
    {
      ...read,
      url: '/vive/plan',
      kind: 'page',
      schema: {},
      limits: { perMinute: 60 },
      handle: show,
    },
    ...Object.entries(files).map(([url, summary]): RouteDefinition => ({
      ...{ ...read, url, summary, kind: 'file', cors: true, schema: {}, handle: show },
      limits: { perMinute: 60 },
    })),
    {
      ...{ ...read, url: '/vive/manifest.webmanifest', kind: 'file', schema: {} },
      summary: 'What a device needs to install Vive.',
      handle: ({ lang }) => ({
        type: 'application/manifest+json',
        body: manifest(face.locale.for(lang), lang, face.city.name),
      }),
    },
    {
      ...{ ...read, url: '/vive/worker.js', kind: 'file', schema: {}, actor: 'none' },
      summary: 'The script that answers for the server when it cannot.',
      // A worker takes its policy from its own script's answer (CSP 3, clause 4.2.1): it must connect.
      wasm: true,
      handle: () => ({
        type: 'text/javascript; charset=utf-8',
        body: face.worker,
        headers: { 'service-worker-allowed': '/vive' },
        cache: 'no-cache',
      }),
    },
    {
      ...{ ...read, url: '/vive/pack.json', kind: 'file', schema: {} },
      summary: 'What a device keeps: signed list of files with hashes and dates.',
      handle: async () => ({
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(face.pack(await face.content()).signed),
        cache: 'no-cache',
      }),
    },
    {
      ...{ ...read, url: '/vive/pack/:id', kind: 'file', schema: { params: id } },
      summary: 'A file of the pack; its name holds its hash.',
      async handle({ params, headers }) {
        const file = face.pack(await face.content()).files.get(params['id'] ?? '')
        if (!file) throw new Refusal('not-found')
        return { ...(await packedFile(file, headers)), cache: forever }
      },
    },
    {
      ...{ ...read, url: '/vive/tiles/:id', kind: 'file', schema: { params: id }, actor: 'none' },
      summary: 'The map as vector tiles in one PMTiles archive, read by ranges of bytes.',
      cors: true,
      handle({ params }) {
        const tiles = face.tiles()
        if (!tiles?.path.endsWith(`/${params['id'] ?? ''}`)) throw new Refusal('not-found')
        const { bytes, sha256 } = tiles
        return {
          ...{ type: 'application/vnd.pmtiles', body: null, etag: sha256, cache: forever },
          ranged: { bytes, read: async (start, end) => tiles.read(start, end) },
        }
      },
    },
    {
      ...{ ...read, url: '/vive/icon.svg', kind: 'file', schema: {}, actor: 'none' },
      summary: 'The mark of Vive.',
      handle: () => ({ type: 'image/svg+xml', body: icon, cache: 'public, max-age=86400' }),
    },
  ]
}

async function showVive(face: VisitFace, request: RouteRequest): Promise<Answer> {
  const content = await face.content()
  const view = viewOf(face, request, content)
  const { pathname, searchParams } = new URL(request.url, request.origin)
  const asked = { view, content, ways: face.ways(), path: pathname, query: searchParams }
  const { status, type, body } = answer(asked)
  return { status, type, body, cache: 'no-cache' }
}
