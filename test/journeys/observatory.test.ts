// Opens the observatory in a real browser, phone to office screen, with its own style and no script.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pageAssets } from '#pages'
import { type RouteRequest, buildAssets } from '#platform'
import { observatoryStyles } from '#observatory'
import {
  axe,
  browserAbsent,
  screenshot,
  scrollsSideways,
  serve,
  withBrowser,
} from '../support/browser.ts'
import { contentSecurityPolicy } from '../support/pages.ts'
import {
  type TestObservatory,
  fillHouse,
  official,
  testObservatory,
} from '../support/test-observatory.ts'

const skip = await browserAbsent()
const chief = official('chief', ['read', 'draft', 'publish'])
let on: TestObservatory
let origin = ''
let close: () => Promise<void> = () => Promise.resolve()

before(async () => {
  on = await testObservatory()
  await fillHouse(on)
  const root = new URL('../../', import.meta.url)
  const assets = await buildAssets({
    files: [...pageAssets(), { name: 'observatory.css', path: observatoryStyles }],
    scripts: ['browser/theme.ts', 'browser/enhance.ts'].map((path) => new URL(path, root).pathname),
  })
  const named = new Map(assets.list().map(({ name, address }) => [`/assets/${name}`, address]))
  const server = await serve(async (url) => {
    const name = /^\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1]
    if (name !== undefined) {
      const [route] = assets.routes()
      const address = named.get(url.pathname) ?? url.pathname
      if (!assets.list().some((each) => each.address === address)) return null
      const params = { name: address.slice('/assets/'.length) }
      const answer = await route?.handle({ params, headers: {} } as unknown as RouteRequest)
      return { type: answer?.type ?? 'text/plain', body: answer?.body as Uint8Array }
    }
    // What only officials see is asked for as one.
    const asked = /\/(new|edit|answer|free)\b/.test(url.pathname) ? { as: chief } : {}
    const { status, text } = await on.ask(url.pathname + url.search, asked)
    if (status !== 200) return null
    return { headers: { 'content-security-policy': contentSecurityPolicy }, body: text }
  })
  ;({ origin, close } = server)
})
after(async () => {
  await close()
  await on.close()
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
  house: '/observatory/house',
  indicator: '/observatory/house/indicator/mediana-de-dias',
  form: '/observatory/house/indicator/mediana-de-dias/edit',
  answers: '/observatory/answer/2020/3',
  review: '/observatory/answer/2020/review',
  assessment: '/observatory/assessments/ourdata',
  embed: '/observatory/embed/areas',
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
