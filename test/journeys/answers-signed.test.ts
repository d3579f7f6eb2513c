// A city answers the survey in its own running program: what contradicts is named, a second person publishes, and who signed stands on the public page.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials } from '../support/officials.ts'
import { testSigner } from '../support/test-signer.ts'

const skip = await browserAbsent()
const mayor = testSigner('Alcaldía De Prueba')
const at = '/observatory/answer/2020'
let on: TestCity
let cookies: { drafter: string; chief: string }

before(async () => {
  on = await testCity({})
  const officials = await cityOfficials(on)
  const drafter = await officials.official({
    ...{ dni: '40000011', names: 'Drafter De Prueba', verbs: ['read', 'draft'] },
  })
  const chief = await officials.official({
    ...{ dni: '40000012', names: 'Chief De Prueba', verbs: ['read', 'draft', 'publish'] },
  })
  cookies = { drafter: drafter.cookie, chief: chief.cookie }
  for (let tries = 0; tries < 600; tries++) {
    const held = await on.city.observatory.holdings()
    if (held !== null && held.profiles.length > 0) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
})
after(() => on?.close())

async function tabOf(browser: Browser, cookie: string, width = 360): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport: { width, height: 780 }, locale: 'en-US', acceptDownloads: true },
  })
  const [name = '', value = ''] = cookie.split('=')
  if (cookie !== '') await context.addCookies([{ name, value, url: on.origin }])
  return context.newPage()
}

const go = (page: Page, path: string): Promise<unknown> => page.goto(`${on.origin}${path}?lang=en`)
const main = (page: Page): Promise<string> => page.locator('main').innerText()

async function whole(page: Page, name: string): Promise<void> {
  assert.deepEqual(await axe(page), [], name)
  assert.equal(await scrollsSideways(page), false, name)
  await screenshot(page, `answers-${name}`)
}

async function press(page: Page, words: RegExp): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words }).click()])
}

test('a city answers, signs and publishes on its own pages, on a phone', { skip }, async () => {
  await withBrowser(async (browser) => {
    const drafter = await tabOf(browser, cookies.drafter)
    await go(drafter, '/observatory')
    await drafter.getByRole('link', { name: 'Answer for the city' }).click()
    await drafter.waitForURL(/observatory\/answer/)
    await screenshot(drafter, 'answers-editions')

    // Fewer than are listed: named by question, with the way to it, and not to be handed in.
    await go(drafter, `${at}/2`)
    await drafter.fill('[name=value-rolesCount]', '2')
    await press(drafter, /Save and continue/)
    await go(drafter, `${at}/review`)
    assert.match(await main(drafter), /1 answer does not fit.*How many different innovation/s)
    assert.equal(await drafter.getByRole('button', { name: /Hand in/ }).count(), 0)
    await whole(drafter, 'contradiction')
    await drafter.getByRole('link', { name: /How many different/ }).click()
    await drafter.waitForURL(/answer\/2020\/2.*#rolesCount/)
    await drafter.fill('[name=value-rolesCount]', '3')
    await drafter.fill('[name=evidence-rolesCount]', 'Informe 12-2026')
    await press(drafter, /Save and continue/)

    await go(drafter, `${at}/review`)
    await drafter.check('[name=attest]')
    await press(drafter, /Hand in/)
    const [download] = await Promise.all([
      drafter.waitForEvent('download'),
      drafter.getByRole('link', { name: /Document of the answers/ }).click(),
    ])
    const pdf = await readFile(await download.path())
    const upload = async (buffer: Buffer): Promise<void> => {
      const file = { name: 'answers.pdf', mimeType: 'application/pdf', buffer }
      await drafter.setInputFiles('[name=file]', file)
      await press(drafter, /Check and add the signature/)
    }
    await upload(pdf)
    assert.match(await main(drafter), /The file carries no signature/)
    await whole(drafter, 'unsigned')
    await upload(Buffer.from(await mayor.sign(pdf, new Date())))
    assert.match(await main(drafter), /Signed digitally by Alcaldía De Prueba.*Undetermined/s)

    const chief = await tabOf(browser, cookies.chief)
    await go(chief, `${at}/review`)
    assert.match(await main(chief), /Evidence: Informe 12-2026/)
    await screenshot(chief, 'answers-to-review')
    await press(chief, /^Publish$/)
    await chief.getByRole('link', { name: /See the/ }).click()
    await chief.waitForURL(/cities\/lima/)

    for (const width of [360, 1280]) {
      const reader = await tabOf(browser, '', width)
      await go(reader, '/observatory/cities/lima')
      assert.match(await main(reader), /Signed digitally by Alcaldía De Prueba/)
      await whole(reader, `public-${width}`)
      const shown = reader.getByRole('link', { name: /Signed document/ })
      const [public_] = await Promise.all([reader.waitForEvent('download'), shown.click()])
      assert.ok((await readFile(await public_.path())).subarray(0, pdf.length).equals(pdf))
    }
  })
})
