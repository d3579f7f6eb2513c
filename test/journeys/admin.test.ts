// An administrator's and an official's way through the pages of administration, on a phone and a screen.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AdminServer, adminServer, submit } from '../support/admin-server.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'

const skip = await browserAbsent()

let here: AdminServer
before(async () => {
  here = await adminServer()
})
after(() => here?.close())

const pages = (): [actor: string, path: string, name: string][] => [
  ['admin', '/admin/organisation', 'organisation'],
  ['admin', `/admin/offices/${here.office}`, 'office'],
  ['admin', `/admin/appoint?position=${here.position}`, 'appoint'],
  ['admin', '/admin/offices/new', 'office-new'],
  ['admin', `/admin/offices/${here.office}/rename`, 'office-rename'],
  ['admin', `/admin/offices/${here.office}/close`, 'office-close'],
  ['admin', `/admin/offices/${here.office}/succeed`, 'office-succeed'],
  ['admin', `/admin/offices/${here.office}/positions/new`, 'position-new'],
  ['admin', '/admin/people/new', 'person-new'],
  ['admin', `/admin/holdings/${here.holding}/end`, 'holding-end'],
  ['admin', '/admin/parties', 'parties'],
  ['admin', '/admin/parties/new', 'party-new'],
  ['admin', `/admin/parties/${here.party}/represent`, 'represent'],
  ['admin', `/admin/representations/${here.representation}/end`, 'representation-end'],
  ['admin', `/admin/parties/${here.party}`, 'party'],
  ['admin', '/admin/emergencies', 'emergencies'],
  ['boss', '/admin/delegate', 'delegate'],
  ['boss', `/admin/records/case/${here.record}`, 'record'],
  ['boss', '/admin/reviews', 'reviews'],
]

/** Pages of whoever acts through a holding, each their own. */
const own = (): [actor: string, path: string, name: string][] => [
  ['boss', '/admin/interests', 'interests'],
  ['admin', '/admin/interests/new', 'interest-new'],
  ['boss', '/cuenta/avisos', 'notices'],
]

test('whoever may not see a page gets the answer of an address that does not exist', async () => {
  const alike = (text: string): string => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
  const absent = await here.ask('nobody', '/admin/nothing')
  for (const [actor, path] of pages()) {
    assert.equal((await here.ask(actor, path)).status, 200, path)
    for (const stranger of ['nobody', actor === 'admin' ? 'boss' : 'admin']) {
      const answer = await here.ask(stranger, path)
      assert.equal(answer.status, 404, `${stranger} ${path}`)
      assert.equal(alike(answer.text), alike(absent.text))
    }
  }
})

for (const [width, lang] of [
  [320, 'es'],
  [1440, 'en'],
] as const) {
  test(`pages are accessible and fit ${width} px`, { skip }, async () => {
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width, height: 900 } })
      for (const [actor, path, name] of [...pages(), ...own()]) {
        await tab.setExtraHTTPHeaders({ authorization: `Bearer ${actor}` })
        await tab.goto(`${here.origin}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`)
        assert.deepEqual(await axe(tab), [], name)
        assert.equal(await scrollsSideways(tab), false, `${name} scrolls sideways`)
        await screenshot(tab, `admin-${name}-${width}`)
      }
    })
  })
}

test('a person is appointed question by question, without JavaScript', { skip }, async () => {
  const person = await here.on.person()
  await withBrowser(async (browser) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 900 },
    })
    const tab = await context.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
    await tab.goto(`${here.origin}/admin/appoint?position=${here.position}`)
    await tab.fill('#document', '12345678-0')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('.error-summary')) ?? '', /Revisa el número/)
    await screenshot(tab, 'admin-appoint-error')
    await tab.fill('#document', await here.documentOf(person))
    await submit(tab, 'Continuar')
    await tab.check('input[value=acting]')
    await submit(tab, 'Continuar')
    await tab.fill('#until', '2026-12-31')
    await submit(tab, 'Continuar')
    await tab.fill('#act', 'Resolución de Alcaldía 77-2026')
    await submit(tab, 'Continuar')
    await screenshot(tab, 'admin-appoint-summary')
    await submit(tab, 'Designar')
    assert.match((await tab.textContent('.notice-success')) ?? '', /31 de diciembre de 2026/)
    await tab.goto(`${here.origin}/admin/offices/${here.office}`)
    assert.match((await tab.textContent('#positions')) ?? '', /Encargado \(e\)/)
  })
  assert.equal(here.on.entries.at(-1)?.act, 'appoint')
})

test('an official delegates what is ticked, and nothing else', { skip }, async () => {
  const person = await here.on.person()
  await withBrowser(async (browser) => {
    const tab = await browser.newPage({ viewport: { width: 360, height: 900 } })
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
    await tab.goto(`${here.origin}/admin/delegate`)
    await tab.fill('#document', await here.documentOf(person))
    await submit(tab, 'Continuar')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('h1')) ?? '', /Qué delegas/)
    await tab.getByLabel('firmar', { exact: true }).check()
    await tab.getByLabel('leer', { exact: true }).check()
    await screenshot(tab, 'admin-delegate-verbs')
    await submit(tab, 'Continuar')
    await tab.check('input[value=no]')
    await submit(tab, 'Continuar')
    await tab.fill('#until', '2026-12-31')
    await submit(tab, 'Continuar')
    await tab.fill('#act', 'Resolución de Gerencia 9-2026')
    await submit(tab, 'Continuar')
    assert.match((await tab.textContent('.summary-list')) ?? '', /leer, firmar|firmar, leer/)
    await submit(tab, 'Delegar')
    assert.match((await tab.textContent('.notice-success')) ?? '', /vale desde ahora/)
  })
  const last = here.on.entries.at(-1)
  assert.ok(last)
  assert.equal(last.act, 'delegate')
  assert.equal((last.content['verbs'] as unknown[]).length, 2)
})

test('two people lower a level, and one of them cannot do it alone', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
    await tab.goto(`${here.origin}/admin/records/case/${here.record}`)
    await tab.selectOption('#lower-level', 'institution')
    await tab.fill('#lower-reason', 'Ya no contiene datos personales')
    await submit(tab, 'Proponer')
    await submit(tab, 'Estoy de acuerdo: bajar el nivel')
    assert.match((await tab.textContent('.notice-error')) ?? '', /segunda persona/)
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer other' })
    await tab.goto(`${here.origin}/admin/records/case/${here.record}`)
    await submit(tab, 'Estoy de acuerdo: bajar el nivel')
    assert.match((await tab.textContent('.summary-list')) ?? '', /De la institución/)
  })
})

test('emergency access is asked for by one and agreed to by another', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage()
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
    await tab.goto(`${here.origin}/admin/emergencies`)
    await tab.fill('#record', here.record)
    await tab.fill('#reason', 'El juzgado pide el expediente hoy mismo')
    await submit(tab, 'Pedir acceso')
    assert.equal(await tab.getByRole('button', { name: 'Estoy de acuerdo' }).count(), 0)
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer second' })
    await tab.goto(`${here.origin}/admin/emergencies`)
    await submit(tab, 'Estoy de acuerdo')
    assert.match((await tab.textContent('.notice-success')) ?? '', /treinta minutos/)
  })
  const answered = await here.ask('admin', `/admin/records/case/${here.record}`)
  assert.equal(answered.status, 200)
})

test('who heads the office reads of it on a page of notices, and says so', { skip }, async () => {
  await withBrowser(async (browser) => {
    const tab = await browser.newPage({ viewport: { width: 320, height: 900 } })
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
    await tab.goto(`${here.origin}/cuenta/avisos`)
    assert.match((await tab.textContent('.notice-warning')) ?? '', /en una emergencia/)
    assert.deepEqual(await axe(tab), [])
    assert.equal(await scrollsSideways(tab), false)
    await screenshot(tab, 'notices-open')
    await submit(tab, 'Leído')
    assert.equal(await tab.locator('.notice-warning').count(), 0)
    assert.equal(here.on.entries.at(-1)?.act, 'acknowledge-notice')
    await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
    await tab.goto(`${here.origin}/admin/emergencies`)
    assert.match((await tab.textContent('#requests')) ?? '', /Se avisó a \d+; lo leyeron 1/)
    await screenshot(tab, 'admin-emergencies-told')
  })
})
