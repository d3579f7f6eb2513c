// A person's device for tests: a browser profile with a virtual authenticator, and a critical look at pages.
import assert from 'node:assert/strict'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { axe, screenshot, scrollsSideways } from './browser.ts'

/** A person's device: one browser profile with an authenticator that recognises its owner. */
export interface Device {
  context: BrowserContext
  page: Page
  cdp: CDPSession
  authenticator: string
  complaints: string[]
}

export async function device(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Device> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    const missing = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !missing) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { context, page, cdp, authenticator: authenticatorId, complaints }
}

/** Axe in Spanish and English, both widths, both themes; pictures of each. */
export async function look(page: Page, name: string, bilingual = true): Promise<void> {
  assert.deepEqual(await axe(page), [], name)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    assert.deepEqual(await axe(page), [], `${name} ${theme}`)
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 800 })
      assert.equal(await scrollsSideways(page), false, `${name} at ${width}`)
      await screenshot(page, `sign-in-${name}-${width}-${theme}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
  if (!bilingual) return
  const address = page.url()
  await page.goto(`${address}${address.includes('?') ? '&' : '?'}lang=en`)
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  assert.deepEqual(await axe(page), [], `${name} in English`)
  await screenshot(page, `sign-in-${name}-en`)
  await page.goto(address)
}

/** Sends the form of the page. */
export const submit = (page: Page): Promise<void> => page.click('main form .form-end button')
