// The whole story as its people live it: a firm files from a phone; observed, corrected, routed, drafted, signed in a batch, notified, archived, carried elsewhere, counted.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { issueIdentity, readCertificates, validatePdf } from '@rimaq/signatures'
import { importCase, opennessJob } from '#case-files'
import { openPackage } from '../../src/case-files/archive/bag-source.ts'
import { checkBag } from '../../src/case-files/archive/check-bag.ts'
import { readPackage } from '../../src/case-files/archive/read-package.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { fillLicence } from '../support/filing-forms.ts'
import { type TestCity, testCity } from '../support/city.ts'
import { cityOfficials, officialsPassword, postForm } from '../support/officials.ts'
import { plainPdf } from '../support/plain-pdf.ts'
import { proveAgain, send, signTrayBy } from '../support/signing-desk.ts'

const skip = await browserAbsent()
const phone = { width: 360, height: 740 }
const desk = { width: 1440, height: 900 }
const dni = { clerk: '46000001', chief: '46000002', keeper: '46000003' }
const day = 86_400_000

const root = issueIdentity({ name: 'Raíz de prueba', role: 'authority' })
const chiefKey = issueIdentity({
  ...{ name: `JULIA LICENCIAS FIR ${dni.chief} hard`, serialNumber: `PNOPE-${dni.chief}` },
  ...{ role: 'signer', issuer: root },
})
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`

let passed = 0
const clock = { now: (): Date => new Date(Date.now() + passed) }
let folder = ''
let on: TestCity
const letters: string[] = []
const mail = new SMTPServer({
  ...{ authOptional: true, disabledCommands: ['STARTTLS'], closeTimeout: 100 },
  onData(stream, _session, done) {
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
    stream.on('end', () => {
      letters.push(text)
      done()
    })
  },
})
const cookies = { clerk: '', chief: '' }

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rimaq-story-'))
  await writeFile(join(folder, 'root.pem'), pem(root.certificate))
  await writeFile(join(folder, 'chief.crt'), pem(chiefKey.certificate))
  const key = chiefKey.key.export({ format: 'pem', type: 'pkcs8' })
  await writeFile(join(folder, 'chief.key'), key, { mode: 0o600 })
  await new Promise<void>((ready) => void mail.listen(0, '127.0.0.1', ready))
  const { port } = mail.server.address() as AddressInfo
  on = await testCity(
    {
      RIMAQ_TRUST: join(folder, 'root.pem'),
      RIMAQ_SMTP_URL: `smtp://127.0.0.1:${port}`,
      RIMAQ_MAIL_FROM: 'mesa@example.pe',
    },
    clock,
  )
  const { official } = await cityOfficials(on)
  const work = ['read', 'list', 'search', 'route', 'update', 'draft']
  cookies.clerk = (
    await official({
      ...{ dni: dni.clerk, names: 'Rosa Mesa', office: 'mesa-de-partes' },
      verbs: [...work, 'receive'],
    })
  ).cookie
  const heads = ['assign', 'change-state', 'sign', 'approve', 'export']
  cookies.chief = (
    await official({
      ...{ dni: dni.chief, names: 'Julia Licencias', office: 'licencias' },
      verbs: [...work, ...heads],
    })
  ).cookie
  for (let at = 0; ; at++) {
    const answer = await fetch(`${on.origin}/bandeja/plantillas/resolucion-otorga`, {
      headers: { cookie: cookies.chief, accept: 'text/html' },
    })
    if (answer.status === 200) break
    assert.ok(at < 600, `the templates did not come: ${answer.status}`)
    await wait(50)
  }
})
after(async () => {
  await on?.close()
  await new Promise<void>((done) => mail.close(() => done()))
  await rm(folder, { recursive: true, force: true })
})

/** No violation and no sideways scrolling; a picture. */
async function look(page: Page, name: string): Promise<void> {
  assert.deepEqual(await axe(page), [], name)
  assert.equal(await scrollsSideways(page), false, name)
  await screenshot(page, `story-${name}`)
}

async function tabOf(browser: Browser, who: keyof typeof cookies | null): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport: who === null ? phone : desk, locale: 'es-PE' },
  })
  if (who !== null) {
    const value = cookies[who].slice('rimaq='.length)
    await context.addCookies([{ name: 'rimaq', value, url: on.origin, httpOnly: true }])
  }
  return context.newPage()
}

async function prove(page: Page, who: keyof typeof cookies): Promise<void> {
  cookies[who] = (await proveAgain(page)) ?? cookies[who]
}

const words = async (page: Page): Promise<string> =>
  ((await page.textContent('main')) ?? '').replaceAll(/\s+/g, ' ')

async function openForm(page: Page, action: string): Promise<void> {
  const form = page.locator(`form[action$="/hacer/${action}"]`)
  await form.locator('xpath=ancestor::details').locator('summary').click()
}

async function press(page: Page, action: string): Promise<void> {
  await page.locator(`form[action$="/hacer/${action}"] button[type=submit]`).click()
  await page.waitForURL(new RegExp(`hecho=${action}`))
}

async function signTray(code: string): Promise<string> {
  const key = ['--key', join(folder, 'chief.key'), '--cert', join(folder, 'chief.crt')]
  const { status, out } = await signTrayBy(on.origin, { code, key })
  assert.equal(status, 0, out)
  return out
}

/** A document that is being made. */
async function come(path: string): Promise<Uint8Array> {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${on.origin}${path}`)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    if (answer.status === 200) return bytes
    assert.ok(tries < 600, `${path} did not come: ${answer.status}`)
    await wait(50)
  }
}

/** Begins an act from a template and sends it to whoever signs; answers its address. */
async function draft(page: Page, at: string, template: string, effect?: string): Promise<string> {
  await page.goto(`${on.origin}${at}/actos`)
  await page.selectOption('[name=template]', template)
  await send(page, 'main form.form button')
  const text = await page.inputValue('[name=body]')
  await page.fill('[name=body]', text.replaceAll(/\[\[[^\]]+\]\]/g, 'Se verificó lo declarado.'))
  await send(page, '.act-editor button')
  await page.waitForSelector('.notice-success')
  const signer = page.locator('[name=signer] option', { hasText: 'Julia Licencias' })
  await page.selectOption('[name=signer]', (await signer.getAttribute('value')) ?? '')
  if (effect !== undefined) await page.selectOption('[name=effect]', effect)
  await send(page, 'form[action$="/arreglo"] button')
  await page.waitForSelector('form[action$="/enviar"] button')
  await send(page, 'form[action$="/enviar"] button')
  await page.waitForSelector('.badge-warn')
  return new URL(page.url()).pathname
}

/** Signs all that waits as one batch; answers what the signer's program said. */
async function signAll(page: Page): Promise<string> {
  await page.goto(`${on.origin}/bandeja/firma`)
  for (const box of await page.locator('input[name=chosen]').all()) await box.check()
  await send(page, '.signing-form button')
  await prove(page, 'chief')
  await page.waitForSelector('.signing-code')
  return signTray((await page.textContent('.signing-code')) ?? '')
}

/** A letter of somebody else, so that the statistics have a group that may be shown. */
async function another(): Promise<void> {
  const begun = await postForm(on.origin, '/tramites/licencia-funcionamiento/presentar', {
    ...{ 'filer-document': 'RUC', 'filer-number': '20131380951', 'filer-name': 'Otra Firma' },
    ...{ ruc: '20131380951', direccion: 'Jirón de la Prueba 5', giro: 'Bodega', riesgo: 'bajo' },
    ...{ presenta: 'titular' },
  })
  assert.equal(begun.status, 303, begun.text)
  const filed = await postForm(on.origin, `${begun.location}/presentar`, {})
  assert.equal(filed.status, 303, filed.text)
}

test('a licence from the phone of a firm to the statistics of the city', { skip }, async () => {
  await withBrowser(async (browser) => {
    const firm = await tabOf(browser, null)
    await firm.goto(`${on.origin}/tramites/licencia-funcionamiento/presentar`)
    await fillLicence(firm, {
      ...{ name: 'Librería de Prueba S.A.C.', email: 'libreria@example.pe' },
    })
    await firm.check('[name=notify-by][value=mailbox]')
    await look(firm, '01-form')
    await firm.click('main form.form button')
    await firm.waitForURL(/\/presentacion\//)
    for (const name of ['plano.pdf', 'declaracion.pdf', 'vigencia-de-poder.pdf']) {
      await firm.setInputFiles('form[enctype] input[type=file]', {
        ...{ name, mimeType: 'application/pdf', buffer: Buffer.from(plainPdf(2, name)) },
      })
      await firm.locator('form[enctype] button').first().click()
      await firm.waitForFunction((wanted) => document.body.textContent?.includes(wanted), name)
      await firm.waitForSelector(`#files :text("${name}")`)
    }
    await look(firm, '02-attached')
    await firm.click('form[action*="/presentar"] button')
    await firm.waitForURL(/presentado=1/)
    await look(firm, '03-receipt')
    const own = new URL(firm.url()).pathname
    const [, , id = ''] = own.split('/')
    const number = /\d{4}-\d{6}/.exec(await words(firm))?.[0] ?? ''

    // The receipt is judged by others, and by the city's own page.
    const receipt = await come(`${own}/cargo`)
    const path = join(folder, 'cargo.pdf')
    await writeFile(path, receipt)
    assert.ok(validatePdf(receipt).signatures.every((one) => one.indication === 'TOTAL-PASSED'))
    try {
      const said = execFileSync('pdfsig', [path], { encoding: 'utf8', stdio: 'pipe' })
      assert.match(said, /Signature is Valid/)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    await firm.goto(`${on.origin}/verificar`)
    await firm.setInputFiles('input[type=file]', path)
    await firm.locator('form[enctype] button').click()
    await firm.waitForURL(/verificar/)
    assert.match(await words(firm), /Es auténtico: lo emitió/)
    await look(firm, '04-verified')

    // Observed once, corrected by the firm.
    const clerk = await tabOf(browser, 'clerk')
    await clerk.goto(`${on.origin}/bandeja?de=oficina`)
    await look(clerk, '05-tray')
    await clerk.goto(`${on.origin}/bandeja/${id}`)
    await openForm(clerk, 'observar')
    await clerk.fill('[name="obs-"]', 'Falta el croquis del local')
    await press(clerk, 'observar')
    await look(clerk, '06-observed')
    await firm.goto(`${on.origin}${own}`)
    assert.match(await words(firm), /Falta el croquis del local/)
    await look(firm, '07-to-correct')
    await firm.setInputFiles('#subsanar ~ form input[type=file]', {
      ...{ name: 'croquis.pdf', mimeType: 'application/pdf' },
      buffer: Buffer.from(plainPdf(1, 'croquis')),
    })
    await firm.click('#subsanar ~ form[enctype] button')
    await firm.waitForSelector('#files')
    await firm.click('form[action$="/subsanar"] button')
    await firm.waitForURL(/hecho=1/)
    await look(firm, '08-corrected')

    // Routed, taken.
    await clerk.goto(`${on.origin}/bandeja/${id}`)
    await openForm(clerk, 'derivar')
    await clerk.selectOption('#derivar-oficina', { label: 'Oficina licencias' })
    await clerk.fill('#derivar-nota', 'Para su evaluación')
    await press(clerk, 'derivar')
    const chief = await tabOf(browser, 'chief')
    await chief.goto(`${on.origin}/bandeja?de=recibir`)
    await chief.check('input[name=caso]')
    await chief.click('button[value=recibir]')
    assert.match((await chief.textContent('h1')) ?? '', /Se recibi/)

    // Twenty reports signed at once, then the resolution.
    const at = `/bandeja/${id}`
    for (let count = 0; count < 20; count++) await draft(chief, at, 'informe-tecnico')
    await chief.goto(`${on.origin}/bandeja/firma`)
    await look(chief, '09-to-sign')
    const batch = await signAll(chief)
    assert.equal(batch.match(/firmado, número \d{6}-\d{4}/g)?.length, 20, batch)
    await draft(chief, at, 'resolucion-otorga', 'grants')
    assert.match(await signAll(chief), /firmado, número 000001-\d{4}/)
    await chief.goto(`${on.origin}${at}`)
    await look(chief, '10-decided')

    // Notified by the mailbox, opened on the phone.
    await chief.goto(`${on.origin}${at}/notificar`)
    await chief.click('main form.form button')
    await chief.waitForSelector('.notified')
    await look(chief, '11-notified')
    for (let tries = 0; !letters.some((text) => /casilla|notificaci/i.test(text)); tries++) {
      assert.ok(tries < 400, 'no letter came')
      await wait(50)
    }
    await firm.goto(`${on.origin}${own}`)
    await look(firm, '12-mailbox')
    await firm.click('form[action*="/abrir"] button')
    await firm.waitForSelector('a[href*="/documento"]')
    await look(firm, '13-acknowledged')
    const link = (await firm.getAttribute('a[href*="/documento"]', 'href')) ?? ''
    const resolution = new Uint8Array(await (await fetch(`${on.origin}${link}`)).arrayBuffer())
    const anchors = readCertificates(root.certificate)
    const person = validatePdf(resolution, { anchors }).signatures.find(({ fields }) =>
      fields.includes('Firma'),
    )
    assert.equal(person?.indication, 'TOTAL-PASSED')

    // Firm after fifteen working days, closed and put away.
    for (let count = 0; count < 5; count++) await another()
    passed += 40 * day
    const again = await postForm(on.origin, '/entrar/clave', {
      ...{ name: dni.chief, password: officialsPassword },
    })
    cookies.chief = again.cookie
    const later = await tabOf(browser, 'chief')
    await later.goto(`${on.origin}${at}/notificar`)
    await later.click('form[action$="/concluir"] button')
    await later.waitForSelector('main')
    await later.goto(`${on.origin}/archivo`)
    await later.click('form[action*="/archivo/archivar"] button')
    await later.waitForURL(/hecho=archivar/)
    await look(later, '14-archived')

    // Carried into another city, equal.
    const answer = await fetch(`${on.origin}${at}/paquete`, { headers: { cookie: cookies.chief } })
    assert.equal(answer.status, 200)
    const zip = join(folder, 'expediente.zip')
    await writeFile(zip, new Uint8Array(await answer.arrayBuffer()))
    const source = await openPackage(zip)
    const packaged = await readPackage(source, await checkBag(source))
    source.close()
    assert.ok(packaged.documents.length >= 26, String(packaged.documents.length))
    const there = await testCity({}, clock)
    try {
      const { official } = await cityOfficials(there)
      const receives = { dni: dni.keeper, names: 'Ana Vecina', verbs: ['read', 'list'] }
      await official({ ...receives, office: 'mesa-de-partes' })
      const parts = { ...there.city, office: 'mesa-de-partes' }
      const report = await importCase(parts, { kind: 'operator' }, { path: zip, dryRun: false })
      assert.equal(report.state, 'imported')
      assert.equal(report.index, packaged.indexes.at(-1)?.contentHash)
    } finally {
      await there.close()
    }

    // The statistics of the night show the group, and nobody in it.
    await on.city.jobs.send(opennessJob, {}, { once: 'openness' })
    // The server works it off, or this drain does.
    await on.city.jobs.drain([opennessJob])
    await come('/dataset/tramites-tiempos')
    await later.goto(`${on.origin}/dataset/tramites-tiempos`)
    await look(later, '15-statistics')
    assert.doesNotMatch(await words(later), new RegExp(`Librería de Prueba|${number}`))
  })
})
