// A resident files from a phone, without JavaScript too, and the pages hold up: axe, 320 pixels, three languages.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { type Installation, install } from '../torture/shared/installation.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLetter, fillLicence } from '../support/filing-forms.ts'

const skip = await browserAbsent()
const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

let on: Installation
before(async () => {
  on = await install()
  const path = join(on.folder, 'organizacion.csv')
  await writeFile(path, organisation)
  const told = await on.run(
    ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
  ).ended
  assert.equal(told.code, 0, told.out + told.err)
  await on.start()
  // A first start reads in its procedures after it listens.
  const address = `${on.origin}/tramites/licencia-funcionamiento/presentar`
  for (let at = 0; (await fetch(address)).status !== 200; at++) {
    assert.ok(at < 600, 'the procedures did not come')
    await wait(50)
  }
})
after(() => on?.close())

const phone = { width: 360, height: 740 }

async function sound(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axe(page), [], what)
  assert.equal(await scrollsSideways(page), false, what)
}

test('a firm files for an operating licence, every page sound on a phone', { skip }, async () => {
  await withBrowser(async (browser) => {
    for (const lang of ['es', 'en', 'qu']) {
      const context = await browser.newContext({ viewport: phone, locale: 'es-PE' })
      const page = await context.newPage()
      const suffix = lang === 'es' ? '' : `?lang=${lang}`
      await page.goto(`${on.origin}/tramites/licencia-funcionamiento${suffix}`)
      await sound(page, `procedure in ${lang}`)
      await page.click('a[href*="/presentar"]')
      await sound(page, `form in ${lang}`)
      await page.click('main form button[type=submit], main form button')
      await page.waitForSelector('.error-summary')
      await sound(page, `mistakes in ${lang}`)
      await fillLicence(page)
      await page.click('main form.form button')
      await page.waitForURL(/\/presentacion\//)
      await sound(page, `draft in ${lang}`)
      await page.setInputFiles('input[type=file]', {
        ...{
          name: 'plano.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from('%PDF-1.7 plano'),
        },
      })
      await page.click('form[enctype] button')
      await page.waitForSelector('#files')
      await sound(page, `draft with a file in ${lang}`)
      if (lang === 'es') await screenshot(page, 'filing-draft')
      await page.click('form[action*="/presentar"] button')
      await page.waitForURL(/presentado=1/)
      await sound(page, `receipt in ${lang}`)
      if (lang === 'es') await screenshot(page, 'filing-receipt')
      await context.close()
    }
  })
})

test('without JavaScript and at 320 pixels it is the same', { skip }, async () => {
  await withBrowser(async (browser) => {
    const context = await browser.newContext({
      ...{ javaScriptEnabled: false, viewport: { width: 320, height: 640 } },
    })
    const page = await context.newPage()
    await page.goto(`${on.origin}/tramites/carta/presentar`)
    await fillLetter(page)
    await page.click('main form.form button')
    await page.click('form[action*="/presentar"] button')
    const words = (await page.textContent('main')) ?? ''
    assert.match(words, /Cargo de recepción \d{4}-\d{6}/)
    const key = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(words)?.[0] ?? ''
    const number = /\d{4}-\d{6}/.exec(words)?.[0] ?? ''
    await page.goto(`${on.origin}/seguimiento`)
    await page.fill('[name=number]', number)
    await page.fill('[name=key]', key.toLowerCase())
    await page.click('main form.form button')
    assert.match((await page.textContent('h1')) ?? '', new RegExp(number))
    await context.close()
  })
})
