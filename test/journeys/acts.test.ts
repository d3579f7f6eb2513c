// A report is drafted, approved and signed as officials live it: pages in a browser, the key in another process.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import {
  type Identity,
  issueIdentity,
  keySigner,
  readCertificates,
  signPdf,
  validatePdf,
  withTail,
} from '@rimaq/signatures'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials, postForm } from '../support/officials.ts'
import { proveAgain, send, signTrayBy } from '../support/signing-desk.ts'

const skip = await browserAbsent()
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`
const root = issueIdentity({ name: 'Raíz de prueba', role: 'authority' })
const dni = { drafter: '45000011', chief: '45000012', lawyer: '45000013' }
const chiefKey: Identity = issueIdentity({
  ...{ name: `JEFA DE PRUEBA FIR ${dni.chief} hard`, serialNumber: `PNOPE-${dni.chief}` },
  ...{ role: 'signer', issuer: root },
})

let on: TestCity
let folder = ''
const cookies = { drafter: '', chief: '', lawyer: '' }

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-signing-'))
  await writeFile(join(folder, 'root.pem'), pem(root.certificate))
  await writeFile(join(folder, 'chief.crt'), pem(chiefKey.certificate))
  const key = chiefKey.key.export({ format: 'pem', type: 'pkcs8' })
  await writeFile(join(folder, 'chief.key'), key, { mode: 0o600 })
  on = await testCity({ RIMAQ_TRUST: join(folder, 'root.pem') })
  const { official } = await cityOfficials(on)
  const office = 'mesa-de-partes'
  const work = ['read', 'list', 'draft']
  cookies.drafter = (
    await official({ dni: dni.drafter, names: 'Dora Prueba', verbs: work, office })
  ).cookie
  const chief = [...work, 'sign', 'approve', 'publish']
  cookies.chief = (
    await official({ dni: dni.chief, names: 'Jefa Prueba', verbs: chief, office })
  ).cookie
  const lawyer = { dni: dni.lawyer, names: 'Lía Prueba', verbs: ['read', 'list', 'approve'] }
  cookies.lawyer = (await official({ ...lawyer, office: 'legal' })).cookie
  for (let at = 0; ; at++) {
    const answer = await fetch(`${on.origin}/bandeja/plantillas/carta`, {
      headers: { cookie: cookies.drafter, accept: 'text/html' },
    })
    if (answer.status === 200) break
    assert.ok(at < 600, `the templates did not come: ${answer.status}`)
    await wait(50)
  }
})
after(async () => {
  await on?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A letter from a resident; answers the address of its case in the tray. */
async function file(): Promise<string> {
  const begun = await postForm(on.origin, '/tramites/carta/presentar', {
    ...{ 'filer-document': 'DNI', 'filer-number': '40000001', 'filer-name': 'Vecina De Prueba' },
    ...{ asunto: 'Vereda rota', texto: 'Pido que se arregle la vereda.' },
  })
  assert.equal(begun.status, 303, begun.text)
  const filed = await postForm(on.origin, `${begun.location}/presentar`, {})
  assert.equal(filed.status, 303, filed.text)
  return `/bandeja/${begun.location.split('/')[2]}`
}

async function desk(browser: Browser, who: keyof typeof cookies, lang = 'es'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const value = cookies[who].slice('rimaq='.length)
  await context.addCookies([{ name: 'rimaq', value, url: on.origin, httpOnly: true }])
  const page = await context.newPage()
  if (lang !== 'es') await page.goto(`${on.origin}/?lang=${lang}`)
  return page
}

/** No violation and no sideways scrolling at 320 and 1440 px; pictures. */
async function look(page: Page, name: string): Promise<void> {
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 })
    assert.deepEqual(await axe(page), [], `${name} at ${width}`)
    assert.equal(await scrollsSideways(page), false, `${name} at ${width}`)
    await screenshot(page, `acts-${name}-${width}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

async function prove(page: Page, who: keyof typeof cookies): Promise<void> {
  cookies[who] = (await proveAgain(page)) ?? cookies[who]
}

/** Begins, writes and arranges an act; answers its address. */
async function drafted(page: Page, at: string, template: string): Promise<string> {
  await page.goto(`${on.origin}${at}/actos`)
  await page.selectOption('[name=template]', template)
  await send(page, 'main form.form button')
  const text = await page.inputValue('[name=body]')
  const chosen = text.replaceAll(/\[\[[^\]]+\]\]/g, 'Se visitó la vereda y está rota.')
  await page.fill('[name=body]', chosen)
  await send(page, '.act-editor button')
  await page.waitForSelector('.notice-success')
  const signer = page.locator('[name=signer] option', { hasText: 'Jefa Prueba' })
  await page.selectOption('[name=signer]', (await signer.getAttribute('value')) ?? '')
  return new URL(page.url()).pathname
}

async function arrange(page: Page): Promise<void> {
  await send(page, 'form[action$="/arreglo"] button')
  await page.waitForSelector('form[action$="/enviar"] button')
}

/** A PKCS#12 file where openssl can make one, else the key in PEM. */
function keyWords(): string[] {
  const [key, certificate] = [join(folder, 'chief.key'), join(folder, 'chief.crt')]
  const file = join(folder, 'chief.p12')
  const words = ['pkcs12', '-export', '-inkey', key, '-in', certificate, '-out', file]
  try {
    execFileSync('openssl', [...words, '-passout', 'pass:una clave de prueba'], { stdio: 'pipe' })
    return ['--p12', file, '--secret-env', 'TRAY_PASSWORD']
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return ['--key', key, '--cert', certificate]
  }
}

const signTray = (code: string): Promise<{ status: number; out: string }> =>
  signTrayBy(on.origin, {
    ...{ code, key: keyWords() },
    env: { TRAY_PASSWORD: 'una clave de prueba' },
  })

test('a report goes from template to approval, signature, number and seal', { skip }, async () => {
  const at = await file()
  await withBrowser(async (browser) => {
    const dora = await desk(browser, 'drafter')
    await dora.goto(`${on.origin}${at}/actos`)
    await look(dora, 'empty')
    const act = await drafted(dora, at, 'informe-tecnico')
    const lawyer = dora.locator('#visas-1 option', { hasText: 'Lía Prueba' })
    await dora.selectOption('#visas-1', (await lawyer.getAttribute('value')) ?? '')
    await arrange(dora)
    await look(dora, 'draft')
    const shown = await fetch(`${on.origin}${act}/borrador`, {
      headers: { cookie: cookies.drafter },
    })
    assert.equal(shown.status, 200)
    assert.equal(Buffer.from(await shown.arrayBuffer()).toString('latin1', 0, 5), '%PDF-')
    const signed = await fetch(`${on.origin}${act}/documento`, {
      headers: { cookie: cookies.drafter },
    })
    assert.equal(signed.status, 404)
    await send(dora, 'form[action$="/enviar"] button')
    await dora.waitForSelector('.badge-info')

    const lia = await desk(browser, 'lawyer')
    await lia.goto(`${on.origin}/bandeja/firma`)
    await look(lia, 'to-approve')
    await lia.click('#visas th a')
    await lia.fill('[name=comment]', 'Conforme con la ordenanza.')
    await send(lia, 'form[action$="/comentario"] button')
    await look(lia, 'approve')
    await send(lia, 'form[action$="/visto"] button')
    await prove(lia, 'lawyer')
    await lia.waitForSelector('.badge-warn')

    const chief = await desk(browser, 'chief')
    await chief.goto(`${on.origin}/bandeja/firma`)
    await look(chief, 'tray')
    await chief.check('input[name=chosen]')
    await send(chief, '.signing-form button')
    await prove(chief, 'chief')
    await chief.waitForSelector('.signing-code')
    await look(chief, 'batch')
    const code = (await chief.textContent('.signing-code')) ?? ''
    const told = await signTray(code)
    assert.equal(told.status, 0, told.out)
    assert.match(told.out, /firmado, número 000001-\d{4}/)
    // The code serves no second batch and no other document; the same call has the same answer.
    const state = await fetch(`${on.origin}/bandeja/firma/agente/estado`, {
      method: 'POST',
      headers: { authorization: `Bearer ${code.trim()}`, 'content-type': 'application/json' },
      body: '{}',
    })
    assert.equal(state.status, 200)
    assert.match(await state.text(), /"state":"signed"/)
    const again = await signTray(code)
    assert.match(again.out, /firmado, número 000001-\d{4}/)
    await chief.click('main .button-row a')
    await chief.waitForSelector('.notice-success')
    await look(chief, 'signed')

    await dora.goto(`${on.origin}${act}`)
    await look(dora, 'act-signed')
    const [download] = await Promise.all([
      dora.waitForEvent('download'),
      dora.click('a[href*="/documento"]'),
    ])
    const path = join(folder, 'informe.pdf')
    await download.saveAs(path)
    const { readFile } = await import('node:fs/promises')
    const document = new Uint8Array(await readFile(path))
    const { signatures } = validatePdf(document, { anchors: readCertificates(root.certificate) })
    const person = signatures.find(({ fields }) => fields.includes('Firma'))
    assert.deepEqual([person?.indication, person?.level], ['TOTAL-PASSED', 'B-B'])
    assert.ok(validatePdf(document).signatures.every((each) => each.indication === 'TOTAL-PASSED'))
    try {
      const said = execFileSync('pdfsig', [path], { encoding: 'utf8', stdio: 'pipe' })
      assert.equal(said.match(/Signature is Valid/g)?.length, 2, said)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  })
})

test(
  'two people write at once: the page keeps what the second typed and says who was first',
  { skip },
  async () => {
    const at = await file()
    await withBrowser(async (browser) => {
      const dora = await desk(browser, 'drafter')
      const address = await drafted(dora, at, 'carta')
      const chief = await desk(browser, 'chief')
      await chief.goto(`${on.origin}${address}`)
      await dora.goto(`${on.origin}${address}`)
      await dora.fill('[name=body]', 'Dora escribe primero.')
      await dora.click('.act-editor button')
      await dora.waitForURL(/\/actos\//)
      await chief.fill('[name=body]', 'La jefa escribe después.')
      await send(chief, '.act-editor button')
      await chief.waitForSelector('.notice-error')
      assert.match(
        (await chief.textContent('.notice-error')) ?? '',
        /Dora Prueba guardó la versión 3/,
      )
      assert.equal(await chief.inputValue('[name=body]'), 'La jefa escribe después.')
      assert.match((await chief.textContent('.act-paper')) ?? '', /Dora escribe primero/)
      await look(chief, 'conflict')
    })
  },
)

test(
  'what is typed is saved by itself, and without JavaScript by the button',
  { skip },
  async () => {
    const at = await file()
    await withBrowser(async (browser) => {
      const dora = await desk(browser, 'drafter')
      const address = await drafted(dora, at, 'carta')
      await dora.goto(`${on.origin}${address}`)
      await dora.fill('[name=body]', 'Se guarda sola.')
      await dora.waitForFunction(() => document.querySelector('.act-saving')?.textContent !== '')
      assert.match((await dora.textContent('.act-saving')) ?? '', /Guardado a las/)
      await dora.goto(`${on.origin}${address}`)
      assert.equal(await dora.inputValue('[name=body]'), 'Se guarda sola.')
      const context = await browser.newContext({ javaScriptEnabled: false })
      const value = cookies.drafter.slice('rimaq='.length)
      await context.addCookies([{ name: 'rimaq', value, url: on.origin, httpOnly: true }])
      const plain = await context.newPage()
      await plain.goto(`${on.origin}${address}?lang=en`)
      await plain.fill('[name=body]', 'Sin guiones del navegador.')
      await plain.click('.act-editor button')
      await plain.waitForURL(/lang=en/)
      assert.equal(await plain.inputValue('[name=body]'), 'Sin guiones del navegador.')
      await plain.goto(`${on.origin}/bandeja/plantillas`)
      await plain.click('#templates a')
      await context.close()
      const chief = await desk(browser, 'chief')
      await chief.goto(`${on.origin}/bandeja/plantillas/resolucion-otorga?lang=en`)
      await look(chief, 'template')
    })
  },
)

/** Plays Firma Perú's component, which is closed: fetches, signs with a key in memory, hands in. */
async function standInForFirmaPeru(start: string): Promise<number> {
  const given = JSON.parse(Buffer.from(start, 'base64').toString('utf8')) as Record<string, string>
  const there = (url: string | undefined): string => {
    const { pathname, search } = new URL(url ?? '')
    return `${on.origin}${pathname}${search}`
  }
  const asked = await fetch(there(given['param_url']), {
    method: 'POST',
    body: new URLSearchParams({ param_token: given['param_token'] ?? '' }),
  })
  assert.equal(asked.status, 200, await asked.clone().text())
  const orders = JSON.parse(Buffer.from(await asked.text(), 'base64').toString('utf8')) as Record<
    string,
    string
  >
  const fetched = await fetch(there(orders['documentToSign']))
  assert.equal(fetched.status, 200)
  const bytes = new Uint8Array(await fetched.arrayBuffer())
  const signer = keySigner({ key: chiefKey.key, certificates: [chiefKey.certificate] })
  const time = new Date()
  const tail = await signPdf(bytes, signer, { time, reason: orders['signatureReason'] ?? '' })
  const form = new FormData()
  form.set('file', new Blob([Uint8Array.from(withTail(bytes, tail))]), 'firmado.pdf')
  return (await fetch(there(orders['uploadDocumentSigned']), { method: 'POST', body: form })).status
}

test(
  'a stand-in for Firma Perú signs by the published contract, and the page says it is not connected',
  { skip },
  async () => {
    const at = await file()
    await withBrowser(async (browser) => {
      const dora = await desk(browser, 'drafter')
      await drafted(dora, at, 'memorando')
      await arrange(dora)
      await send(dora, 'form[action$="/enviar"] button')
      await dora.waitForSelector('.badge-warn')
      const chief = await desk(browser, 'chief')
      await chief.goto(`${on.origin}/bandeja/firma`)
      await chief.check('input[name=chosen]')
      await chief.check('[name=way][value=firma-peru]')
      await send(chief, '.signing-form button')
      await prove(chief, 'chief')
      await chief.waitForSelector('#items')
      assert.match((await chief.textContent('main')) ?? '', /no está conectado/)
      await look(chief, 'firma-peru')
      const start = (await chief.textContent('#items code')) ?? ''
      assert.equal(await standInForFirmaPeru(start), 200)
      assert.equal(await standInForFirmaPeru(start).catch(() => 401), 401)
      await chief.click('main .button-row a')
      await chief.waitForSelector('.notice-success')
      assert.match((await chief.textContent('#items')) ?? '', /Memorando 000001-\d{4}/)
    })
  },
)
