// A first start: while the city's content is still being taken over, empty lists say so.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLocale, createLog } from '#platform'
import { createMetrics, createServer } from '#platform/http'
import { makeContent } from './content/make-content.ts'
import { visitRoutes } from './routes.ts'
import { straightWays } from './ways.ts'

const timeZone = 'America/Lima'
const pages = ['/vive', '/vive/rutas', '/vive/lugares', '/vive/emergency', '/vive/agenda']

describe('a first start of Vive', () => {
  test('says that content is coming, never that there is none; and later what is so', async () => {
    const rooms = ['platform', 'visit'].map((room) => ({
      room,
      folder: new URL(`../${room}/`, import.meta.url),
    }))
    const locale = createLocale({ rooms })
    const clock = { now: () => new Date('2026-11-28T15:00:00Z') }
    const log = createLog({ level: 'silent' })
    const server = createServer({ log, locale, clock, metrics: createMetrics() })
    const content = makeContent({}, { timeZone, bbox: [-78, -13, -76, -11] })
    let loading = true
    server.register(
      visitRoutes({
        ...{ clock, locale, timeZone, ways: straightWays, worker: new Uint8Array() },
        content: () => Promise.resolve(content),
        city: { name: 'Lima', institution: '' },
        asset: (name) => name,
        pack: () => assert.fail('no pack is asked for'),
        tiles: () => null,
        loading: () => loading,
      }),
    )
    const read = async (url: string): Promise<string> => {
      const answer = await server.inject({ method: 'GET', url, headers: { host: 'vive.example' } })
      return answer.text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
    }
    try {
      for (const path of pages) {
        const text = await read(path)
        assert.match(text, /todavía se (está|están) cargando/, path)
        assert.doesNotMatch(text, /no publicó|no ha publicado|No hay nada anunciado/, path)
      }
      assert.match(await read('/vive/emergency'), /policía atiende en el 105/)
      loading = false
      for (const path of pages) assert.doesNotMatch(await read(path), /cargando/, path)
      assert.match(await read('/vive/rutas'), /no ha publicado rutas/)
    } finally {
      await server.close()
    }
  })
})
