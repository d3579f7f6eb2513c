// A case at the end of its life, as officials live it: index, paper, archive, list, loan, destruction; sound on phone and desk.
import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Actor } from '#people'
import { keepIndexes } from '../../src/case-files/archive/sign-index.ts'
import { openPackage } from '../../src/case-files/archive/bag-source.ts'
import { checkBag } from '../../src/case-files/archive/check-bag.ts'
import { readPackage } from '../../src/case-files/archive/read-package.ts'
import { type TestArchive, testArchive } from '../support/archive.ts'
import { axe, browserAbsent, screenshot, scrollsSideways, withBrowser } from '../support/browser.ts'
import { plainPdf } from '../support/plain-pdf.ts'
import { type ServedArchive, serveArchive } from '../support/served-archive.ts'

const skip = await browserAbsent()
let on: TestArchive
let at: ServedArchive
before(async () => {
  on = await testArchive()
  at = await serveArchive(on)
  const { people } = on.on
  const archivo = await people.office(on.place.institution, 'archivo')
  await people.office(on.place.institution, 'obras')
  at.people.set('jefa', await on.official(['read', 'list', 'update', 'export', 'change-state']))
  at.people.set('archivera', await on.official(['read', 'list', 'seal', 'destroy'], archivo))
})
after(async () => {
  await at?.close()
  await on?.close()
})

const sizes = [
  ['phone', { width: 320, height: 700 }],
  ['desk', { width: 1280, height: 800 }],
] as const

async function sound(page: Page, what: string): Promise<void> {
  assert.deepEqual(await axe(page), [], what)
  assert.equal(await scrollsSideways(page), false, what)
}

/** Looks at one address in two sizes and two languages. */
async function look(page: Page, path: string, name: string): Promise<void> {
  for (const [size, viewport] of sizes) {
    await page.setViewportSize(viewport)
    for (const lang of ['es', 'en']) {
      await page.goto(`${at.origin}${path}${lang === 'es' ? '' : '?lang=en'}`)
      await sound(page, `${name} on a ${size} in ${lang}`)
      if (lang === 'es') await screenshot(page, `archive-${name}-${size}`)
    }
  }
}

async function as(page: Page, who: string): Promise<void> {
  await page.context().addCookies([{ name: 'rimaq', value: who, url: at.origin }])
}

async function proven(who: string): Promise<void> {
  const actor = at.people.get(who) as Actor & { kind: 'person' }
  at.people.set(who, await on.on.people.signIn(actor.person, actor.holding?.id ?? null, true))
}

const words = async (page: Page): Promise<string> =>
  ((await page.textContent('main')) ?? '').replaceAll(/\s+/g, ' ')

test('from its index to what stays of it, every page sound', { skip }, async () => {
  const { id, key, number } = await on.file([2, 3])
  await on.add(id, plainPdf(12, 'informe técnico'), { name: 'informe-tecnico.pdf' })
  const { number: second } = await on.file([4])
  await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: on.seal })
  await withBrowser(async (browser) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await look(page, `/presentacion/${id}/${key}/indice`, 'own-index')
    assert.match(await words(page), /6–17/)
    await as(page, 'jefa')
    await look(page, `/bandeja/${id}/indice`, 'index')
    const desk = `/bandeja/${id}/archivo`
    await page.goto(`${at.origin}${desk}`)
    await page.click('summary:has-text("Acumular otro expediente")')
    await page.fill('[name=number]', second)
    await page.fill('#accumulate-act', 'Resolución Gerencial 12-2026')
    await page.click('form[action*="/acumular"] button')
    await page.waitForURL(/hecho=acumular/)
    assert.match(
      await words(page),
      new RegExp(`${second}: acumulado a este, Resolución Gerencial 12-2026`),
    )
    await page.click('summary:has-text("Agregar una parte en papel")')
    await page.fill('#new-paper', 'Plano A-1, estante 4, caja 12')
    await page.fill('[name=folios]', '8')
    await page.click('form[action*="/papel"] button')
    await page.waitForURL(/hecho=papel/)
    await look(page, `/bandeja/${id}/indice`, 'index-whole')
    assert.match(await words(page), /Expediente acumulado|Accumulated case/)
    await on.finish(id)
    await page.goto(`${at.origin}/archivo`)
    await look(page, '/archivo', 'office')
    await page.goto(`${at.origin}/archivo`)
    assert.match(await words(page), new RegExp(number))
    await page.click('form[action*="/archivo/archivar"] button')
    await page.waitForURL(/hecho=archivar/)
    await look(page, desk, 'case')
    on.on.people.clock.pass(3 * 366 * 86_400_000)
    await page.goto(`${at.origin}/archivo`)
    await page.click('form[action*="/archivo/remitir"] button')
    await page.waitForURL(/hecho=remitir/)
    await as(page, 'archivera')
    await look(page, '/archivo', 'keeper')
    await page.goto(`${at.origin}/archivo`)
    assert.match(await words(page), new RegExp(`${number}, serie`))
    await page.click('form[action*="/archivo/recibir"] button')
    await page.waitForURL(/hecho=recibir/)
    await page.goto(`${at.origin}${desk}`)
    await page.click('summary:has-text("Prestar una parte")')
    await page.selectOption('[name=office]', 'obras')
    await page.fill('[name=holder]', 'Inspectora de obras')
    await page.fill('[name=due]', '2029-08-01')
    await page.click('form[action*="/prestar"] button')
    await page.waitForURL(/hecho=prestar/)
    on.on.people.clock.pass(4 * 366 * 86_400_000)
    await look(page, '/archivo', 'loans')
    await page.goto(`${at.origin}/archivo`)
    assert.match(await words(page), /vencido/)
    await page.click('form[action*="/devolver"] button')
    await page.waitForURL(/hecho=devolver/)
    await proven('archivera')
    await look(page, desk, 'destroy')
    await page.goto(`${at.origin}${desk}`)
    await page.fill('[name=authority]', ' ')
    await page.click('form[action*="/eliminar"] button')
    assert.match(await words(page), /Falta la resolución que lo dispone/)
    await sound(page, 'a refused destruction')
    await page.goto(`${at.origin}${desk}`)
    await page.fill('[name=authority]', 'Resolución Jefatural AGN 045-2033')
    await page.click('form[action*="/eliminar"] button')
    await page.waitForURL(/hecho=eliminar/)
    await look(page, desk, 'destroyed')
    assert.match(await words(page), /AGN 045-2033/)
    await context.close()
  })
})

test('the package leaves by its button for who may, is whole, and is nothing for who may not', async () => {
  const { id } = await on.file([1, 2])
  await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: on.seal })
  const ask = (who: string): Promise<Response> =>
    fetch(`${at.origin}/bandeja/${id}/paquete`, { headers: { cookie: `rimaq=${who}` } })
  const answer = await ask('jefa')
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-disposition') ?? '', /expediente-\d{4}-\d{6}\.zip/)
  const folder = await mkdtemp(join(tmpdir(), 'rimaq-paquete-'))
  const path = join(folder, 'p.zip')
  assert.ok(answer.body)
  await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(path))
  const source = await openPackage(path)
  const packaged = await readPackage(source, await checkBag(source))
  source.close()
  await rm(folder, { recursive: true })
  assert.deepEqual([packaged.id, packaged.documents.length], [id, 2])
  const statuses: number[] = []
  for (const who of ['archivera', 'nadie']) statuses.push((await ask(who)).status)
  assert.deepEqual(statuses, [404, 404])
})

test('who has no post, or belongs elsewhere, finds none of these pages', async () => {
  const { id, key } = await on.file([1])
  const status = async (path: string, who = ''): Promise<number> =>
    (await fetch(`${at.origin}${path}`, { headers: { cookie: `rimaq=${who}` } })).status
  assert.equal(await status('/archivo'), 404)
  assert.equal(await status(`/bandeja/${id}/archivo`), 404)
  assert.equal(await status(`/bandeja/${id}/archivo`, 'archivera'), 404)
  assert.equal(await status(`/bandeja/${id}/indice`, 'archivera'), 404)
  assert.equal(await status(`/presentacion/${id}/${'0'.repeat(16)}/indice`), 404)
  assert.equal(await status(`/presentacion/${id}/${key}/indice`), 200)
})
