// Opens every component in a real browser: phone to office screen, light and dark, Spanish and English.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { errorPage, galleryRoutes } from '#pages'
import type { Lang, RouteRequest } from '#platform'
import type { Browser, Page } from 'playwright-core'
import { componentExamples } from '../../src/pages/components/examples.ts'
import {
  axe,
  browserAbsent,
  screenshot,
  scrollsSideways,
  serve,
  withBrowser,
} from '../support/browser.ts'
import { assetAnswer, contentSecurityPolicy, pageContext } from '../support/pages.ts'

const skip = await browserAbsent()
const headers = { 'content-security-policy': contentSecurityPolicy }
const routes = galleryRoutes({ context: (request) => pageContext(request) })

let origin = ''
let close: () => Promise<void> = () => Promise.resolve()
const complaints: string[] = []

before(async () => {
  const server = await serve(async (url) => {
    if (url.pathname.startsWith('/assets/')) return await assetAnswer(url.pathname)
    const lang = (url.searchParams.get('lang') ?? 'es') as Lang
    const address = url.pathname + url.search
    const request = {
      lang,
      url: address,
      origin: url.origin,
      query: Object.fromEntries(url.searchParams),
    }
    const component = /^\/gallery\/([\w-]+)$/.exec(url.pathname)?.[1]
    const named = component === 'suggest' ? '/gallery/suggest' : '/gallery/:component'
    const route = routes.find((one) => one.url === (component === undefined ? url.pathname : named))
    if (!route)
      return { status: 404, headers, body: errorPage(pageContext(request), { status: 404 }) }
    const params = component === undefined ? {} : { component }
    const answer = await route.handle({ ...request, params } as unknown as RouteRequest)
    return {
      status: answer.status ?? 200,
      headers,
      body: String(answer.body),
      ...(answer.type ? { type: answer.type } : {}),
    }
  })
  origin = server.origin
  close = server.close
})

after(() => close())

const looks = [
  { name: 'phone-small', width: 320, colorScheme: 'light', lang: 'es' },
  { name: 'phone', width: 360, colorScheme: 'dark', lang: 'en' },
  { name: 'tablet', width: 768, colorScheme: 'light', lang: 'en' },
  { name: 'office', width: 1440, colorScheme: 'light', lang: 'es' },
  { name: 'office-dark', width: 1440, colorScheme: 'dark', lang: 'es' },
] as const

/** A tab that remembers what the browser complains about: broken policy, missing files, faults. */
async function openTab(
  browser: Browser,
  options: Parameters<Browser['newPage']>[0],
): Promise<Page> {
  const tab = await browser.newPage(options)
  tab.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  tab.on('pageerror', (error) => complaints.push(error.message))
  return tab
}

for (const { name, width, colorScheme, lang } of looks) {
  test(`every component is whole and accessible on a ${name} screen`, { skip }, async () => {
    await withBrowser(async (browser) => {
      const tab = await openTab(browser, { viewport: { width, height: 900 }, colorScheme })
      const query = lang === 'es' ? '' : `?lang=${lang}`
      for (const path of ['/gallery', '/gallery/all']) {
        await tab.goto(`${origin}${path}${query}`)
        await tab.evaluate(() => document.fonts.ready.then(() => undefined))
        assert.deepEqual(await axe(tab), [], `${path} ${name}`)
        assert.equal(await scrollsSideways(tab), false, `${path} scrolls sideways at ${width}`)
        await screenshot(tab, `gallery-${name}${path.replace('/gallery', '').replace('/', '-')}`)
      }
    })
    assert.deepEqual(complaints, [])
  })
}

test('the page of every component is accessible, with its code opened', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await openTab(browser, { viewport: { width: 360, height: 900 } })
    // axe takes its time: three pages stand for all, whose examples are judged above.
    for (const name of ['table', 'field', 'charts']) {
      await tab.goto(`${origin}/gallery/${name}`)
      await tab.evaluate(() => {
        for (const part of document.querySelectorAll('details')) part.open = true
      })
      assert.deepEqual(await axe(tab), [], name)
      assert.equal(await scrollsSideways(tab), false, name)
    }
    for (const { name } of componentExamples) {
      await tab.goto(`${origin}/gallery/${name}`)
      assert.equal(await scrollsSideways(tab), false, `${name} scrolls sideways`)
    }
  })
  assert.deepEqual(complaints, [])
})

test('a page that does not exist is said in words and photographed', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage({ viewport: { width: 768, height: 900 } })
    await tab.goto(`${origin}/nowhere`)
    assert.deepEqual(await axe(tab), [])
    assert.match(await tab.innerText('h1'), /No encontramos/)
    await screenshot(tab, 'error-404')
  })
})

test(
  'suggestions open while typing, are chosen by arrows, and lead to their address',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await openTab(browser, { viewport: { width: 768, height: 900 } })
      await tab.goto(`${origin}/gallery/search-box`)
      const box = tab.locator('#example-suggest')
      assert.equal(await box.getAttribute('role'), 'combobox')
      await box.pressSequentially('tabl')
      await tab.locator('[role=option]').first().waitFor()
      assert.equal(await box.getAttribute('aria-expanded'), 'true')
      assert.deepEqual(await axe(tab), [])
      await screenshot(tab, 'search-box-open', { fullPage: false })
      await box.press('ArrowDown')
      const current = await box.getAttribute('aria-activedescendant')
      assert.equal(await tab.locator(`#${current}`).getAttribute('aria-selected'), 'true')
      await box.press('Escape')
      assert.equal(await box.getAttribute('aria-expanded'), 'false')
      await box.press('End')
      await box.pressSequentially('a')
      await tab.locator('[role=option]').first().waitFor()
      await box.press('ArrowDown')
      await Promise.all([tab.waitForURL(`${origin}/gallery/table`), box.press('Enter')])
    })
    assert.deepEqual(complaints, [])
  },
)

test(
  'the menu of a phone opens without JavaScript, and closes by Escape with it',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const plain = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width: 320, height: 700 },
      })
      const bare = await plain.newPage()
      await bare.goto(`${origin}/gallery`)
      await bare.locator('.site-menu > summary').click()
      assert.ok(await bare.locator('.site-menu').getByRole('link', { name: 'Temas' }).isVisible())
      assert.equal(await bare.locator('rimaq-theme').innerText(), '')
      await screenshot(bare, 'menu-open', { fullPage: false })
      const tab = await openTab(browser, { viewport: { width: 360, height: 700 } })
      await tab.goto(`${origin}/gallery`)
      await tab.locator('.site-menu > summary').click()
      assert.deepEqual(await axe(tab), [])
      await tab.keyboard.press('Escape')
      assert.equal(await tab.locator('.site-menu').getAttribute('open'), null)
    })
  },
)

test(
  'the choice of dark stays on the next page and leaves with the choice of the system',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await openTab(browser, { colorScheme: 'light' })
      const paper = (): Promise<string> =>
        tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      await tab.goto(`${origin}/gallery`)
      const light = await paper()
      await tab.getByLabel('Apariencia').selectOption('dark')
      await tab.goto(`${origin}/gallery/button`)
      assert.notEqual(await paper(), light)
      await tab.getByLabel('Apariencia').selectOption('system')
      assert.equal(await paper(), light)
    })
    assert.deepEqual(complaints, [])
  },
)

test(
  'the typeface is ours, its figures have one width, and Quechua letters are in it',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await openTab(browser, {})
      await tab.goto(`${origin}/gallery/table`)
      await tab.evaluate(() => document.fonts.ready.then(() => undefined))
      const loaded = await tab.evaluate(() =>
        [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family),
      )
      assert.ok(
        loaded.some((family) => family.includes('Source Sans 3')),
        String(loaded),
      )
      const widths = await tab.evaluate(() => {
        const cell = document.querySelector('td.number')
        const measure = (text: string): number => {
          const span = document.createElement('span')
          span.textContent = text
          cell?.append(span)
          return span.getBoundingClientRect().width
        }
        return ['1111111', '8888888', '0000000'].map(measure)
      })
      assert.equal(new Set(widths).size, 1, String(widths))
      assert.ok(
        await tab.evaluate(() => document.fonts.check('16px "Source Sans 3"', 'ñÑáéíóúü ʼ')),
      )
    })
  },
)

test('code is copied by its button and the button says so', { skip }, async () => {
  await withBrowser(async (browser) => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const tab = await context.newPage()
    await tab.goto(`${origin}/gallery/code-block`)
    const button = tab.locator('[data-example] .copy')
    await button.click()
    await tab.locator('[data-example] .copy', { hasText: 'Copiado' }).waitFor()
    assert.match(await tab.evaluate(() => navigator.clipboard.readText()), /^curl /)
  })
})

test('on paper the page leaves out what one cannot press there', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await openTab(browser, {
      viewport: { width: 794, height: 1123 },
      colorScheme: 'dark',
    })
    await tab.goto(`${origin}/gallery/table`)
    await tab.emulateMedia({ media: 'print' })
    assert.equal(await tab.locator('.site-search').first().isVisible(), false)
    assert.equal(await tab.locator('table').first().isVisible(), true)
    const paper = await tab.evaluate(
      () => getComputedStyle(document.documentElement).backgroundColor,
    )
    assert.equal(paper, 'rgb(255, 255, 255)')
    await screenshot(tab, 'print-table')
  })
})

test('the choice of light or dark stands only where script can make it', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const javaScriptEnabled of [false, true]) {
      const context = await browser.newContext({ javaScriptEnabled })
      const tab = await context.newPage()
      await tab.goto(`${origin}/gallery`)
      const heading = tab.locator('.site-footer section:has(rimaq-theme) h2')
      await heading.waitFor({ state: javaScriptEnabled ? 'visible' : 'hidden' })
      await context.close()
    }
  })
})
