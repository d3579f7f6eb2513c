// A code after the password, on a narrow phone without JavaScript's help: set up, asked for, taken away.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { hotp, stepAt } from '../../src/people/accounts/totp.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { submit } from '../support/device.ts'
import type { Page } from 'playwright-core'

const skip = await browserAbsent()
const password = 'siete llamas azules'
let here: TestCity
before(async () => {
  here = await testCity()
})
after(() => here.close())

async function look(tab: Page, name: string): Promise<void> {
  assert.deepEqual(await axe(tab), [], name)
  assert.equal(await scrollsSideways(tab), false, name)
  await screenshot(tab, `second-factor-${name}`)
}

/** The code an app would show; `steps` later. */
async function code(steps = 0): Promise<string> {
  const { rows } = await sql<{ secret: Buffer; account: string }>`SELECT secret,
    account_id AS account FROM people.totp`.execute(here.city.database.kysely)
  const [row] = rows
  const secret = here.city.accounts.parts.box.open(row!.secret, row!.account) as Buffer
  return hotp(secret, stepAt(new Date()) + steps)
}

test('a code is asked for after the password once its owner has set it up', { skip }, async () => {
  const given = await here.city.accounts.invite({
    ...{ dni: '10000001', givenNames: 'Rosa', familyNames: 'Quispe', email: null },
  })
  await withBrowser(async (browser) => {
    const context = await browser.newContext({ viewport: { width: 320, height: 900 } })
    const tab = await context.newPage()
    const origin = here.origin.replace('127.0.0.1', 'localhost')
    await tab.goto(`${origin}/entrar/codigo`)
    await tab.fill('[name=code]', given)
    await submit(tab)
    await tab.click('summary:has-text("contraseña")')
    await tab.fill('[name=password]', password)
    await tab.click('button:has-text("contraseña")')
    await tab.waitForURL(/\/cuenta/)
    await look(tab, 'account')
    await tab.click('button:has-text("Pedir un código")')
    await tab.fill('[name=proof-password]', password)
    await submit(tab)
    await look(tab, 'new')
    await tab.fill('[name=code]', '000000')
    await tab.click('button:has-text("Confirmar")')
    assert.match((await tab.textContent('.error-summary')) ?? '', /no vale/)
    await tab.fill('[name=code]', await code())
    await tab.click('button:has-text("Confirmar")')
    await tab.waitForURL(/\/cuenta$/)
    assert.match((await tab.textContent('main')) ?? '', /se pide un código de tu aplicación/)
    await context.clearCookies()
    await tab.goto(`${origin}/entrar`)
    await tab.fill('[name=name]', '10000001')
    await tab.click('form:has([name=name]) button')
    await tab.fill('[name=password]', password)
    await tab.click('form:has([name=password]) button')
    assert.match((await tab.textContent('h1')) ?? '', /Un código más/)
    await look(tab, 'asked')
    // The code of the next step: that of this one is used up.
    await tab.fill('[name=code]', await code(1))
    await tab.click('form:has([name=code]) button')
    await tab.waitForURL(/\/cuenta/)
  })
})
