// A stranger reads, filters, charts, downloads and queries a messy file the city published.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { testCity } from '../support/city.ts'
import type { TestCity } from '../support/city.ts'

const skip = await browserAbsent()
let here: TestCity

before(async () => {
  here = await testCity()
  await here.publishPlaces()
})

after(() => here.close())

const addresses = [
  '/',
  '/dataset',
  '/dataset?q=lugares',
  '/dataset?q=zzzzqqq',
  '/dataset/lugares',
  '/dataset/lugares?version=1',
  '/dataset/lugares/explore',
  '/dataset/lugares/explore?f=distrito~eq~Lur%C3%ADn&sort=-area_m2&page=2',
  '/dataset/lugares/explore?view=summary&group=distrito',
  '/dataset/lugares/explore?view=chart&group=fecha&chart=line&measure=sum:area_m2',
  '/dataset/lugares/explore?view=chart&group=distrito&split=tipo',
  '/dataset/lugares/explore?view=map',
  '/dataset/lugares/sql',
  '/dataset/lugares/sql?sql=SELECT+distrito%2C+count(*)+AS+n+FROM+lugares+GROUP+BY+1',
  '/dataset/lugares/sql?sql=SELECT+nada',
  '/dataset/lugares/versions?from=1&to=2',
  '/dataset/lugares/report',
  '/organization',
  '/organization/municipalidad-metropolitana-de-lima',
  '/theme',
  '/status',
  '/api',
  '/no-existe',
]

async function open(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[]; status: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const missing = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !missing) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const answer = await page.goto(here.origin + address, { waitUntil: 'load' })
  return { page, complaints, status: answer?.status() ?? 0 }
}

function inLanguage(address: string, lang: 'es' | 'en'): string {
  if (lang === 'es') return address
  return `${address}${address.includes('?') ? '&' : '?'}lang=en`
}

test(
  'every page in Spanish and English is accessible, says its language, and has no complaint',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      for (const lang of ['es', 'en'] as const) {
        for (const address of addresses) {
          const { page, complaints, status } = await open(browser, inLanguage(address, lang))
          assert.equal(status, address === '/no-existe' ? 404 : 200, address)
          assert.equal(await page.getAttribute('html', 'lang'), lang, address)
          assert.deepEqual(complaints, [], address)
          assert.deepEqual(await axe(page), [], `${lang} ${address}`)
          await page.context().close()
        }
      }
    })
  },
)

test(
  'every page fits a small phone without scrolling sideways, light and dark',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      for (const address of addresses) {
        const { page } = await open(browser, address, {
          viewport: { width: 320, height: 640 },
          colorScheme: 'dark',
        })
        assert.equal(await scrollsSideways(page), false, address)
        await page.context().close()
      }
    })
  },
)

test('every page shows its content without JavaScript', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const address of addresses) {
      const { page } = await open(browser, address, { javaScriptEnabled: false })
      const main = (await page.textContent('main')) ?? ''
      assert.ok(main.trim().length > 40, address)
      assert.equal(await page.locator('h1').count(), 1, address)
      await page.context().close()
    }
  })
})

test(
  'filters, order and pages work by plain forms and links without JavaScript',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const { page } = await open(browser, '/dataset/lugares/explore', { javaScriptEnabled: false })
      await page.click('summary:has-text("Añadir filtro")')
      await page.selectOption('[name=new-column]', 'distrito')
      await page.click('form:has([name=new-column]) button')
      assert.equal(await page.locator('datalist option[value="Lurín"]').count(), 1)
      const offered = await page.locator('[name=new-op] option').allTextContents()
      assert.ok(offered.includes('contiene') && !offered.includes('mayor que'), offered.join())
      await page.fill('[name=new-value]', 'Lurín')
      await page.click('form:has([name=new-column]) button')
      assert.match(page.url(), /f=distrito%7Eeq%7ELur%C3%ADn$/)
      assert.match((await page.textContent('.explorer-count')) ?? '', /200 .*1,?200|200 de/)
      await page.click('thead a:has-text("CÓDIGO")')
      assert.match(page.url(), /f=distrito%7Eeq%7ELur%C3%ADn/)
      assert.match(page.url(), /sort=codigo/)
      await page.context().close()
    })
  },
)

test(
  'the explorer answers in place, keeps its address, scrolls over every row, and goes back',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const { page, complaints } = await open(browser, '/dataset/lugares/explore')
      await page.evaluate(() => ((globalThis as { mark?: number }).mark = 7))
      await page.locator('.grid-scroller').focus()
      await page.keyboard.press('End')
      await page.waitForSelector('tbody th:has-text("1,200")')
      await page.click('a:has-text("Gráfico")')
      await page.waitForURL(/view=chart/)
      await page.waitForSelector('.chart-picture')
      await page.selectOption('select[name=group]', 'distrito')
      await page.waitForURL(/group=distrito/)
      await page.waitForSelector('.chart-title:has-text("DISTRITO")')
      await page.goBack()
      await page.waitForURL((url) => !url.search.includes('group='))
      assert.equal(await page.evaluate(() => (globalThis as { mark?: number }).mark), 7)
      assert.deepEqual(complaints, [])
      await page.context().close()
    })
  },
)

test('pictures of the pages people will judge us by', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const [name, address] of [
      ['home', '/'],
      ['dataset', '/dataset/lugares'],
      ['explorer', '/dataset/lugares/explore'],
      ['chart', '/dataset/lugares/explore?view=chart&group=distrito&split=tipo'],
      ['map', '/dataset/lugares/explore?view=map'],
      ['report', '/dataset/lugares/report'],
      ['versions', '/dataset/lugares/versions?from=1&to=2'],
    ] as const) {
      for (const [width, colorScheme] of [
        [360, 'light'],
        [1440, 'dark'],
      ] as const) {
        const { page } = await open(browser, address, {
          viewport: { width, height: 900 },
          colorScheme,
        })
        await screenshot(page, `portal-${name}-${width}-${colorScheme}`, { fullPage: false })
        await page.context().close()
      }
    }
  })
})

test('the repaired coordinates lie in Lima, and the download says so too', async () => {
  const csv = await (
    await fetch(`${here.origin}/api/v1/resources/${await resourceId()}/export.csv`)
  ).text()
  const [head = '', first = ''] = csv.split(/\r?\n/)
  assert.match(head, /CÓDIGO,NOMBRE,DISTRITO/)
  const columns = head.split(',')
  const values = first.split(',')
  const latitude = Number(values[columns.indexOf('LATITUD')])
  assert.ok(latitude < -11 && latitude > -13, `${latitude}`)
  assert.equal(csv.trimEnd().split('\n').length, 1201)
})

async function resourceId(): Promise<string> {
  const dataset = await here.city.shelf.dataset('lugares')
  return dataset?.resources[0]?.id ?? ''
}
