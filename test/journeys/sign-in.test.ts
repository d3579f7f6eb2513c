// People make accounts and sign in with passkeys and passwords in a real browser, with and without scripts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { browserAbsent, screenshot, withBrowser } from '../support/browser.ts'
import { type Device, device, look, submit } from '../support/device.ts'
import { testCity } from '../support/city.ts'
import type { TestCity } from '../support/city.ts'
import { makeOrganisation } from '../support/accounts.ts'

const skip = await browserAbsent()
let here: TestCity
let origin: string
let browser: Browser
let close = (): void => undefined
let closed: Promise<void> = Promise.resolve()

before(async () => {
  here = await testCity()
  // Passkeys are bound to a name; an address of numbers has none.
  origin = here.origin.replace('127.0.0.1', 'localhost')
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
  await here.close()
})

let first: Device

test('the first account is made with the console’s code and a passkey', { skip }, async () => {
  const code = (await here.city.accounts.firstCode()) ?? ''
  assert.match(code, /^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/)
  first = await device(browser)
  const { page, complaints } = first
  await page.goto(`${origin}/entrar/codigo`)
  await look(page, 'code')
  await page.fill('[name=code]', 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  await submit(page)
  await look(page, 'code-wrong', false)
  assert.match((await page.textContent('.error-summary')) ?? '', /no vale/)
  await page.fill('[name=code]', code)
  await submit(page)
  await look(page, 'first-dni', false)
  await page.fill('[name=dni]', '123')
  await submit(page)
  assert.match((await page.textContent('.error-summary')) ?? '', /ocho dígitos/)
  await page.fill('[name=dni]', '10000001')
  await submit(page)
  await page.fill('[name=given]', 'Rosa')
  await submit(page)
  await page.fill('[name=family]', 'Quispe Huamán')
  await submit(page)
  await page.fill('[name=email]', 'rosa@example.pe')
  await submit(page)
  await page.fill('[name=ruc]', '20131312955')
  await submit(page)
  await page.waitForSelector('form[data-passkey=create]:not([hidden])')
  await look(page, 'way', false)
  await page.click('form[data-passkey=create] button')
  await page.waitForURL(/\/cuenta/)
  assert.match((await page.textContent('main')) ?? '', /Tu cuenta está lista/)
  await look(page, 'account')
  assert.equal(
    (await first.cdp.send('WebAuthn.getCredentials', { authenticatorId: first.authenticator }))
      .credentials.length,
    1,
  )
  assert.deepEqual(complaints, [])
  assert.equal(await here.city.accounts.firstCode(), null)
  await page.goto(`${origin}/entrar/codigo`)
  await page.fill('[name=code]', code)
  await submit(page)
  assert.match((await page.textContent('.error-summary')) ?? '', /no vale/)
})

test('she signs out and in again with the passkey alone', { skip }, async () => {
  const { page, context, complaints } = first
  await page.goto(`${origin}/cuenta`)
  await page.click('form[action="/salir"] button:has-text("Salir"):not(:has-text("todos"))')
  await page.waitForURL(/\/salir/)
  await look(page, 'signed-out')
  assert.deepEqual(
    (await context.cookies()).map(({ name }) => name),
    [],
  )
  await page.goto(`${origin}/entrar?next=%2Fdataset`)
  await look(page, 'door')
  await page.click('form[data-passkey=get] button')
  await page.waitForURL(/\/dataset$/)
  assert.match((await page.textContent('header')) ?? '', /Rosa Quispe Huamán/)
  await look(page, 'portal-signed-in', false)
  const [cookie] = await context.cookies()
  assert.equal(cookie?.name, 'rimaq')
  assert.equal(cookie?.httpOnly, true)
  assert.equal(cookie?.sameSite, 'Lax')
  assert.deepEqual(complaints, [])
})

test('the answer of a passkey, sent a second time, opens nothing', { skip }, async () => {
  const { page, context } = first
  await context.clearCookies()
  await page.goto(`${origin}/entrar`)
  let sent = ''
  page.on('request', (request) => {
    if (request.url().endsWith('/entrar/llave') && request.method() === 'POST') {
      sent = request.postData() ?? ''
    }
  })
  await page.click('form[data-passkey=get] button')
  await page.waitForURL(/\/cuenta/)
  assert.match(sent, /proof-answer=/)
  const again = await fetch(`${origin}/entrar/llave`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      accept: 'text/html',
    },
    body: sent,
  })
  assert.equal(again.status, 422)
  assert.equal(again.headers.get('set-cookie'), null)
  // With the id of a fresh challenge the old answer is wrong too.
  const fresh = await fetch(`${origin}/entrar/llave/opciones`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: '{}',
  })
  const { ceremony } = (await fresh.json()) as { ceremony: string }
  const swapped = new URLSearchParams(sent)
  swapped.set('proof-ceremony', ceremony)
  const forged = await fetch(`${origin}/entrar/llave`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', accept: 'text/html' },
    body: swapped,
  })
  assert.equal(forged.status, 422)
})

test('a passkey that does not recognise its owner opens nothing', { skip }, async () => {
  const { page, context, cdp, authenticator } = first
  await context.clearCookies()
  await cdp.send('WebAuthn.setUserVerified', {
    authenticatorId: authenticator,
    isUserVerified: false,
  })
  await page.goto(`${origin}/entrar`)
  await page.click('form[data-passkey=get] button')
  await page.waitForFunction(
    () => (document.querySelector('[data-passkey-error]')?.textContent ?? '') !== '',
  )
  assert.match((await page.textContent('[data-passkey-error]')) ?? '', /canceló|no se pudo/i)
  await look(page, 'door-cancelled', false)
  await cdp.send('WebAuthn.setUserVerified', {
    authenticatorId: authenticator,
    isUserVerified: true,
  })
  await page.click('form[data-passkey=get] button')
  await page.waitForURL(/\/cuenta/)
})

test('a copy of a passkey, whose counter is behind, opens nothing', { skip }, async () => {
  const { page, context } = first
  const { kysely } = here.city.database
  await context.clearCookies()
  const [kept] = await kysely.selectFrom('people.passkey').select(['id', 'counter']).execute()
  await kysely.updateTable('people.passkey').set({ counter: 1_000_000 }).execute()
  await page.goto(`${origin}/entrar`)
  await page.click('form[data-passkey=get] button')
  await page.waitForSelector('.error-summary')
  assert.match((await page.textContent('.error-summary')) ?? '', /no abre esta cuenta/)
  await kysely
    .updateTable('people.passkey')
    .set({ counter: kept?.counter ?? 0 })
    .execute()
  await page.click('form[data-passkey=get] button')
  await page.waitForURL(/\/cuenta/)
})

test(
  'after five minutes a second passkey asks for the first again; then both are listed',
  { skip },
  async () => {
    const { page } = first
    await stale()
    await page.goto(`${origin}/cuenta`)
    await page.click('button:has-text("Añadir una llave de acceso")')
    await page.waitForSelector('h1:has-text("Confirma que eres tú")')
    await look(page, 'prove', false)
    await page.click('form[data-passkey=get] button')
    await page.waitForSelector('form[data-passkey=create]')
    await look(page, 'new-passkey', false)
    // The same authenticator refuses a second key for the account; another device brings one.
    const { authenticatorId } = await first.cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'usb',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    await page.fill('[name=name]', 'Llave de repuesto')
    await page.click('form[data-passkey=create] button')
    await page.waitForURL(/\/cuenta$/)
    const main = (await page.textContent('main')) ?? ''
    assert.match(main, /Llave de repuesto/)
    await first.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  },
)

test('a passkey is removed after a proof, but never the last way in', { skip }, async () => {
  const { page } = first
  await page.goto(`${origin}/cuenta`)
  await page.click('li:has-text("Llave de repuesto") button')
  await page.waitForURL(/\/cuenta$/)
  assert.ok(!((await page.textContent('main')) ?? '').includes('Llave de repuesto'))
  assert.equal(await page.locator('form[action="/cuenta/llaves/quitar"]').count(), 0)
  assert.match((await page.textContent('main')) ?? '', /única forma de entrar/)
})

let printed: string[] = []

test(
  'ten printed codes are shown once; one of them opens the account on another device',
  { skip },
  async () => {
    const { page } = first
    await page.goto(`${origin}/cuenta`)
    await page.click('button:has-text("Crear diez códigos")')
    await page.waitForSelector('.account-codes li')
    printed = await page.locator('.account-codes code').allTextContents()
    assert.equal(new Set(printed).size, 10)
    await look(page, 'printed-codes', false)
    const lost = await device(browser)
    for (const [status, text] of [
      ['opens', /código impreso/],
      ['once', /no vale/],
    ] as const) {
      await lost.context.clearCookies()
      await lost.page.goto(`${origin}/entrar/codigo`)
      await lost.page.fill('[name=code]', (printed[0] ?? '').toLowerCase().replaceAll('-', ' '))
      await submit(lost.page)
      assert.match((await lost.page.textContent('main')) ?? '', text, status)
    }
    assert.deepEqual(lost.complaints, [])
    await lost.context.close()
  },
)

test(
  'without JavaScript an invited person makes a password, signs in, and is asked again for what is sensitive',
  { skip },
  async () => {
    const code = await here.city.accounts.invite({
      dni: '10000002',
      givenNames: 'Luz',
      familyNames: 'Mamani',
      email: null,
    })
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    })
    const page = await context.newPage()
    await page.goto(`${origin}/entrar/codigo`)
    await page.fill('[name=code]', code)
    await submit(page)
    await page.click('summary:has-text("Usar una contraseña")')
    await page.fill('[name=password]', 'password')
    await page.click('button:has-text("Crear la contraseña")')
    assert.match((await page.textContent('.error-summary')) ?? '', /Mucha gente/)
    await page.fill('[name=password]', 'siete llamas azules')
    await page.click('button:has-text("Crear la contraseña")')
    await page.waitForURL(/\/cuenta/)
    await page.click('form[action="/salir"] button:has-text("Salir"):not(:has-text("todos"))')
    await page.goto(`${origin}/entrar`)
    assert.match((await page.textContent('main')) ?? '', /necesitan JavaScript/)
    assert.ok(!(await page.isVisible('form[data-passkey]')))
    await screenshot(page, 'sign-in-door-no-script')
    await page.fill('[name=name]', '10000002')
    await submit(page)
    await screenshot(page, 'sign-in-password-no-script')
    await page.fill('[name=password]', 'no es esta')
    await submit(page)
    assert.match((await page.textContent('.error-summary')) ?? '', /no son correctos/)
    await page.fill('[name=password]', 'siete llamas azules')
    await submit(page)
    await page.waitForURL(/\/cuenta/)
    await page.click('button:has-text("Cambiar la contraseña")')
    assert.match((await page.textContent('h1')) ?? '', /Confirma que eres tú/)
    await page.fill('[name=proof-password]', 'siete llamas azules')
    await submit(page)
    assert.match((await page.textContent('h1')) ?? '', /Poner una contraseña/)
    await page.fill('[name=password]', 'ocho vicuñas pardas')
    await submit(page)
    await page.waitForURL(/\/cuenta$/)
    await context.close()
  },
)

test(
  'somebody with several posts chooses one, sees it in the head, and switches',
  { skip },
  async () => {
    const { page } = first
    const person = await personOf('10000001')
    await makeOrganisation(here.city.database, new Date(), {
      jefa: { person, verbs: ['read', 'sign'] },
      gente: { person, verbs: ['manage-people'] },
      robot: { person: null, verbs: ['read', 'publish'] },
    })
    await page.goto(`${origin}/cuenta/cargo`)
    await look(page, 'holding')
    await page.getByLabel(/Cargo jefa/).check()
    await submit(page)
    await page.waitForURL(/\/cuenta$/)
    assert.match((await page.textContent('.site-person')) ?? '', /Cargo jefa/)
    await look(page, 'account-with-post', false)
  },
)

test(
  'a token is made after a proof, shown once, reads the Action API, and is taken back',
  { skip },
  async () => {
    const { page } = first
    await page.goto(`${origin}/cuenta/tokens/nuevo`)
    await look(page, 'new-token')
    await page.fill('[name=name]', 'Carga nocturna')
    await page.check('input[name=holding]')
    await page.check('input[name=verbs][value=read]')
    await submit(page)
    await page.waitForSelector('.code-block code')
    const token = ((await page.textContent('.code-block code')) ?? '').trim()
    assert.match(token, /^rmq_[\w-]{46}$/)
    await look(page, 'token', false)
    const ask = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${origin}/api/3/action/package_list`, { headers })
    assert.equal((await ask({ authorization: `Bearer ${token}` })).status, 200)
    assert.equal((await ask({ authorization: token })).status, 200)
    assert.equal((await ask({ 'x-ckan-api-key': token })).status, 200)
    assert.equal((await ask({ 'x-ckan-api-key': 'a key of another portal' })).status, 200)
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    assert.equal((await ask({ authorization: `Bearer ${forged}` })).status, 401)
    await page.goto(`${origin}/cuenta`)
    await page.click('button:has-text("Retirar")')
    await page.waitForURL(/\/cuenta$/)
    assert.equal((await ask({ authorization: `Bearer ${token}` })).status, 401)
  },
)

test('visitors get no cookie, and their pages may be kept', { skip }, async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  for (const path of ['/', '/dataset', '/entrar', '/entrar/codigo']) {
    const answer = await page.goto(origin + path)
    assert.equal((await answer?.allHeaders())?.['set-cookie'], undefined, path)
    assert.equal(
      (await answer?.allHeaders())?.['cache-control'],
      path.startsWith('/entrar') ? 'no-store' : 'no-cache',
    )
  }
  assert.deepEqual(await context.cookies(), [])
  await context.close()
})

async function personOf(dni: string): Promise<string> {
  const { id } = await here.city.database.kysely
    .selectFrom('people.person')
    .select('id')
    .where('document_number', '=', dni)
    .executeTakeFirstOrThrow()
  return id
}

/** As after five minutes: the last proof is old. */
async function stale(): Promise<void> {
  await here.city.database.kysely
    .updateTable('people.session')
    .set({ proven_at: new Date(Date.now() - 6 * 60_000) })
    .where('ended', 'is', null)
    .execute()
}
