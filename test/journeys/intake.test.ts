// Files that come: uploads that outlive a killed server and a reload, viruses, paper at the counter, and search.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLetter } from '../support/filing-forms.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { type ClamdStandIn, clamdStandIn, eicar } from '../support/clamd-stand-in.ts'
import { cityOfficials } from '../support/officials.ts'
import { textPdf } from '../support/text-pdf.ts'
import { type Installation, install } from '../torture/shared/installation.ts'

const skip = await browserAbsent()
const phone = { width: 360, height: 740 }
const desktop = { width: 1440, height: 900 }
const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

let on: Installation
let clamd: ClamdStandIn
before(async () => {
  on = await install({ more: (folder) => ({ RIMAQ_CLAMAV: join(folder, 'clamd.ctl') }) })
  clamd = await clamdStandIn(join(on.folder, 'clamd.ctl'), 100_000_000)
  const path = join(on.folder, 'organizacion.csv')
  await writeFile(path, organisation)
  const told = await on.run(
    ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
  ).ended
  assert.equal(told.code, 0, told.out + told.err)
  await on.start()
  await untilThere(`${on.origin}/tramites/carta/presentar`)
})
after(async () => {
  await clamd?.close()
  await on?.close()
})

/** A first start reads in its procedures after it listens. */
async function untilThere(address: string): Promise<void> {
  for (let at = 0; (await fetch(address)).status !== 200; at++) {
    assert.ok(at < 600, 'the procedures did not come')
    await wait(50)
  }
}

async function sound(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axe(page), [], what)
  assert.equal(await scrollsSideways(page), false, what)
}

async function beginLetter(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/tramites/carta/presentar`)
  await fillLetter(page)
  await page.click('main form.form button')
  await page.waitForURL(/\/presentacion\//)
}

/** A line of so many bytes a second upwards, as a phone at a bus stop has it. */
async function slowLine(page: Page, uploadThroughput: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 20, downloadThroughput: -1, uploadThroughput },
  })
}

/** Percent that the page tells of the file on its way. */
async function untilPercent(page: Page, least: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => {
      const text = document.querySelector('.upload-progress [role=status]')?.textContent ?? ''
      return Number(/(\d+) %/.exec(text)?.[1] ?? -1) >= wanted
    },
    least,
    { timeout: 60_000 },
  )
}

async function fileOf(name: string, bytes: number): Promise<{ path: string; sha256: string }> {
  const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)])
  const path = join(on.folder, name)
  await writeFile(path, content)
  return { path, sha256: createHash('sha256').update(content).digest('hex') }
}

test(
  'an upload goes on by itself after kill -9 of the server, and after a reload of the page',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({ viewport: phone, locale: 'es-PE' })
      const page = await context.newPage()
      await beginLetter(page, on.origin)
      await slowLine(page, 700_000)
      const first = await fileOf('plano.pdf', 4_000_000)
      await page.setInputFiles('input[type=file]', first.path)
      await page.click('rimaq-upload button')
      await untilPercent(page, 40)
      on.server()?.kill('SIGKILL')
      await page.waitForFunction(() =>
        /Sin conexión/.test(document.querySelector('.upload-progress')?.textContent ?? ''),
      )
      await screenshot(page, 'intake-no-connection')
      await on.start()
      await page.waitForSelector('#files', { timeout: 60_000 })
      assert.match((await page.textContent('#files')) ?? '', new RegExp(first.sha256))

      await slowLine(page, 700_000)
      const second = await fileOf('memoria.pdf', 4_000_000)
      await page.setInputFiles('input[type=file]', second.path)
      await page.click('rimaq-upload button')
      await untilPercent(page, 60)
      await screenshot(page, 'intake-uploading')
      await page.reload()
      await page.waitForSelector('#unfinished')
      await sound(page, 'a draft with a file that broke off')
      await screenshot(page, 'intake-unfinished')
      const told = (await page.textContent('#unfinished')) ?? ''
      assert.match(told, /memoria\.pdf/)
      await page.setInputFiles('input[type=file]', second.path)
      await page.click('rimaq-upload button')
      await page.waitForFunction(
        (hash) => document.querySelector('#files')?.textContent?.includes(hash) === true,
        second.sha256,
        { timeout: 60_000 },
      )
      assert.equal(await page.$('#unfinished'), null)

      const infected = join(on.folder, 'virus.txt')
      await writeFile(infected, eicar())
      await page.setInputFiles('input[type=file]', infected)
      await page.click('rimaq-upload button')
      await page.waitForFunction(() =>
        /Eicar-Test-Signature/.test(document.querySelector('.upload-progress')?.textContent ?? ''),
      )
      await screenshot(page, 'intake-infected')
      await sound(page, 'a draft with an infected file refused')

      // What is answered can be changed until it is filed.
      await page.click('a[href$="/datos"]')
      await page.fill('[name=asunto]', 'Otro pedido')
      await page.click('main form.form button')
      await page.waitForSelector('#files')
      await page.click('form[action*="/presentar"] button')
      await page.waitForURL(/presentado=1/)
      const receipt = (await page.textContent('main')) ?? ''
      for (const { sha256 } of [first, second]) assert.match(receipt, new RegExp(sha256))
      assert.match(receipt, /Otro pedido/)
      await context.close()
    })
  },
)

test(
  'paper is registered at the same counter and found by its text, by those who may see it',
  { skip },
  async () => {
    const city: TestCity = await testCity({ RIMAQ_CLAMAV: 'none' })
    try {
      const { official } = await cityOfficials(city)
      const verbs = ['read', 'list', 'search', 'receive', 'route']
      const desk = { dni: '41111111', names: 'Rosa Quispe', verbs, office: 'mesa-de-partes' }
      const { cookie } = await official(desk)
      const other = { ...desk, dni: '42222222', names: 'Juan Huamán', office: 'otra-oficina' }
      const stranger = await official(other)
      await untilThere(`${city.origin}/tramites/carta/presentar`)
      await withBrowser(async (browser) => {
        const [name = '', value = ''] = cookie.split('=')
        const context = await browser.newContext({ viewport: desktop, locale: 'es-PE' })
        await context.addCookies([{ name, value, url: city.origin }])
        const page = await context.newPage()
        await page.goto(`${city.origin}/bandeja/papel`)
        await sound(page, 'the list of procedures for paper')
        await page.click('a[href$="/bandeja/papel/carta"]')
        await page.click('main form.form button')
        await page.waitForSelector('.error-summary')
        await sound(page, 'paper with mistakes')
        await page.fill('[name=paper-sheets]', '3')
        await page.check('[name=paper-original][value=returned]')
        await page.fill('[name=filer-number]', '40000001')
        await page.fill('[name=filer-name]', 'Persona De Prueba')
        await screenshot(page, 'intake-paper')
        await page.click('main form.form button')
        await page.waitForURL(/\/presentacion\//)
        await page.setInputFiles('input[type=file]', {
          ...{ name: 'escaneado.pdf', mimeType: 'application/pdf' },
          buffer: textPdf(['Senor alcalde', 'Solicito la poda del ficus centenario']),
        })
        await page.click('rimaq-upload button')
        await page.waitForSelector('#files')
        await page.click('form[action*="/presentar"] button')
        await page.waitForURL(/presentado=1/)
        assert.match((await page.textContent('main')) ?? '', /En papel, 3 hojas/)
        await screenshot(page, 'intake-paper-receipt')
        await city.city.jobs.send('case-files.read-documents', {})
        const address = `${city.origin}/bandeja/buscar?q=${encodeURIComponent('poda ficus')}`
        for (let at = 0; ; at++) {
          await page.goto(address)
          if ((await page.$('.found-list mark')) !== null) break
          assert.ok(at < 100, 'the text was not read')
          await wait(200)
        }
        assert.match((await page.textContent('.found-list')) ?? '', /escaneado\.pdf, página 2/)
        await sound(page, 'results on a desktop')
        await screenshot(page, 'intake-search')
        await page.setViewportSize(phone)
        await sound(page, 'results on a phone')
        await screenshot(page, 'intake-search-phone')
        for (const lang of ['en', 'qu']) {
          await page.goto(`${address}&lang=${lang}`)
          await sound(page, `results in ${lang}`)
        }
        await page.goto(`${city.origin}/bandeja/buscar?q=nadaconesto`)
        await sound(page, 'no results')
        await context.close()
        const hidden = await fetch(address, { headers: { cookie: stranger.cookie } })
        const text = await hidden.text()
        assert.equal(hidden.status, 200)
        assert.doesNotMatch(text, /escaneado\.pdf|centenario|Persona De Prueba/)
        const form = await fetch(`${city.origin}/bandeja/papel`, {
          headers: { cookie: stranger.cookie },
        })
        assert.equal(form.status, 404)
      })
    } finally {
      await city.close()
    }
  },
)
