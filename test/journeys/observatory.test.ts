// Opens the observatory in a real browser, phone to office screen, with its own style and no script.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { pageAssets } from '#pages'
import type { RouteRequest } from '#platform'
import { buildAssets } from '#platform/http'
import { observatoryStyles } from '#observatory'
import type { Browser, BrowserContext, Page } from 'playwright-core'
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
    scripts: ['theme', 'enhance', 'answer-form'].map(
      (name) => new URL(`browser/${name}.ts`, root).pathname,
    ),
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

/** A page of the real server as an official sees it, with its scripts. */
async function officialsTab(browser: Browser): Promise<{ context: BrowserContext; url: string }> {
  await on.ask('/observatory/answer', { as: chief })
  const { url } = await on.server.listen({ port: 0, host: '127.0.0.1' })
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, locale: 'en-US' },
    extraHTTPHeaders: { authorization: 'Bearer person-chief' },
  })
  await context.route('**/assets/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    const answer = await fetch(origin + pathname)
    await route.fulfill({
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'text/plain' },
      body: Buffer.from(await answer.arrayBuffer()),
    })
  })
  return { context, url }
}

const looks = [
  { name: 'phone-small', width: 320, colorScheme: 'light', lang: 'es' },
  { name: 'phone-dark', width: 360, colorScheme: 'dark', lang: 'en' },
  { name: 'office', width: 1440, colorScheme: 'light', lang: 'es' },
] as const

const paths = {
  world: '/observatory',
  list: '/observatory?region=latin-america',
  lima: '/observatory/cities/lima?edition=2020&wording=published',
  toronto: '/observatory/cities/toronto',
  house: '/observatory/house',
  indicator: '/observatory/house/indicator/mediana-de-dias',
  form: '/observatory/house/indicator/mediana-de-dias/edit',
  answers: '/observatory/answer/2020/3',
  review: '/observatory/answer/2020/review',
  import: '/observatory/answer/2020/import',
  changes: '/observatory/changes',
  cities: '/observatory/assessments/what-works-cities',
  'house-embed': '/observatory/house/embed/budget-fund',
  assessment: '/observatory/assessments/ourdata',
  embed: '/observatory/embed/areas',
  compare:
    '/observatory/compare?cities=lima,toronto:2018,toronto:2020,bilbao,vienna&cohort=region:latin-america',
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

test('on paper nothing is cut off, and nothing asks to be pressed', { skip }, async () => {
  await withBrowser(async (browser) => {
    // A4 within its margins, at 96 points an inch.
    const tab = await browser.newPage({ viewport: { width: 700, height: 1000 } })
    await tab.emulateMedia({ media: 'print' })
    for (const name of ['compare', 'lima', 'house', 'changes', 'assessment'] as const) {
      await tab.goto(`${origin}${paths[name]}${paths[name].includes('?') ? '&' : '?'}lang=es`)
      assert.equal(await scrollsSideways(tab), false, name)
      const cut = await tab.evaluate(() =>
        [...document.querySelectorAll('main .table-frame')].some(
          (frame) => frame.scrollWidth > frame.clientWidth,
        ),
      )
      assert.equal(cut, false, `${name}: a table is cut off`)
      assert.equal(await tab.getByText('¿Por qué?').first().isVisible(), false, name)
      await screenshot(tab, `observatory-${name}-paper`)
    }
  })
})

test(
  'answers are saved while they are typed; without a connection they wait on the device and are sent later',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const { context, url } = await officialsTab(browser)
      const path = `${url}/observatory/answer/2020/3?lang=en`
      const told = (tab: Page, words: RegExp) =>
        tab.locator('[data-autosave]', { hasText: words }).waitFor()
      const kept = async () => (await on.answering.draft(2020))?.draft.answers['funding']
      const tab = await context.newPage()
      await tab.goto(path)
      await tab.fill('[name=evidence-funding]', 'https://example.pe/acta-1')
      await told(tab, /Saved at/)
      assert.equal((await kept())?.evidence, 'https://example.pe/acta-1')

      await context.setOffline(true)
      await tab.fill('[name=comment-funding]', 'Escrito sin red')
      await told(tab, /No connection/)
      assert.equal((await kept())?.comment, undefined)
      await screenshot(tab, 'observatory-answer-offline', { fullPage: false })
      await tab.close()

      await context.setOffline(false)
      const again = await context.newPage()
      await again.goto(path)
      await told(again, /Saved at/)
      assert.equal(await again.inputValue('[name=comment-funding]'), 'Escrito sin red')
      assert.equal((await kept())?.comment, 'Escrito sin red')

      // Also what was sent by the button, and did not arrive.
      await again.fill('[name=comment-funding]', 'Enviado sin red')
      await context.setOffline(true)
      const lost = again.waitForEvent('requestfailed')
      await again.click('main form button[type=submit]', { noWaitAfter: true })
      await lost
      await context.setOffline(false)
      await again.goto(path)
      await told(again, /Saved at/)
      assert.equal((await kept())?.comment, 'Enviado sin red')

      // Somebody else saves the same part: nothing of theirs is undone.
      const form: [string, string][] = [
        ['state-funding', 'answered'],
        ['choice-funding', 'yes'],
        ['comment-funding', 'De otra persona'],
      ]
      await on.ask('/observatory/answer/2020/3', { as: chief, form })
      await again.fill('[name=evidence-funding]', 'https://example.pe/acta-2')
      await told(again, /Somebody else saved/)
      assert.equal((await kept())?.comment, 'De otra persona')
    })
  },
)

// In parts, since a page is looked at for a second or two.
for (const part of [0, 1, 2, 3, 4]) {
  test(`every one of the 45 cities is accessible, part ${part + 1} of 5`, { skip }, async () => {
    const { places = [] } = (await on.observatory.holdings()) ?? {}
    assert.equal(places.length, 45)
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width: 360, height: 800 } })
      for (const { id } of places.slice(part * 9, part * 9 + 9)) {
        await tab.goto(`${origin}/observatory/cities/${id}?lang=en`)
        assert.deepEqual(await axe(tab), [], id)
      }
    })
  })
}

test('the pictures of the README show the pages as they are', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const pictures = {
      observatory: '/observatory?lang=en',
      house: '/observatory/house?lang=en',
      city: '/observatory/cities/lima?edition=2020&lang=en',
      compare:
        '/observatory/compare?cities=lima,toronto:2018,toronto:2020&cohort=region:latin-america&lang=en',
    }
    for (const [name, path] of Object.entries(pictures)) {
      await tab.goto(origin + path)
      await tab.evaluate(() => document.fonts.ready.then(() => null))
      const file = await screenshot(tab, `readme-${name}`, { fullPage: false })
      assert.ok(statSync(file).size > 10_000)
    }
  })
})
