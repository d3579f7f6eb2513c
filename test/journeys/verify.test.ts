// Anybody verifies a receipt, on a phone and without JavaScript: by code, by QR address, by the file; outside tools agree.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { type Installation, install } from '../torture/shared/installation.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLetter } from '../support/filing-forms.ts'

const skip = await browserAbsent()
const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

let on: Installation
let receipt = ''
let code = ''
before(async () => {
  on = await install()
  const path = join(on.folder, 'organizacion.csv')
  await writeFile(path, organisation)
  const told = await on.run(
    ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
  ).ended
  assert.equal(told.code, 0, told.out + told.err)
  await on.start()
  for (let at = 0; (await fetch(`${on.origin}/tramites/carta/presentar`)).status !== 200; at++) {
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

/** Files a letter, and keeps the receipt that the page offers. */
async function file(browser: Browser): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone })
  const page = await context.newPage()
  await page.goto(`${on.origin}/tramites/carta/presentar`)
  await fillLetter(page, { name: 'Ñusta De Prueba' })
  await page.click('main form.form button')
  await page.click('form[action*="/presentar"] button')
  // The receipt may follow the answer.
  for (let at = 0; (await page.$('a[href*="/cargo"]')) === null; at++) {
    assert.ok(at < 100, 'the receipt did not come')
    await wait(200)
    await page.reload()
  }
  await screenshot(page, 'verify-receipt-page')
  assert.match((await page.textContent('main')) ?? '', /Sello de prueba de esta instalación/)
  const href = await page.getAttribute('a[href*="/cargo"]', 'href')
  const answer = await fetch(`${on.origin}${href}`)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/)
  receipt = join(on.folder, 'cargo.pdf')
  await writeFile(receipt, new Uint8Array(await answer.arrayBuffer()))
  code =
    /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}-[0-9A-Z]/.exec((await page.textContent('main')) ?? '')?.[0] ?? ''
  await context.close()
}

test(
  'a receipt is verified by its code in three languages, and shows nothing of the filer',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      await file(browser)
      for (const lang of ['es', 'en', 'qu']) {
        const context = await browser.newContext({
          javaScriptEnabled: lang !== 'es',
          viewport: phone,
        })
        const page = await context.newPage()
        const suffix = lang === 'es' ? '' : `?lang=${lang}`
        await page.goto(`${on.origin}/verificar${suffix}`)
        if (lang !== 'es') await sound(page, `verification in ${lang}`)
        await page.fill('[name=codigo]', code.toLowerCase().replaceAll('-', ' '))
        await page.click('main form button')
        await page.waitForURL(new RegExp(`/verificar/${code}`))
        const words = (await page.textContent('main')) ?? ''
        assert.ok(words.includes('INDETERMINADO'), words)
        assert.doesNotMatch(words, /Ñusta|40000001|Un pedido|vereda/)
        if (lang !== 'es') await sound(page, `what a code leads to in ${lang}`)
        await screenshot(page, `verify-code-${lang}`)
        await context.close()
      }
    })
  },
)

test(
  'the file is authentic, one byte more is told, and other codes lead nowhere',
  { skip },
  async () => {
    const whole = await readFile(receipt)
    await withBrowser(async (browser) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
      const page = await context.newPage()
      const hand = async (name: string, buffer: Buffer): Promise<string> => {
        await page.goto(`${on.origin}/verificar`)
        await page.setInputFiles('input[type=file]', { name, mimeType: 'application/pdf', buffer })
        await page.click('form[enctype] button')
        await page.waitForURL(/\/verificar\/archivo/)
        await sound(page, name)
        return (await page.textContent('main')) ?? ''
      }
      assert.match(await hand('cargo.pdf', whole), /Es auténtico/)
      await screenshot(page, 'verify-file-authentic')
      const changed = Buffer.from(whole)
      const at = changed.indexOf('/FlateDecode') + 200
      changed[at] = (changed[at] ?? 0) ^ 1
      const told = await hand('cambiado.pdf', changed)
      assert.match(told, /No consta/)
      assert.match(told, /NO VÁLIDO/)
      await screenshot(page, 'verify-file-changed')
      assert.match(await hand('nada.pdf', Buffer.from('hola')), /No consta/)
      await page.goto(`${on.origin}/verificar?codigo=ABCD`)
      await sound(page, 'a mistyped code')
      assert.match((await page.textContent('.error-summary')) ?? '', /incompleto/)
      const none = await page.goto(`${on.origin}/verificar/0000-0000-0000-0000-0`)
      assert.equal(none?.status(), 404)
      await sound(page, 'a code of nothing')
      const copy = await fetch(`${on.origin}/verificar/${code}/documento`)
      assert.equal(copy.status, 404, 'what is restricted is not there')
      await context.close()
    })
  },
)

test(
  'pdfsig, where it is installed, finds the same seal over the whole document',
  { skip },
  (t) => {
    const { stdout, error } = spawnSync('pdfsig', ['-nocert', receipt], { encoding: 'utf8' })
    if (error !== undefined) return t.skip('pdfsig is not installed')
    assert.match(stdout, /Signature Validation: Signature is Valid/)
    assert.match(stdout, /Total document signed/)
    assert.match(stdout, /sello de prueba/)
  },
)
