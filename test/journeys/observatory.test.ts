// Opens the observatory in a real browser, phone to office screen, with its own style and no script.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createPageContext, pageAssets } from '#pages'
import { type RouteRequest, buildAssets, createLocale } from '#platform'
import { createObservatory, observatoryRoutes, observatoryStyles } from '#observatory'
import {
  axe,
  browserAbsent,
  screenshot,
  scrollsSideways,
  serve,
  withBrowser,
} from '../support/browser.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { city, contentSecurityPolicy } from '../support/pages.ts'

const skip = await browserAbsent()
const now = new Date('2026-03-14T15:00:00Z')
let database: TestDatabase
let origin = ''
let close: () => Promise<void> = () => Promise.resolve()

before(async () => {
  database = await testDatabase(['observatory'])
  const clock = { now: () => now }
  const observatory = createObservatory({ database, clock })
  await observatory.importPack(new URL('../../packs/observatory/', import.meta.url))
  const root = new URL('../../', import.meta.url)
  const assets = await buildAssets({
    files: [...pageAssets(), { name: 'observatory.css', path: observatoryStyles }],
    scripts: ['browser/theme.ts', 'browser/enhance.ts'].map((path) => new URL(path, root).pathname),
  })
  const locale = createLocale({
    rooms: ['pages', 'observatory'].map((room) => ({
      room,
      folder: new URL(`../../src/${room}/`, import.meta.url),
    })),
  })
  const routes = observatoryRoutes({
    observatory,
    context: ({ lang, url, origin: from }) =>
      createPageContext({ lang, url, origin: from, locale, clock, city, assets: assets.asset }),
  })
  const server = await serve(async (url) => {
    const name = /^\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
    if (name !== undefined) {
      const [route] = assets.routes()
      if (!assets.list().some(({ address }) => address === url.pathname)) return null
      const answer = await route?.handle({
        params: { name },
        headers: {},
      } as unknown as RouteRequest)
      return { type: answer?.type ?? 'text/plain', body: answer?.body as Uint8Array }
    }
    const id = /^\/observatory\/cities\/([\w-]+)$/.exec(url.pathname)?.[1]
    const wanted = id === undefined ? url.pathname : '/observatory/cities/:city'
    const route = routes.find((one) => one.url === wanted)
    if (!route) return null
    const query = Object.fromEntries(url.searchParams)
    const lang = query['lang'] ?? 'es'
    const request = {
      lang,
      url: url.pathname + url.search,
      origin: url.origin,
      query,
      params: { city: id },
    }
    const { body } = await route.handle(request as unknown as RouteRequest)
    return { headers: { 'content-security-policy': contentSecurityPolicy }, body: String(body) }
  })
  ;({ origin, close } = server)
})
after(async () => {
  await close()
  await database.close()
})

const looks = [
  { name: 'phone-small', width: 320, colorScheme: 'light', lang: 'es' },
  { name: 'phone-dark', width: 360, colorScheme: 'dark', lang: 'en' },
  { name: 'office', width: 1440, colorScheme: 'light', lang: 'es' },
] as const

const paths = {
  list: '/observatory?region=latin-america',
  lima: '/observatory/cities/lima?edition=2020&wording=published',
  toronto: '/observatory/cities/toronto',
  compare: '/observatory/compare?cities=lima,toronto:2018,toronto:2020',
}

for (const { name, width, colorScheme, lang } of looks) {
  test(
    `the observatory is whole and accessible without script on a ${name} screen`,
    { skip },
    async () => {
      await withBrowser(async (browser) => {
        const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
        const still = await browser.newPage({
          ...{ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled: false },
        })
        for (const [page, path] of Object.entries(paths)) {
          const address = `${origin}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
          await tab.goto(address)
          assert.deepEqual(await axe(tab), [], `${page} ${name}`)
          assert.equal(await scrollsSideways(tab), false, `${page} scrolls sideways at ${width}`)
          await still.goto(address)
          assert.ok((await still.locator('main h1').innerText()).length > 3)
          await screenshot(still, `observatory-${page}-${name}`)
        }
      })
    },
  )
}
