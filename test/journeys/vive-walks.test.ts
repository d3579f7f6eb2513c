// An office writes down a walk with its stops and the borders of a district, on a small phone without JavaScript.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials } from '../support/officials.ts'

const skip = await browserAbsent()

let on: TestCity
let cookie = ''
before(async () => {
  on = await testCity({})
  for (let at = 0; !(await text('/vive/rutas')).includes('munlima-circuito-1'); at++) {
    assert.ok(at < 3000, 'the walks of the pack did not come')
    await wait(100)
  }
  const { official } = await cityOfficials(on)
  const verbs = ['read', 'list', 'draft', 'approve', 'publish']
  cookie = (await official({ dni: '10000001', names: 'Rosa Quispe', verbs })).cookie
})
after(() => on?.close())

async function text(path: string): Promise<string> {
  return await (await fetch(on.origin + path)).text()
}

const small = { width: 320, height: 640 }

async function open(
  browser: Browser,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ locale: 'es-PE', viewport: small, ...options })
  context.setDefaultTimeout(120_000)
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: on.origin }])
  try {
    await work(await context.newPage())
  } finally {
    await context.close()
  }
}

async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) await page.fill(`#${name}`, value)
  await page.selectOption('#confianza', 'alta')
  await page.click('.form-end button')
}

const main = async (page: Page): Promise<string> => (await page.textContent('main')) ?? ''
const source = { fuente: 'https://www.munlima.gob.pe/rutas' }

test(
  'a walk is written down, its stops are put in order, and Vive shows it',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      await open(browser, { javaScriptEnabled: false }, async (page) => {
        await page.goto(`${on.origin}/oficina/vive/rutas/fila`)
        await fill(page, { titulo: 'Vuelta de prueba', publica: 'Oficina de Turismo', ...source })
        await page.waitForURL(/paradas\?/)
        assert.match(await main(page), /Todavía no tiene paradas/)
        assert.equal(await scrollsSideways(page), false, 'a walk without stops')
        for (const name of ['Primera', 'Segunda']) {
          await page.click('a[href*="/paradas/fila?ruta="]')
          await fill(page, { nombre: name, longitud: '-77.0306', latitud: '-12.0459', ...source })
          await page.waitForURL(/hecho=saved/)
        }
        await page.click('[aria-label="Segunda"] button[value="arriba"]')
        await page.waitForURL(/hecho=saved/)
        assert.match(await main(page), /Segunda.*Primera/s)
        assert.equal(await scrollsSideways(page), false, 'the stops of a walk')
        await page.click('a[href*="/vive/rutas/vuelta-de-prueba"]')
        assert.match(await main(page), /Segunda.*Primera/s)
      })
      await open(browser, {}, async (page) => {
        for (const [name, path] of [
          ['walks', '/rutas'],
          ['walk', '/rutas/fila?clave=vuelta-de-prueba'],
          ['stops', '/paradas?ruta=vuelta-de-prueba'],
          ['stop', '/paradas/fila?ruta=vuelta-de-prueba'],
          ['stops-file', '/paradas/importar?ruta=vuelta-de-prueba'],
          ['districts', '/distritos'],
          ['district', '/distritos/fila?clave=150101'],
          ['borders', '/distritos/limites'],
        ] as const) {
          for (const lang of ['es', 'en']) {
            const mark = path.includes('?') ? '&' : '?'
            await page.goto(
              `${on.origin}/oficina/vive${path}${lang === 'es' ? '' : `${mark}lang=en`}`,
            )
            assert.deepEqual(await axe(page), [], `${name} in ${lang}`)
            assert.equal(await scrollsSideways(page), false, `${name} in ${lang} scrolls sideways`)
          }
          await screenshot(page, `vive-desk-${name}-320`)
        }
        await page.setInputFiles('#file', {
          ...{ name: 'limites.geojson', mimeType: 'application/geo+json' },
          buffer: Buffer.from('{"type":"FeatureCollection","features":[]}'),
        })
        await page.fill('#fuente', 'https://www.ign.gob.pe/limites')
        await page.click('.form-end button')
        await page.waitForSelector('.error-summary')
        assert.match((await page.textContent('.error-summary')) ?? '', /limites\.geojson/)
        assert.deepEqual(await axe(page), [], 'borders that are wrong')
      })
    })
  },
)
