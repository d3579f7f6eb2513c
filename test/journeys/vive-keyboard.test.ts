// Every page of Vive in three languages without a pointer: all is reached, seen where it is, and left again.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { buildMap, importFeed } from '#visit'
import { asPbf, testCity as testStreets } from '../../packages/walks/src/osm/test-city.ts'
import { writeFeed } from '../../src/visit/transit/test-feed.ts'
import { axe, browserAbsent, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'

const skip = await browserAbsent()

let on: TestCity
before(async () => {
  on = await testCity()
  const { data } = on.city.settings
  const extract = join(data, 'centre.osm.pbf')
  await writeFile(extract, asPbf(testStreets(28, 7)))
  await buildMap(extract, data)
  for (const [path, words] of [
    ['/vive/rutas', 'munlima-circuito-1'],
    ['/vive/emergency', 'tel:105'],
    ['/vive/distritos', '150101'],
    ['/vive/agenda.ics', 'BYDAY=-1FR'],
    ['/vive/lugares', '/vive/lugares/3348'],
  ] as const) {
    for (let at = 0; !(await text(path)).includes(words); at++) {
      assert.ok(at < 900, `${path} did not come`)
      await wait(100)
    }
  }
  const shelf = on.city.shelf.as({ kind: 'operator' })
  await importFeed(shelf, await writeFeed(join(data, 'feed.zip')), {
    ...{ bbox: on.city.identity.territory.bbox, today: '2026-11-28' },
    ...{ source: 'https://example.pe/gtfs.zip', checked: '2026-11-28', confidence: 'media' },
  })
  const at = (hours: number): string =>
    new Date(Date.now() + (hours - 5) * 3_600_000).toISOString().slice(0, 19)
  const path = join(data, 'avisos.csv')
  await writeFile(
    path,
    [
      'aviso,titulo,texto,severidad,tipo,distritos,desde,hasta,emite,emitido,estado,fuente,consultado,confianza',
      `cierre,Jirón cerrado,Usa otra vía.,grave,transporte,150101,${at(-1)},${at(6)},Lima,${at(-1)},vigente,https://lima.example/a,${at(0).slice(0, 10)},alta`,
      '',
    ].join('\n'),
  )
  const dataset = 'avisos-de-la-ciudad'
  const request = { path, name: 'avisos.csv', dataset, resource: dataset, key: ['aviso'] }
  await shelf.publishFile({ ...request, title: 'Avisos' })
})
after(() => on?.close())

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

/** Each of the addresses of Vive's routes, and what a form answers. */
const pages = [
  '/vive',
  '/vive/emergency',
  '/vive/lugares',
  '/vive/lugares?q=plaza',
  '/vive/lugares/3348',
  '/vive/rutas',
  '/vive/rutas/munlima-circuito-1',
  '/vive/agenda',
  '/vive/agenda?cuando=ahora',
  '/vive/agenda/noche-de-museos',
  '/vive/avisos',
  '/vive/avisos/cierre',
  '/vive/distritos',
  '/vive/distritos/150101',
  '/vive/datos',
  '/vive/mapa',
  '/vive/camino',
  '/vive/camino?de=3348&a=p.P2',
  '/vive/transporte',
  '/vive/transporte/301',
  '/vive/paraderos/P4',
  '/vive/plan',
  '/vive/plan?fecha=2026-12-05&l=3348&l=4451',
  '/vive/no-hay',
] as const

/** What Tab did not reach, what shows no focus, and what lies hidden under the bar below. */
interface Walked {
  unreached: string[]
  unseen: string[]
  covered: string[]
  /** How often Tab was pressed until everything was reached. */
  presses: number
  count: number
}

async function walk(page: Page): Promise<Walked> {
  const count = await page.evaluate(() => {
    const all = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]'
    const list = [...document.querySelectorAll<HTMLElement>(all)]
    const waits = new Set(
      list.filter((each) => each.checkVisibility() && !each.matches(':disabled')),
    )
    const walked = { waits, unseen: [] as string[], covered: [] as string[] }
    Object.assign(window, { walked })
    const name = (element: HTMLElement): string => element.outerHTML.slice(0, 120)
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement)) return
      waits.delete(target)
      const style = getComputedStyle(target)
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      if (!ring) walked.unseen.push(name(target))
      requestAnimationFrame(() => {
        if (document.activeElement !== target) return
        const { left, top, width, height } = target.getBoundingClientRect()
        const over = document.elementFromPoint(left + width / 2, top + height / 2)
        const free = over === null || target.contains(over) || over.contains(target)
        if (!free) walked.covered.push(name(target))
      })
    })
    return waits.size
  })
  let presses = 0
  // A trap would keep the focus in one place: more presses than things, and things are left over.
  for (const most = count + 10; presses < most; presses++) {
    await page.keyboard.press('Tab')
    if (presses % 10 === 9 || presses > count - 3) {
      const left = await page.evaluate(
        () => (window as unknown as { walked: { waits: Set<unknown> } }).walked.waits.size,
      )
      if (left === 0) break
    }
  }
  return page.evaluate(
    ([presses, count]) => {
      const { walked } = window as unknown as {
        walked: { waits: Set<HTMLElement>; unseen: string[]; covered: string[] }
      }
      const unreached = [...walked.waits].map(({ outerHTML }) => outerHTML.slice(0, 120))
      return { unreached, unseen: walked.unseen, covered: walked.covered, presses, count }
    },
    [presses, count] as const,
  )
}

async function open(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    ...{ locale: 'es-PE', viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' },
  })
  context.setDefaultTimeout(90_000)
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

for (const lang of ['es', 'en', 'qu']) {
  test(`every page is walked by Tab, with its focus in sight, in ${lang}`, { skip }, async () => {
    await withBrowser(async (browser) => {
      await open(browser, async (page) => {
        for (const path of pages) {
          const mark = path.includes('?') ? '&' : '?'
          await page.goto(`${on.origin}${path}${lang === 'es' ? '' : `${mark}lang=${lang}`}`)
          const { unreached, unseen, covered, count } = await walk(page)
          assert.ok(count > 8, `${path} has ${count} things`)
          assert.deepEqual({ unreached, unseen, covered }, nothing, `${path} in ${lang}`)
          assert.deepEqual(await axe(page), [], `${path} in ${lang}`)
          assert.equal(await scrollsSideways(page), false, `${path} in ${lang}`)
        }
      })
    })
  })
}

const nothing = { unreached: [], unseen: [], covered: [] }

/** Tab until the element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let at = 0; at < 400; at++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  assert.fail(`${selector} is not reached`)
}

test('the map is opened, moved and left by keys', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, async (page) => {
      await page.goto(`${on.origin}/vive/mapa`)
      await tabTo(page, 'rimaq-map .map-button')
      await page.keyboard.press('Enter')
      await page.waitForSelector('rimaq-map[data-shown]')
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await tabTo(page, '.map-live canvas')
      const canvas = page.locator('.map-live canvas')
      const before = await canvas.screenshot()
      await page.keyboard.press('ArrowRight')
      let moved = false
      for (let at = 0; at < 100 && !moved; at++) {
        await wait(100)
        moved = !before.equals(await canvas.screenshot())
      }
      assert.ok(moved, 'the map did not move')
      await tabTo(page, 'rimaq-map .map-button')
      await page.keyboard.press('Enter')
      await page.waitForSelector('rimaq-map:not([data-shown])')
      assert.equal(await page.locator('.map-live').count(), 0)
    })
  })
})

test('a day is planned by keys', { skip }, async () => {
  await withBrowser(async (browser) => {
    await open(browser, async (page) => {
      await page.goto(`${on.origin}/vive/plan`)
      for (const place of ['3348', '4451']) {
        const wanted = `input[name="l"][value="${place}"]`
        await tabTo(page, `${wanted}, details:not([open]):has(${wanted}) > summary`)
        if (await page.evaluate(() => document.activeElement?.matches('summary'))) {
          await page.keyboard.press('Enter')
          await tabTo(page, wanted)
        }
        await page.keyboard.press('Space')
      }
      await tabTo(page, 'form.filter button')
      await page.keyboard.press('Enter')
      await page.waitForURL(/l=3348/)
      assert.match((await page.textContent('main')) ?? '', /\d\d:\d\d/)
    })
  })
})
