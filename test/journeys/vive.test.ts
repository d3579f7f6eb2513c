// A visitor with a phone: three taps to a walk, to tonight and to the police; small, sound, and of one origin.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'

const skip = await browserAbsent()

let on: TestCity
before(async () => {
  on = await testCity()
  // The pack is taken over after the server listens.
  for (let at = 0; !(await text('/vive/emergency')).includes('tel:105'); at++) {
    assert.ok(at < 600, 'the emergency numbers did not come')
    await wait(100)
  }
  for (let at = 0; !(await text('/vive/agenda.ics')).includes('BYDAY=-1FR'); at++) {
    assert.ok(at < 600, 'the agenda did not come')
    await wait(100)
  }
})
let dead = false
after(async () => {
  if (!dead) await on.close()
})

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

const phone = { width: 360, height: 740 }
const pages: readonly [name: string, path: string][] = [
  ['home', '/vive'],
  ['emergency', '/vive/emergency'],
  ['places', '/vive/lugares?q=museo'],
  ['place', '/vive/lugares/4481'],
  ['routes', '/vive/rutas'],
  ['route', '/vive/rutas/munlima-circuito-1'],
  ['agenda', '/vive/agenda'],
  ['event', '/vive/agenda/noche-de-museos'],
  ['plan', '/vive/plan?fecha=2026-12-02&l=4481&l=4451&l=3348&l=4464&l=1360&l=10931'],
  ['data', '/vive/datos'],
]

function inLanguage(path: string, lang: string): string {
  if (lang === 'es') return path
  return `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`
}

async function open(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    locale: 'es-PE',
    timezoneId: 'America/Lima',
    ...options,
  })
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

test(
  'every page is sound on a phone in three languages and asks nothing of others',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      for (const lang of ['es', 'en', 'qu']) {
        await open(browser, { viewport: phone }, async (page) => {
          const foreign: string[] = []
          const faults: string[] = []
          page.on('request', (request) => {
            if (!request.url().startsWith(on.origin)) foreign.push(request.url())
          })
          page.on('pageerror', (error) => faults.push(error.message))
          page.on('console', (message) => {
            if (message.type() === 'error') faults.push(message.text())
          })
          for (const [name, path] of pages) {
            await page.goto(on.origin + inLanguage(path, lang))
            assert.deepEqual(await axe(page), [], `${name} in ${lang}`)
            assert.equal(await scrollsSideways(page), false, `${name} in ${lang}`)
            if (lang !== 'es') continue
            await screenshot(page, `vive-${name}`)
            // For the README: what a phone shows at once.
            if (['home', 'route', 'emergency'].includes(name)) {
              await screenshot(page, `vive-phone-${name}`, { fullPage: false })
            }
          }
          assert.deepEqual(foreign, [])
          assert.deepEqual(faults, [])
          assert.deepEqual(await page.context().cookies(), [])
        })
      }
    })
  },
)

test('a walk, what is on and the police are each three taps away at most', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, { viewport: phone }, async (page) => {
      await page.goto(`${on.origin}/vive`)
      assert.equal(await page.locator('a[href="tel:105"]').count(), 1)
      await page.click('.go-agenda')
      await page.click('.spans a[href*="cuando=hoy"]')
      assert.match((await page.textContent('main')) ?? '', /Agenda/)
      await page.goto(`${on.origin}/vive`)
      await page.click('.go-routes')
      await page.click('.items h3 a')
      assert.match((await page.textContent('.figures')) ?? '', /paradas/)
    })
  })
})

test(
  'it reads without JavaScript at 320 pixels, dark, wide, and by the keyboard alone',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const narrow = { viewport: { width: 320, height: 640 }, javaScriptEnabled: false }
      await open(browser, narrow, async (page) => {
        for (const [name, path] of pages) {
          await page.goto(on.origin + path)
          const [wide, seen] = await page
            .locator('html')
            .evaluate((html) => [html.scrollWidth, html.clientWidth])
          assert.ok((wide ?? 1) <= (seen ?? 0), `${name} scrolls sideways`)
          if (name === 'home') await screenshot(page, 'vive-home-320')
        }
        await page.goto(`${on.origin}/vive/plan`)
        await page.check('input[value="3348"]')
        await page.check('input[value="4464"]')
        await page.click('main form.filter button')
        assert.match((await page.textContent('.plan')) ?? '', /2 visitas/)
      })
      const dark: BrowserContextOptions = {
        viewport: { width: 412, height: 900 },
        colorScheme: 'dark',
      }
      await open(browser, dark, async (page) => {
        for (const [name, path] of pages) {
          await page.goto(on.origin + path)
          assert.deepEqual(await axe(page), [], `${name}, dark`)
          if (['home', 'route', 'emergency', 'plan'].includes(name))
            await screenshot(page, `vive-${name}-dark`)
        }
      })
      await open(browser, { viewport: { width: 1280, height: 800 } }, async (page) => {
        for (const [name, path] of pages) {
          await page.goto(on.origin + path)
          assert.deepEqual(await axe(page), [], `${name}, wide`)
          if (['home', 'agenda', 'place', 'plan'].includes(name))
            await screenshot(page, `vive-${name}-wide`)
        }
        await page.goto(`${on.origin}/vive`)
        await page.keyboard.press('Tab')
        assert.equal(await page.evaluate(() => document.activeElement?.className), 'skip')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Tab')
        assert.equal(
          await page.evaluate(() => document.activeElement?.getAttribute('href')),
          'tel:105',
        )
      })
    })
  },
)

test(
  'the first page is light: 14 kB for its first answer, 60 kB with everything it loads',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      await open(browser, { viewport: phone }, async (page) => {
        const session = await page.context().newCDPSession(page)
        await session.send('Network.enable')
        let all = 0
        let first = 0
        session.on('Network.loadingFinished', ({ encodedDataLength }) => {
          first ||= encodedDataLength
          all += encodedDataLength
        })
        await page.goto(`${on.origin}/vive`)
        await page.waitForLoadState('networkidle')
        console.log(`first answer ${first} bytes, everything ${all} bytes`)
        assert.ok(first > 1000 && first <= 14_000, `${first}`)
        assert.ok(all > first && all <= 60_000, `${all}`)
      })
    })
  },
)

// The last one: afterwards the city is closed.
test('with the server dead everything answers from what was taken along', { skip }, async () => {
  await withBrowser(async (browser) => {
    const granted = { viewport: phone, permissions: ['geolocation'] }
    const place = { geolocation: { longitude: -77.0305, latitude: -12.0459 } }
    await open(browser, { ...granted, ...place }, async (page) => {
      await page.goto(`${on.origin}/vive`)
      await page.click('rimaq-pack button')
      await page.waitForSelector('rimaq-pack time', { timeout: 90_000 })
      await screenshot(page, 'vive-kept')
      await on.close()
      dead = true
      for (const lang of ['es', 'en', 'qu']) {
        for (const [name, path] of pages) {
          const answer = await page.goto(on.origin + inLanguage(path, lang))
          assert.equal(answer?.status(), 200, `${name} in ${lang}`)
          assert.equal(
            await page.locator('.offline').count(),
            1,
            `${name} in ${lang} says that it is kept`,
          )
          const heading = (await page.textContent('h1')) ?? ''
          assert.doesNotMatch(heading, /visit\./)
          if (lang === 'es') assert.deepEqual(await axe(page), [], `${name} without a server`)
        }
      }
      await page.goto(`${on.origin}/vive/emergency`)
      assert.ok((await page.locator('a[href="tel:105"]').count()) > 0)
      await page.click('rimaq-position button')
      await page.waitForSelector('rimaq-position dl')
      const told = (await page.textContent('rimaq-position')) ?? ''
      assert.match(told, /57V4XX39\+/)
      assert.match(told, /Plaza Mayor/)
      assert.match(told, /\(01\) 318-5050/)
      assert.match(
        (await page.getAttribute('rimaq-position a[href^="sms:"]', 'href')) ?? '',
        /^sms:\?body=/,
      )
      await screenshot(page, 'vive-emergency-dead')
      await page.goto(`${on.origin}/vive/lugares?q=catedral`)
      assert.match((await page.textContent('main')) ?? '', /1 lugar/)
      await page.goto(`${on.origin}/vive/plan`)
      await page.check('input[value="3348"]')
      await page.check('input[value="4464"]')
      await page.click('main form.filter button')
      assert.match((await page.textContent('.plan')) ?? '', /2 visitas/)
    })
  })
})
