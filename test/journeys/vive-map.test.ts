// A map that can be moved: only when it is wanted, from the city's own tiles, without a network and without WebGL.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildMap, importFeed } from '#visit'
import { asPbf, testCity as testStreets } from '../../packages/walks/src/osm/test-city.ts'
import { writeFeed } from '../../src/visit/transit/test-feed.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'

const skip = await browserAbsent()

let on: TestCity
let dead = false
before(async () => {
  on = await testCity()
  const { data } = on.city.settings
  // A crooked grid of streets that lies where the centre of Lima does.
  const extract = join(data, 'centre.osm.pbf')
  await writeFile(extract, asPbf(testStreets(28, 7)))
  await buildMap(extract, data)
  for (let at = 0; !(await text('/vive/rutas')).includes('munlima-circuito-1'); at++) {
    assert.ok(at < 600, 'the walks did not come')
    await wait(100)
  }
  await importFeed(
    on.city.shelf.as({ kind: 'operator' }),
    await writeFeed(join(data, 'feed.zip')),
    {
      ...{ bbox: on.city.identity.territory.bbox, today: '2026-11-28' },
      ...{ source: 'https://example.pe/gtfs.zip', checked: '2026-11-28', confidence: 'media' },
    },
  )
})
after(async () => {
  if (!dead) await on.close()
})

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

const phone = { width: 360, height: 740 }

async function open(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    ...{ locale: 'es-PE', timezoneId: 'America/Lima', viewport: phone },
    ...options,
  })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

/** Presses the button and waits until the map says that it stands. */
async function show(page: Page): Promise<void> {
  await page.click('rimaq-map .map-button')
  await page.waitForSelector('rimaq-map[data-shown]', { timeout: 120_000 })
  await page.waitForSelector('rimaq-map .map-live canvas')
}

const pages: readonly [name: string, path: string][] = [
  ['map', '/vive/mapa'],
  ['transit', '/vive/transporte'],
  ['line', '/vive/transporte/301'],
  ['stop', '/vive/paraderos/P4'],
  ['way', '/vive/camino?de=4451&a=p.P2'],
]

test('tiles are read by ranges, and an archive that is gone is not found', async () => {
  const [, tiles = ''] = /data-tiles="([^"]+)"/.exec(await text('/vive/mapa')) ?? []
  assert.match(tiles, /^\/vive\/tiles\/[0-9a-f]{16}\.pmtiles$/)
  const part = await fetch(on.origin + tiles, { headers: { range: 'bytes=0-126' } })
  assert.equal(part.status, 206)
  assert.match(part.headers.get('content-range') ?? '', /^bytes 0-126\/\d+$/)
  assert.equal(new TextDecoder().decode((await part.arrayBuffer()).slice(0, 7)), 'PMTiles')
  const past = await fetch(on.origin + tiles, { headers: { range: 'bytes=999999999-' } })
  assert.equal(past.status, 416)
  assert.equal((await fetch(`${on.origin}/vive/tiles/0000000000000000.pmtiles`)).status, 404)
})

test('what a device takes along beside tiles, streets and borders weighs 600 kB at most', async () => {
  const { manifest } = JSON.parse(await text('/vive/pack.json')) as { manifest: string }
  const { files, tiles, streets } = JSON.parse(manifest) as {
    files: { path: string }[]
    tiles: string
    streets: string
  }
  assert.ok(files.some(({ path }) => path === tiles))
  let bytes = 0
  for (const { path } of files) {
    if (path === tiles || path === streets) continue
    bytes += await bytesOnTheWay(on.origin + path)
  }
  console.log(`the pack without tiles and streets: ${bytes} bytes on their way`)
  assert.ok(bytes > 100_000 && bytes <= 600_000, `${bytes}`)
})

/** As they travel, packed. */
function bytesOnTheWay(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
      answer.on('error', reject)
      answer.on('end', () => resolve(bytes))
    }).on('error', reject)
  })
}

test('pages of map, transport and ways are sound in three languages', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const lang of ['es', 'en', 'qu']) {
      await open(browser, {}, async (page) => {
        const foreign: string[] = []
        const faults: string[] = []
        page.on('request', (request) => {
          if (!request.url().startsWith(on.origin)) foreign.push(request.url())
          if (/vive-map|maplibre|tiles/.test(request.url()))
            foreign.push(`unasked ${request.url()}`)
        })
        page.on('pageerror', (error) => faults.push(error.message))
        for (const [name, path] of pages) {
          const both = `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
          await page.goto(on.origin + (lang === 'es' ? path : both))
          assert.deepEqual(await axe(page), [], `${name} in ${lang}`)
          assert.equal(await scrollsSideways(page), false, `${name} in ${lang}`)
          if (lang === 'es') await screenshot(page, `vive-${name}`)
        }
        assert.deepEqual(foreign, [])
        assert.deepEqual(faults, [])
      })
    }
  })
})

test(
  'the map comes when it is asked for, from this origin alone, and says whose it is',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      await open(browser, {}, async (page) => {
        const foreign: string[] = []
        const asked: string[] = []
        page.on('request', (request) => {
          const url = request.url()
          asked.push(url)
          if (!url.startsWith(on.origin) && !url.startsWith('blob:') && !url.startsWith('data:'))
            foreign.push(url)
        })
        const faults: string[] = []
        page.on('pageerror', (error) => faults.push(error.message))
        page.on('console', (message) => {
          if (message.type() === 'error') faults.push(message.text())
        })
        await page.goto(`${on.origin}/vive/rutas/munlima-circuito-1`)
        await page.waitForSelector('.map-button')
        assert.equal(
          asked.some((url) => /vive-map|maplibre|tiles/.test(url)),
          false,
        )
        await show(page)
        assert.ok(asked.some((url) => url.includes('/vive/tiles/')))
        assert.match(
          (await page.textContent('.map figcaption')) ?? '',
          /colaboradores de OpenStreetMap/,
        )
        assert.ok(await page.isVisible('.map figcaption'))
        assert.deepEqual(await axe(page), [])
        assert.equal(await scrollsSideways(page), false)
        await page.evaluate(() => document.querySelector('rimaq-map')?.scrollIntoView())
        await screenshot(page, 'vive-map-live-phone', { fullPage: false })
        // By the keyboard: the map takes the focus, + brings it nearer, and the button leads back.
        await page.focus('.map-live canvas')
        await page.keyboard.press('+')
        await page.keyboard.press('ArrowRight')
        await page.focus('.map-button')
        await page.keyboard.press('Enter')
        await page.waitForSelector('rimaq-map .map svg:not([hidden])')
        assert.equal(await page.locator('.map-live').count(), 0)
        assert.deepEqual(foreign, [])
        assert.deepEqual(faults, [])
      })
      const wide = { viewport: { width: 1280, height: 900 } }
      for (const colorScheme of ['light', 'dark'] as const) {
        await open(browser, { ...wide, colorScheme }, async (page) => {
          await page.goto(`${on.origin}/vive/mapa`)
          await show(page)
          assert.deepEqual(await axe(page), [], colorScheme)
          await page.locator('rimaq-map').scrollIntoViewIfNeeded()
          await page.evaluate(() => scrollTo(0, 0))
          await screenshot(page, `vive-map-live-${colorScheme}`, { fullPage: false })
        })
      }
    })
  },
)

test('where WebGL is missing the picture stays, and words say why', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, {}, async (page) => {
      await page.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null
      })
      await page.goto(`${on.origin}/vive/mapa`)
      await page.click('.map-button')
      assert.match((await page.textContent('.map-told')) ?? '', /WebGL/)
      assert.ok(await page.isVisible('.map svg'))
      assert.deepEqual(await axe(page), [])
    })
    await open(browser, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${on.origin}/vive/mapa`)
      assert.ok(await page.isVisible('.map svg'))
      assert.match((await page.textContent('main')) ?? '', /Catedral/)
    })
  })
})

// The last one: afterwards the city is closed.
test('with the server dead the map draws from what was taken along', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, {}, async (page) => {
      await page.goto(`${on.origin}/vive`)
      await page.click('rimaq-pack button')
      await page.waitForSelector('rimaq-pack time', { timeout: 90_000 })
      await on.close()
      dead = true
      for (const [name, path] of pages) {
        const answer = await page.goto(on.origin + path)
        assert.equal(answer?.status(), 200, name)
        assert.equal(await page.locator('.offline').count(), 1, name)
      }
      await page.goto(`${on.origin}/vive/rutas/munlima-circuito-1`)
      await show(page)
      await screenshot(page, 'vive-map-dead', { fullPage: false })
    })
  })
})
