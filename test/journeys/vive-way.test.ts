// The way on foot from where one is, and from a point of the map: found on the device, and sent to nobody.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { buildMap } from '#visit'
import { asPbf, testCity as testStreets } from '../../packages/walks/src/osm/test-city.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'

const skip = await browserAbsent()

let on: TestCity
let dead = false
before(async () => {
  on = await testCity()
  const { data } = on.city.settings
  const extract = join(data, 'centre.osm.pbf')
  await writeFile(extract, asPbf(testStreets(28, 7)))
  await buildMap(extract, data)
  for (let at = 0; !(await text('/vive/lugares')).includes('/vive/lugares/3348'); at++) {
    assert.ok(at < 600, 'the places did not come')
    await wait(100)
  }
})
after(async () => {
  if (!dead) await on.close()
})

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

const here = { longitude: -77.0391, latitude: -12.0472 }

async function open(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    ...{ locale: 'es-PE', viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' },
    ...{ permissions: ['geolocation'], geolocation: here },
    ...options,
  })
  context.setDefaultTimeout(90_000)
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

/** The first four decimals of a coordinate, in an address or a body. */
const position = /-?77[.,]03\d|-?12[.,]04\d/

test('the way starts where one is or at a tap, and no request says where', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, {}, async (page) => {
      const told: string[] = []
      page.context().on('request', (request) => {
        const said = `${request.url()} ${request.postData() ?? ''} ${request.headers()['referer'] ?? ''}`
        if (position.test(said)) told.push(said)
      })
      await page.goto(`${on.origin}/vive/camino?a=3348`)
      await page.evaluate(() => navigator.serviceWorker.ready)
      const find = page.locator('rimaq-way button').first()
      assert.match((await page.textContent('rimaq-way')) ?? '', /solo en este aparato/)
      assert.equal(await page.locator('.way-result .figures').count(), 0)
      await find.click()
      await page.waitForSelector('.way-result .figures')
      const steps = (await page.textContent('.way-result')) ?? ''
      assert.match(steps, /Donde estás/)
      assert.match(steps, /Plaza/)
      assert.match(page.url(), /camino\?a=3348#g\.-77\.03910,-12\.04720$/)
      assert.deepEqual(await axe(page), [])
      assert.equal(await scrollsSideways(page), false)
      await screenshot(page, 'vive-way-here')
      const download = page.waitForEvent('download')
      await page.click('.way-gpx')
      const file = await readFile(await (await download).path(), 'utf8')
      assert.match(file, /<rtept lat="-12\.0472" lon="-77\.0391">/)
      // Opened again from history it is found again, as the address says, without being sent.
      await page.reload()
      await page.waitForSelector('.way-result .figures')

      await page.locator('rimaq-way button').nth(1).click()
      await page.waitForSelector('rimaq-way rimaq-map[data-shown]', { timeout: 90_000 })
      await page.locator('rimaq-way .map-live canvas').click({ position: { x: 60, y: 60 } })
      await page.waitForFunction(() => location.hash.startsWith('#m.'))
      await page.waitForFunction(
        () =>
          document.querySelector('.way-result')?.textContent?.includes('Punto del mapa') === true,
      )
      // Without a pointer: the middle of the map.
      const tapped = new URL(page.url()).hash
      await page.locator('rimaq-way > button, rimaq-way rimaq-map + button').last().focus()
      await page.keyboard.press('Enter')
      await page.waitForFunction((before) => location.hash !== before, tapped)
      assert.deepEqual(await axe(page), [])
      await screenshot(page, 'vive-way-map')

      await page.context().setGeolocation({ longitude: -71.53, latitude: -16.4 })
      await find.click()
      await page.waitForFunction(
        () =>
          document.querySelector('rimaq-way [role=status]')?.textContent?.includes('30 km') ===
          true,
      )
      await page.context().setGeolocation(here)
      await page.goto(`${on.origin}/vive`)
      await page.click('rimaq-pack button')
      await page.waitForSelector('rimaq-pack time', { timeout: 90_000 })
      await on.close()
      dead = true
      await page.goto(`${on.origin}/vive/camino?a=3348`)
      await find.click()
      await page.waitForSelector('.way-result .figures')
      assert.match((await page.textContent('.way-result')) ?? '', /Donde estás/)
      assert.deepEqual(told, [])
    })
  })
})
