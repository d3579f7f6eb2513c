// Two officials publish a file in a real browser: on a phone, with the keyboard alone, without scripts, in two languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { type Officials, cityOfficials, officialsPassword } from '../support/officials.ts'

const skip = await browserAbsent()
let on: TestCity
let officials: Officials
let folder = ''
let browser: Browser
let close = (): void => undefined
let closed: Promise<void> = Promise.resolve()

before(async () => {
  on = await testCity()
  officials = await cityOfficials(on)
  folder = await mkdtemp(join(tmpdir(), 'rimaq-files-'))
  if (skip) return
  await new Promise<void>((ready, failed) => {
    closed = withBrowser(async (started) => {
      browser = started
      ready()
      await new Promise<void>((done) => {
        close = done
      })
    })
    closed.catch(failed)
  })
})
after(async () => {
  close()
  await closed
  await on.close()
  await rm(folder, { recursive: true, force: true })
})

const phone = { viewport: { width: 320, height: 640 } }
const drafts = ['read', 'list', 'draft']
const decides = ['read', 'list', 'draft', 'approve', 'publish']

/** A browser of somebody who is signed in already; complaints of the pages are gathered. */
async function desk(
  who: { dni: string; names: string; verbs: string[] },
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const { cookie } = await officials.official(who)
  const context = await browser.newContext({ ...phone, ...options })
  const value = cookie.slice('rimaq='.length)
  await context.addCookies([{ name: 'rimaq', value, url: on.origin, httpOnly: true }])
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const missing = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !missing) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, context, complaints }
}

/** No violation and no sideways scrolling on a small phone and a wide screen, light and dark; pictures. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    for (const width of [320, 1440]) {
      await page.setViewportSize({ width, height: 800 })
      assert.deepEqual(await axe(page), [], `${name} ${theme} at ${width}`)
      assert.equal(await scrollsSideways(page), false, `${name} at ${width}`)
      if (theme === 'light' || width === 320) {
        await screenshot(page, `publishing-${name}-${width}-${theme}`)
      }
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(phone.viewport)
}

const text = async (page: Page): Promise<string> => (await page.textContent('main')) ?? ''

/** Invented people with a fault that can be repaired: a row of totals. */
const lines = Array.from(
  { length: 40 },
  (_, at) => `${40_000_000 + at * 7_919};${['ATE', 'LIMA', 'COMAS'][at % 3]};${at + 1}`,
)
const people = ['DNI;DISTRITO;RACIONES', ...lines, `;TOTAL;${(40 * 41) / 2}`].join('\n')

/** What a new dataset is about. */
async function describe(page: Page, title: string): Promise<void> {
  await page.fill('[name=title]', title)
  await page.fill('[name=description]', 'Cada fila es una entrega.')
  await page.selectOption('[name=licence]', { index: 1 })
  await page.selectOption('[name=frequency]', 'MONTHLY')
}

/** The file's way in one language: `words` are those of the buttons. */
async function handIn(
  page: Page,
  { title, file, lang }: { title: string; file: string; lang: 'es' | 'en' },
): Promise<void> {
  const suffix = lang === 'en' ? '?lang=en' : ''
  await page.goto(`${on.origin}/publicar${suffix}`)
  await look(page, `dataset-${lang}`)
  await page.selectOption('select[name=dataset]', '-')
  await page.click('main form .form-end button')
  await look(page, `new-${lang}`)
  await page.click('main form .form-end button')
  await page.waitForSelector('.error-summary')
  await look(page, `new-missing-${lang}`)
  await describe(page, title)
  await page.click('main form .form-end button')
  await page.waitForSelector('input[type=file]')
  await look(page, `file-${lang}`)
  await page.click('main form .form-end button')
  await page.waitForSelector('.error-summary')
  await look(page, `file-missing-${lang}`)
  await page.setInputFiles('input[type=file]', file)
  await page.click('main form .form-end button')
  await page.waitForURL(/\/revisar\/[0-9a-f-]{36}/)
  await page.waitForSelector('#decision')
}

/** Proves presence with the password where the page asks for it. */
async function prove(page: Page): Promise<void> {
  await page.waitForSelector('[name=proof-password]')
  await page.fill('[name=proof-password]', officialsPassword)
  await page.click('main form .form-end button')
}

const languages = [
  { lang: 'es', told: /Hay datos que señalan a personas/, passed: /Nada detiene la publicación/ },
  { lang: 'en', told: /There are data that point to people/, passed: /Nothing stops/ },
] as const

for (const { lang, told, passed } of languages) {
  test(
    `a file goes from one person to another and to the public (${lang}, 320 px)`,
    { skip },
    async () => {
      const digit = lang === 'es' ? 1 : 2
      const slug = `raciones-${lang}`
      const file = join(folder, `${slug}.csv`)
      await writeFile(file, people)
      const rosa = await desk({ dni: `1000001${digit}`, names: 'Rosa Quispe', verbs: decides })
      const luis = await desk({ dni: `1000002${digit}`, names: 'Luis Rojas', verbs: decides })
      const { page } = rosa
      await handIn(page, { title: `Raciones ${lang}`, file, lang })
      await look(page, `found-${lang}`)
      assert.match(await text(page), told)
      assert.doesNotMatch(await text(page), /40007919/)
      const keep = page.url().split('?')[0] ?? ''
      const suffix = lang === 'en' ? '?lang=en' : ''
      const decision = (on: Page): Promise<string> => on.innerText('#decision')

      // Nobody decides yet, and the way to send it is closed while people are shown.
      await luis.page.goto(`${keep}${suffix}`)
      await look(luis.page, `not-yet-${lang}`)
      assert.equal(await luis.page.locator('#decision').count(), 0)

      await page.click('form:has([name=do][value=apply]) button')
      await page.waitForURL((address) => !address.href.startsWith(keep))
      await page.waitForSelector('#decision')
      assert.match(await text(page), passed)
      await look(page, `treated-${lang}`)
      if ((await page.locator('form:has([name=do][value=repair])').count()) > 0) {
        const before = page.url()
        await page.click('form:has([name=do][value=repair]) button')
        await page.waitForURL((address) => address.href !== before)
        await page.waitForSelector('#decision')
        await look(page, `repaired-${lang}`)
      }
      const ready = page.url().split('?')[0] ?? ''
      await page.click('form[action*="/presentar"] button')
      await page.waitForURL(/done=sent/)
      await look(page, `sent-${lang}`)
      assert.doesNotMatch(await decision(page), /Aprobar|Approve/)

      // Separation of duties: she may approve others' files, not her own, whatever she posts.
      const own = await page.evaluate(
        async (path) => {
          const answer = await fetch(path, { method: 'POST', body: new URLSearchParams() })
          return answer.status
        },
        `${new URL(ready).pathname}/aprobar`,
      )
      assert.equal(own, 403)

      await luis.page.goto(`${on.origin}/revisar${suffix}`)
      await look(luis.page, `tray-${lang}`)
      await luis.page.click(`main a:has-text("Raciones ${lang}")`)
      await luis.page.waitForSelector('#decision')
      await look(luis.page, `review-${lang}`)
      assert.match(await text(luis.page), /DISTRITO/)
      await luis.page.click('form[action*="/rechazar"] button')
      await prove(luis.page)
      await luis.page.waitForSelector('.error-summary')
      await look(luis.page, `no-reason-${lang}`)
      await luis.page.fill('[name=reason]', 'Falta decir la fuente')
      await luis.page.click('form[action*="/rechazar"] button')
      await luis.page.waitForURL(/done=refused/)
      await look(luis.page, `refused-${lang}`)
      await page.goto(`${ready}${suffix}`)
      assert.match(await text(page), /Falta decir la fuente/)
      // Her office sees its draft; nobody else does.
      assert.equal((await page.goto(`${on.origin}/dataset/${slug}`))?.status(), 200)
      assert.equal((await fetch(`${on.origin}/dataset/${slug}`)).status, 404)

      // Handed in again, approved, and seen by everybody.
      await page.goto(`${on.origin}/publicar${suffix}`)
      await page.selectOption('select[name=dataset]', slug)
      await page.click('main form .form-end button')
      await page.setInputFiles('input[type=file]', file)
      await page.click('main form .form-end button')
      await page.waitForSelector('form:has([name=do][value=apply])')
      await page.click('form:has([name=do][value=apply]) button')
      await page.waitForSelector('form[action*="/presentar"]')
      await page.click('form[action*="/presentar"] button')
      await page.waitForURL(/done=sent/)
      const second = page.url().split('?')[0] ?? ''
      await luis.page.goto(`${second}${suffix}`)
      await luis.page.click('form[action*="/aprobar"] button')
      if ((await luis.page.locator('[name=proof-password]').count()) > 0) await prove(luis.page)
      await luis.page.waitForURL(/done=approved/)
      await look(luis.page, `approved-${lang}`)
      await luis.page.click(`main a[href^="/dataset/${slug}"]`)
      assert.match(await text(luis.page), /RACIONES/)
      const visitor = await browser.newContext(phone)
      const shown = await visitor.newPage()
      assert.equal((await shown.goto(`${on.origin}/dataset/${slug}${suffix}`))?.status(), 200)
      assert.match(await text(shown), /DISTRITO/)
      assert.doesNotMatch(await text(shown), /DNI/)
      await visitor.close()
      assert.deepEqual([...rosa.complaints, ...luis.complaints], [])
      await rosa.context.close()
      await luis.context.close()
    },
  )
}

test('the same without scripts: every step is a page and a form', { skip }, async () => {
  const file = join(folder, 'sin-guiones.csv')
  await writeFile(file, 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n')
  const options = { javaScriptEnabled: false }
  const ana = await desk({ dni: '10000031', names: 'Ana Soto', verbs: drafts }, options)
  const eva = await desk({ dni: '10000032', names: 'Eva Ramos', verbs: decides }, options)
  const { page } = ana
  await page.goto(`${on.origin}/publicar`)
  await page.selectOption('select[name=dataset]', '-')
  await page.click('main form .form-end button')
  await describe(page, 'Sin guiones')
  await page.click('main form .form-end button')
  await page.setInputFiles('input[type=file]', file)
  await page.click('main form .form-end button')
  await page.waitForURL(/\/revisar\//)
  while ((await page.locator('#decision').count()) === 0) {
    await page.click('[data-refresh] a')
  }
  await screenshot(page, 'publishing-no-script-found')
  await page.click('form[action*="/presentar"] button')
  await page.waitForURL(/done=sent/)
  await eva.page.goto(`${on.origin}/revisar`)
  await eva.page.click('main a:has-text("Sin guiones")')
  await eva.page.click('form[action*="/aprobar"] button')
  await prove(eva.page)
  await eva.page.waitForURL(/done=approved/)
  assert.equal((await fetch(`${on.origin}/dataset/sin-guiones`)).status, 200)
  await ana.context.close()
  await eva.context.close()
})

/** Presses Tab until the focus is on what matches; fails after a whole round of the page. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press('Tab')
    const there = await page.evaluate((wanted) => {
      const now = document.activeElement
      return now instanceof HTMLElement && now.matches(wanted)
    }, selector)
    if (there) return
  }
  assert.fail(`the keyboard does not reach ${selector}`)
}

test('the same with the keyboard alone, and the focus is seen at each stop', { skip }, async () => {
  const file = join(folder, 'teclado.csv')
  await writeFile(file, 'MONTO,DISTRITO\n1,ATE\n2,LIMA\n3,PUNO\n')
  const ana = await desk({ dni: '10000041', names: 'Ana Soto', verbs: drafts })
  const eva = await desk({ dni: '10000042', names: 'Eva Ramos', verbs: decides })
  const { page } = ana
  // Listened for from the beginning: the browser is told to, and that takes a moment.
  page.on('filechooser', (chooser) => void chooser.setFiles(file))
  await page.goto(`${on.origin}/publicar`)
  await tabTo(page, 'select[name=dataset]')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, 'main form .form-end button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('[name=title]')
  await tabTo(page, '[name=title]')
  await page.keyboard.type('Teclado')
  await tabTo(page, '[name=licence]')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, '[name=frequency]')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, 'main form .form-end button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('input[type=file]')
  await tabTo(page, 'input[type=file]')
  await page.keyboard.press('Enter')
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('input[type=file]')?.files?.length === 1,
  )
  await tabTo(page, 'main form .form-end button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('form[action*="/presentar"]')
  await tabTo(page, 'form[action*="/presentar"] button')
  const outline = await page.evaluate(
    () => getComputedStyle(document.activeElement as Element).outlineStyle,
  )
  assert.notEqual(outline, 'none')
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=sent/)
  await eva.page.goto(page.url().split('?')[0] ?? '')
  await tabTo(eva.page, 'form[action*="/aprobar"] button')
  await eva.page.keyboard.press('Enter')
  await eva.page.waitForSelector('[name=proof-password]')
  await tabTo(eva.page, '[name=proof-password]')
  await eva.page.keyboard.type(officialsPassword)
  await eva.page.keyboard.press('Enter')
  await eva.page.waitForURL(/done=approved/)
  assert.deepEqual([...ana.complaints, ...eva.complaints], [])
  await ana.context.close()
  await eva.context.close()
})
