// An act reaches a citizen: agreed to in the filing form, deposited by an official, opened on a phone, appealed; pages hold up.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLetter } from '../support/filing-forms.ts'
import { type TestNotify, testNotify } from '../support/notify.ts'
import { type ServedNotify, resident, serveNotify } from '../support/served-notify.ts'

const skip = await browserAbsent()
let here: TestNotify
let on: ServedNotify
before(async () => {
  here = await testNotify()
  on = await serveNotify(here)
  on.people.set('clerk', here.clerk)
  const { person } = await resident(here, '40000001')
  on.people.set('rosa', await here.on.people.signIn(person, null))
})
after(async () => {
  await on?.close()
  await here?.close()
})

const phone = { width: 360, height: 740 }
const desk = { width: 1440, height: 900 }

async function sound(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axe(page), [], what)
  assert.equal(await scrollsSideways(page), false, what)
}

/** A page of somebody who is signed in under this name, or of a visitor. */
async function pageOf(
  browser: Browser,
  options: { viewport: { width: number; height: number }; who?: string; script?: boolean },
): Promise<Page> {
  const { viewport, who, script = true } = options
  const context = await browser.newContext({
    ...{ viewport, locale: 'es-PE', javaScriptEnabled: script },
  })
  if (who !== undefined) await context.addCookies([{ name: 'rimaq', value: who, url: on.origin }])
  return context.newPage()
}

const tick = (): void => here.on.people.clock.pass(60_000)

test(
  'a resident agrees to the mailbox while filing, opens it on a phone, and appeals',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const page = await pageOf(browser, { viewport: phone })
      await page.goto(`${on.origin}/tramites/carta/presentar`)
      await fillLetter(page, { email: 'rosa@example.pe' })
      await page.fill('[name=filer-email]', '')
      await page.check('[name=notify-by][value=mailbox]')
      await sound(page, 'the form')
      await screenshot(page, 'notify-consent')
      await page.click('main form.form button')
      assert.match((await page.textContent('.error-summary')) ?? '', /Correo electrónico/)
      await page.fill('[name=filer-email]', 'rosa@example.pe')
      await page.click('main form.form button')
      await page.waitForURL(/\/presentacion\//)
      await page.click('form[action*="/presentar"] button')
      await page.waitForURL(/presentado=1/)
      const [, id = '', key = ''] = /presentacion\/([^/]+)\/([^?]+)/.exec(page.url()) ?? []
      await here.on.receipts.make(id)
      tick()
      await here.decide(id)
      tick()

      const office = await pageOf(browser, { viewport: desk, who: 'clerk' })
      await office.goto(`${on.origin}/bandeja/${id}/notificar`)
      assert.equal(await office.isChecked('[name=channel][value=mailbox]'), true)
      await office.fill('[name=appeals]', '')
      await office.click('main form.form button')
      await sound(office, 'what is missing')
      await screenshot(office, 'notify-missing')
      await office.fill('[name=appeals]', 'Reconsideración y apelación')
      await office.click('main form.form button')
      await office.waitForSelector('.notified')
      await sound(office, 'sent')
      await screenshot(office, 'notify-sent')
      await here.deliver()
      assert.deepEqual(here.received.at(-1)?.to, ['rosa@example.pe'])
      tick()

      const address = `${on.origin}/presentacion/${id}/${key}`
      for (const lang of ['es', 'en', 'qu']) {
        await page.goto(`${address}${lang === 'es' ? '' : `?lang=${lang}`}`)
        await sound(page, `closed mailbox in ${lang}`)
      }
      await page.goto(address)
      await screenshot(page, 'notify-mailbox')
      await page.click('form[action*="/abrir"] button')
      await page.waitForSelector('a[href*="/documento"]')
      await sound(page, 'opened mailbox')
      await screenshot(page, 'notify-opened')
      tick()
      await page.click('a[href$="/recurso"]')
      await sound(page, 'the appeal')
      await screenshot(page, 'notify-appeal')
      await page.check('[name=rule][value=APEL]')
      await page.fill('[name=reasons]', 'La decisión no tomó en cuenta mi pedido.')
      await page.click('main form.form button')
      await page.waitForURL((url) => !url.pathname.endsWith('/recurso'))
      assert.match((await page.textContent('main')) ?? '', /Recurso de apelación\.pdf/)
    })
  },
)

test(
  'on paper: the official registers visits and the signed receipt, by keyboard too',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const { id } = await here.decided()
      tick()
      const office = await pageOf(browser, { viewport: desk, who: 'clerk' })
      const address = `${on.origin}/bandeja/${id}/notificar`
      await office.goto(address)
      await office.focus('main form.form button')
      await office.keyboard.press('Enter')
      await office.waitForSelector('form[action*="/entrega"]')
      await sound(office, 'on paper')
      await screenshot(office, 'notify-paper')
      const today = here.on.people.clock.now().toISOString().slice(0, 10)
      await office.setInputFiles('form[action*="/entrega"] input[type=file]', {
        ...{
          name: 'cargo.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from('%PDF-1.7 cargo'),
        },
      })
      await office.fill('#on', today)
      await office.click('form[action*="/entrega"] button')
      assert.match((await office.textContent('.notice-error')) ?? '', /Falta quién recibió/)
      await office.setInputFiles('form[action*="/entrega"] input[type=file]', {
        ...{
          name: 'cargo.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from('%PDF-1.7 cargo'),
        },
      })
      await office.fill('#on', today)
      await office.fill('#receivedBy', 'La titular, DNI 40000001')
      await office.click('form[action*="/entrega"] button')
      assert.match((await office.textContent('.notified')) ?? '', /surte efecto/)
      const small = await pageOf(browser, { viewport: phone, who: 'clerk' })
      await small.goto(address)
      await sound(small, 'the official on a phone')
    })
  },
)

test(
  'all own cases on a phone without JavaScript and at 320 pixels, in three languages',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const own = await here.decided({ consent: 'mailbox' })
      const filed = await here.on.counter.filed(own)
      const options = { viewport: { width: 320, height: 640 }, who: 'rosa', script: false }
      const page = await pageOf(browser, options)
      await page.goto(`${on.origin}/mis-tramites`)
      await page.fill('[name=number]', `${filed?.year}-${filed?.number}`)
      await page.fill('[name=key]', own.key.toLowerCase())
      await page.click('main form.form button')
      await page.waitForURL(new RegExp(own.id))
      for (const lang of ['es', 'en', 'qu']) {
        const suffix = lang === 'es' ? '' : `?lang=${lang}`
        const look = await pageOf(browser, { viewport: phone, who: 'rosa' })
        await look.goto(`${on.origin}/mis-tramites${suffix}`)
        await sound(look, `own cases in ${lang}`)
        if (lang === 'es') await screenshot(look, 'notify-mine')
        await look.goto(`${on.origin}/mis-tramites/${own.id}${suffix}`)
        await sound(look, `own case in ${lang}`)
        if (lang === 'es') await screenshot(look, 'notify-mine-one')
        await look.goto(`${on.origin}/mis-tramites/${own.id}/desistir${suffix}`)
        await sound(look, `withdrawal in ${lang}`)
        await look.goto(`${on.origin}/mis-tramites/${own.id}/queja${suffix}`)
        await sound(look, `complaint in ${lang}`)
        if (lang === 'es') await screenshot(look, 'notify-complaint')
      }
      const wide = await pageOf(browser, { viewport: desk, who: 'rosa' })
      await wide.goto(`${on.origin}/mis-tramites/${own.id}`)
      await sound(wide, 'own case on a desk')
      await screenshot(wide, 'notify-mine-desk')
    })
  },
)

test(
  'the page of a mail is sound, and its button is the only thing that notifies',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const own = await here.decided({ consent: 'email' })
      const office = await pageOf(browser, { viewport: desk, who: 'clerk' })
      await office.goto(`${on.origin}/bandeja/${own.id}/notificar`)
      await office.click('main form.form button')
      await office.waitForSelector('.notified')
      await here.deliver()
      const link = /\/notificacion\/[0-9a-f-]{36}\/[0-9A-Z]{16}/.exec(
        here.received.at(-1)?.text ?? '',
      )?.[0]
      assert.ok(link)
      tick()
      const page = await pageOf(browser, { viewport: phone, script: false })
      for (const lang of ['en', 'qu', 'es']) {
        await page.goto(`${on.origin}${link}${lang === 'es' ? '' : `?lang=${lang}`}`)
        assert.equal(await page.locator('a[href*="/documento"]').count(), 0)
      }
      await page.click('main form button')
      await page.waitForSelector('a[href*="/documento"]')
      const look = await pageOf(browser, { viewport: phone })
      await look.goto(`${on.origin}${link}`)
      await sound(look, 'the page of a mail')
      await screenshot(look, 'notify-mail')
    })
  },
)
