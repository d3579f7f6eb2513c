// A case on its way: filed from a phone, observed, corrected by its filer, sent on, taken by the dozen and by keys, told to the second of two.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLetter } from '../support/filing-forms.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials } from '../support/officials.ts'

const skip = await browserAbsent()
const phone = { width: 360, height: 740 }
const desk = { width: 1440, height: 900 }

let on: TestCity
let clerk = ''
let head = ''
before(async () => {
  on = await testCity()
  const { official } = await cityOfficials(on)
  const work = ['read', 'list', 'route', 'update', 'draft']
  clerk = (
    await official({
      ...{ dni: '41000001', names: 'Rosa Mesa', office: 'mesa-de-partes' },
      verbs: [...work, 'receive'],
    })
  ).cookie
  head = (
    await official({
      ...{ dni: '41000002', names: 'Julia Licencias', office: 'licencias' },
      verbs: [...work, 'assign', 'change-state'],
    })
  ).cookie
  const address = `${on.origin}/tramites/carta/presentar`
  for (let at = 0; (await fetch(address)).status !== 200; at++) {
    assert.ok(at < 600, 'the procedures did not come')
    await wait(50)
  }
})
after(() => on?.close())

async function sound(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axe(page), [], what)
  assert.equal(await scrollsSideways(page), false, what)
}

async function as(browser: Browser, cookie: string, size = desk): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: size, locale: 'es-PE' })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, url: on.origin }])
  return context
}

/** Files a letter; answers the page by which its filer follows it. */
async function file(browser: Browser, subject: string): Promise<string> {
  const context = await browser.newContext({ viewport: phone, locale: 'es-PE' })
  const page = await context.newPage()
  await page.goto(`${on.origin}/tramites/carta/presentar`)
  await fillLetter(page, { subject })
  await page.click('main form.form button:not([type=button])')
  await page.click('form[action*="/presentar"] button')
  await page.waitForURL(/presentado=1/)
  const address = new URL(page.url())
  await context.close()
  return `${on.origin}${address.pathname}`
}

const openForm = async (page: Page, action: string): Promise<void> => {
  const form = page.locator(`form[action$="/hacer/${action}"]`)
  await form.locator('xpath=ancestor::details').locator('summary').click()
}

const press = async (page: Page, action: string): Promise<void> => {
  await page.locator(`form[action$="/hacer/${action}"] button[type=submit]`).click()
  await page.waitForURL(new RegExp(`hecho=${action}`))
}

test(
  'observed once at the counter, corrected by its filer, then sent to an office',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const own = await file(browser, 'Vereda rota')
      const context = await as(browser, clerk)
      const page = await context.newPage()
      await page.goto(`${on.origin}/bandeja?de=oficina`)
      await sound(page, 'tray')
      await screenshot(page, 'casework-tray')
      await page.click('#cases tbody th a')
      await sound(page, 'case')
      await screenshot(page, 'casework-case')
      const spanish = page.url()
      await page.setViewportSize({ width: 768, height: 1_024 })
      for (const address of [`${on.origin}/bandeja?de=oficina&palabras=vereda`, spanish]) {
        await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=en`)
        await sound(page, `${address} in English`)
      }
      await screenshot(page, 'casework-case-english')
      await page.setViewportSize(desk)
      await page.goto(spanish)
      const stale = page.url()
      await openForm(page, 'observar')
      await page.fill('[name="obs-"]', 'Falta el nombre de la calle')
      await screenshot(page, 'casework-observe')
      await press(page, 'observar')
      assert.match((await page.textContent('main')) ?? '', /Falta el nombre de la calle/)
      await sound(page, 'observed case')

      const filer = await browser.newContext({ viewport: phone, locale: 'es-PE' })
      const tab = await filer.newPage()
      for (const lang of ['en', 'qu', 'es']) {
        await tab.goto(`${own}${lang === 'es' ? '' : `?lang=${lang}`}`)
        await sound(tab, `own page in ${lang}`)
      }
      await screenshot(tab, 'casework-own-observed')
      const words = (await tab.textContent('main')) ?? ''
      assert.match(words, /Falta el nombre de la calle/)
      assert.match(words, /2 días hábiles/)
      await tab.setInputFiles('#subsanar ~ form input[type=file]', {
        ...{ name: 'calle.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x') },
      })
      await tab.click('#subsanar ~ form[enctype] button')
      await tab.waitForSelector('#files')
      await tab.fill('[name=texto]', 'Pido que se arregle la vereda del jirón Áncash.')
      await tab.click('form[action$="/subsanar"] button')
      await tab.waitForURL(/hecho=1/)
      await sound(tab, 'corrected')
      await screenshot(tab, 'casework-own-corrected')
      assert.match((await tab.textContent('main')) ?? '', /se subsanó/)
      await filer.close()

      await page.goto(stale)
      await openForm(page, 'derivar')
      await page.selectOption('#derivar-oficina', { label: 'Oficina licencias' })
      await page.fill('#derivar-nota', 'Es de su competencia')
      await page.check('#derivar-copias')
      await press(page, 'derivar')
      await sound(page, 'sent case')
      await screenshot(page, 'casework-sent')
      await context.close()
    })
  },
)

test('many are taken at once, by keys, and the second of two is told', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const subject of ['Una', 'Dos', 'Tres']) await file(browser, subject)
    const desktop = await as(browser, clerk)
    const page = await desktop.newPage()
    await page.goto(`${on.origin}/bandeja?de=oficina&orden=nuevos`)
    for (const key of ['j', 'x', 'j', 'x', 'j', 'k']) await page.keyboard.press(key)
    assert.equal(await page.locator('input[name=caso]:checked').count(), 2)
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')
    assert.match(focused, /^\/bandeja\//)
    await screenshot(page, 'casework-keys')
    await page.locator('.bulk summary').last().click()
    await page.selectOption('.bulk [name=oficina]', { label: 'Oficina licencias' })
    await page.click('.bulk button[value=derivar]')
    assert.match((await page.textContent('h1')) ?? '', /Se derivaron 2 expedientes/)
    await sound(page, 'outcomes')
    await screenshot(page, 'casework-outcomes')

    const other = await as(browser, head, phone)
    const tab = await other.newPage()
    await tab.goto(`${on.origin}/bandeja?de=recibir`)
    await sound(tab, 'to receive on a phone')
    await screenshot(tab, 'casework-receive-phone')
    for (const box of await tab.locator('input[name=caso]').all()) await box.check()
    await tab.click('button[value=recibir]')
    assert.match((await tab.textContent('h1')) ?? '', /Se recibieron \d expedientes/)

    await tab.goto(`${on.origin}/bandeja?de=oficina`)
    await tab.click('#cases tbody th a')
    const address = tab.url()
    const second = await other.newPage()
    await second.goto(address)
    await openForm(tab, 'asignar')
    await tab.selectOption('#asignar-puesto', { index: 1 })
    await press(tab, 'asignar')
    await screenshot(tab, 'casework-case-phone')
    await sound(tab, 'case on a phone')
    await openForm(second, 'pedir-informe')
    await second.selectOption('#informe-oficina', { index: 1 })
    await second.fill('#pedir-informe-motivo-texto', '¿Procede?')
    await second.click('form[action$="/hacer/pedir-informe"] button[type=submit]')
    const told = (await second.textContent('.notice-error')) ?? ''
    assert.match(told, /Julia Licencias hizo algo más en este expediente: se asignó/)
    await sound(second, 'told')
    await screenshot(second, 'casework-moved')
    assert.equal(await second.inputValue('#pedir-informe-motivo-texto'), '¿Procede?')

    await tab.goto(`${on.origin}/bandeja?de=oficina&palabras=dos&orden=nuevos`)
    await tab.locator('.saved-views summary').click()
    await tab.fill('[name=nombre]', 'Las dos')
    await tab.locator('form[action$="/bandeja/vistas"] button').click()
    assert.match((await tab.textContent('.saved-views')) ?? '', /Las dos/)
    await sound(tab, 'saved view')
    await desktop.close()
    await other.close()
  })
})

test(
  'without JavaScript and at 320 pixels the tray and its forms do the same',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      await file(browser, 'Sin programa')
      const [name = '', value = ''] = clerk.split('=')
      const context = await browser.newContext({
        ...{ javaScriptEnabled: false, viewport: { width: 320, height: 640 } },
      })
      await context.addCookies([{ name, value, url: on.origin }])
      const page = await context.newPage()
      await page.goto(`${on.origin}/bandeja?de=oficina&orden=nuevos`)
      await page.locator('input[name=caso]').first().check()
      await page.locator('.bulk summary').last().click()
      await page.selectOption('.bulk [name=oficina]', { label: 'Oficina licencias' })
      await page.click('.bulk button[value=derivar]')
      assert.match((await page.textContent('h1')) ?? '', /Se derivó 1 expediente/)
      await page.goto(`${on.origin}/bandeja?de=enviados`)
      await page.click('#cases tbody th a')
      await openForm(page, 'anular')
      await press(page, 'anular')
      assert.match((await page.textContent('main')) ?? '', /se anuló la derivación/i)
      await context.close()
    })
  },
)
