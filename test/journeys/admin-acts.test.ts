// Every act of administration that has a page: asked question by question on a narrow phone, done, written down.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { registerRecord } from '#people'
import { registerPerson } from '../../src/people/register-person.ts'
import { type AdminServer, adminServer, submit } from '../support/admin-server.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'

const skip = await browserAbsent()

let here: AdminServer
before(async () => {
  here = await adminServer()
  const { institution_id: institution } = await here.on.database.kysely
    .selectFrom('people.office')
    .select('institution_id')
    .where('id', '=', here.office)
    .executeTakeFirstOrThrow()
  await registerPerson(here.on.operator, {
    ...{ institution, documentType: 'DNI', documentNumber: '44444444' },
    ...{ givenNames: 'Luz', familyNames: 'Mamani Quispe' },
  })
})
after(() => here?.close())

/** Tabs in which JavaScript is off. */
const scriptless = new WeakSet<Page>()

/** Answers the questions of a page one after the other, and what it says at the end. */
async function answer(
  tab: Page,
  path: string,
  answers: Record<string, string>,
  label: string,
): Promise<string> {
  await tab.goto(`${here.origin}${path}`)
  for (const [name, value] of Object.entries(answers)) {
    const radio = tab.locator(`input[type=radio][name=${name}][value="${value}"]`)
    if ((await radio.count()) > 0) await radio.check()
    else if ((await tab.locator(`select[name=${name}]`).count()) > 0) {
      await tab.selectOption(`select[name=${name}]`, value)
    } else await tab.fill(`[name=${name}]:not([type=hidden])`, value)
    await submit(tab, 'Continuar')
    assert.equal(await tab.locator('.error-summary').count(), 0, `${path} ${name}`)
  }
  await screenshot(tab, `admin-summary-${path.split('/').slice(2).join('-').slice(0, 40)}`)
  // axe is a script: it cannot look at a page on which scripts are off.
  if (!scriptless.has(tab)) {
    assert.deepEqual(await axe(tab), [], `${path} summary`)
    assert.equal(await scrollsSideways(tab), false, `${path} summary scrolls sideways`)
  }
  await submit(tab, label)
  const success = tab.locator('.notice-success')
  const where = (await success.count()) > 0 ? success : tab.locator('main')
  const told = (await where.textContent()) ?? ''
  return told.replace(/\s+/g, ' ')
}

const actIn = { act: 'Ordenanza 2-2026' }

test(
  'an office is opened, named anew, given a post and a person, closed and succeeded, without JavaScript',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const context = await browser.newContext({
        javaScriptEnabled: false,
        viewport: { width: 320, height: 900 },
      })
      const tab = await context.newPage()
      scriptless.add(tab)
      await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
      const told = await answer(
        tab,
        '/admin/offices/new',
        {
          parent: here.office,
          name: 'Oficina de Ferias',
          slug: 'ferias',
          from: '2026-01-15',
          ...actIn,
        },
        'Abrir una oficina',
      )
      assert.match(told, /Abierta: Oficina de Ferias/)
      await tab.getByRole('link', { name: 'Oficina de Ferias' }).last().click()
      const path = new URL(tab.url()).pathname
      assert.match((await tab.textContent('.summary-list')) ?? '', /15 de enero de 2026/)
      const renamed = await answer(
        tab,
        `${path}/rename`,
        { name: 'Oficina de Ferias y Mercados', from: '', ...actIn },
        'Cambiar el nombre',
      )
      assert.match(renamed, /Ferias y Mercados/)
      assert.equal(here.on.entries.at(-1)?.act, 'rename-office')
      const closed = await answer(tab, `${path}/close`, actIn, 'Cerrar')
      assert.match(closed, /Cerrada/)
      assert.equal(here.on.entries.at(-1)?.act, 'close-office')
      assert.equal((await tab.goto(`${here.origin}${path}/close`))?.status(), 404, 'closed already')

      await answer(
        tab,
        '/admin/people/new',
        { document: '44444445', given: 'Ana', family: 'Huanca' },
        'Registrar',
      )
      assert.equal(here.on.entries.at(-1)?.act, 'register-person')
      await answer(
        tab,
        '/admin/offices/new',
        { parent: here.office, name: 'Oficina de Plazas', slug: 'plazas', from: '', ...actIn },
        'Abrir una oficina',
      )
      await tab.getByRole('link', { name: 'Oficina de Plazas' }).last().click()
      const second = new URL(tab.url()).pathname
      await tab.goto(`${here.origin}${second}/positions/new`)
      const roles = await tab.locator('[name=role]').count()
      assert.equal(roles, 0, 'one question per page')
      const db = here.on.database.kysely
      const role = await db
        .selectFrom('people.role')
        .select('id')
        .where('slug', '=', 'jefe')
        .executeTakeFirstOrThrow()
      const post = await answer(
        tab,
        `${second}/positions/new`,
        { name: 'Jefe de plazas', code: 'jefe-plazas', role: role.id, ...actIn },
        'Abrir un puesto',
      )
      assert.match(post, /Abierto: Jefe de plazas/)
      assert.equal(here.on.entries.at(-1)?.act, 'give-role')
      const open = await answer(tab, `${second}/close`, actIn, 'Cerrar')
      assert.match(open, /1 oficinas o puestos abiertos/, 'refused in words')
      const succeeded = await answer(
        tab,
        `${second}/succeed`,
        { successor: here.office, ...actIn },
        'Otra la sucede',
      )
      assert.match(succeeded, /sucede a Oficina de Plazas y recibió 0 expedientes/)
      assert.equal(here.on.entries.at(-1)?.act, 'succeed-office')
    })
  },
)

test(
  'a resident and a representative are registered, and the representation is ended',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width: 320, height: 900 } })
      await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
      const told = await answer(
        tab,
        '/admin/parties/new',
        { kind: 'resident', document: '44444444', name: 'Luz Mamani Quispe', how: 'in-person' },
        'Registrar',
      )
      assert.match(told, /Registrada: Luz Mamani Quispe/)
      await tab.getByRole('link', { name: 'Quién la representa' }).click()
      const path = new URL(tab.url()).pathname
      const someone = await here.on.person()
      const represents = await answer(
        tab,
        `${path}/represent`,
        {
          document: await here.documentOf(someone),
          scope: 'licencia',
          until: '2026-12-31',
          act: 'Poder 12-2026',
        },
        'Añadir un representante',
      )
      assert.match(represents, /representa desde ahora/)
      await tab.goto(`${here.origin}${path}`)
      await tab.getByRole('link', { name: 'Terminar' }).click()
      const end = new URL(tab.url()).pathname
      const ended = await answer(tab, end, { act: 'Carta notarial 3' }, 'Terminar')
      assert.match(ended, /ya no representa a Luz Mamani Quispe/)
      await tab.goto(`${here.origin}${path}`)
      assert.match((await tab.textContent('#representations')) ?? '', /terminó/)
    })
  },
)

test(
  'an official declares an abstention, and the case does not open any more',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width: 320, height: 900 } })
      await tab.setExtraHTTPHeaders({ authorization: 'Bearer boss' })
      const told = await answer(
        tab,
        '/admin/interests/new',
        { party: '20131312955', kind: 'relative', from: '2020-01-01' },
        'Declarar',
      )
      assert.match(told, /Declarado/)
      await tab.goto(`${here.origin}/admin/interests`)
      assert.match((await tab.textContent('#interests')) ?? '', /Empresa de Prueba.*Parentesco/s)
      await screenshot(tab, 'admin-interests-one')
      await tab.setExtraHTTPHeaders({ authorization: 'Bearer admin' })
      const other = await answer(
        tab,
        '/admin/interests/new',
        {
          whom: 'other',
          document: '44444444',
          party: '20131312955',
          kind: 'declared',
          from: '',
        },
        'Declarar',
      )
      assert.match(other, /Declarado/)
    })
  },
)

test(
  'what is restricted is reviewed: overdue first, confirmed with a reason and a new day',
  { skip },
  async () => {
    await withBrowser(async (browser) => {
      const tab = await browser.newPage({ viewport: { width: 320, height: 900 } })
      await tab.setExtraHTTPHeaders({ authorization: 'Bearer other' })
      const overdue = randomUUID()
      const { institution_id: institution } = await here.on.database.kysely
        .selectFrom('people.office')
        .select('institution_id')
        .where('id', '=', here.office)
        .executeTakeFirstOrThrow()
      await here.on.database.transaction((trx) =>
        registerRecord(
          trx,
          {
            ...{ id: overdue, kind: 'case', institution, custody: here.office, state: 'open' },
            ...{ level: 'restricted', basis: 'Secreto bancario', reviewBy: '2026-01-31' },
          },
          here.on.clock.now(),
        ),
      )
      await tab.goto(`${here.origin}/admin/reviews`)
      assert.match((await tab.textContent('main')) ?? '', /1 revisión está vencida/)
      await screenshot(tab, 'admin-reviews-overdue')
      assert.deepEqual(await axe(tab), [])
      await tab.locator('#reviews a').first().click()
      assert.match((await tab.textContent('main')) ?? '', /La revisión está vencida/)
      assert.match((await tab.textContent('#access')) ?? '', /Lo tiene a su cargo/)
      await tab.fill('#confirm-reason', 'La investigación sigue abierta')
      await tab.fill('#confirm-review', '2027-06-30')
      await screenshot(tab, 'admin-record-review')
      await submit(tab, 'Debe seguir reservado')
      assert.match(
        (await tab.textContent('main')) ?? '',
        /Sigue reservado; se revisa hasta el 30 de junio de 2027/,
      )
      assert.equal(here.on.entries.at(-1)?.act, 'confirm-level')
    })
  },
)
