// Reads the portal's pages as a stranger's browser gets them, over a real shelf and without script.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type PortalServer, portalServer } from '../../../test/support/portal-server.ts'

let portal: PortalServer
before(async () => {
  portal = await portalServer()
  await portal.publish('obras', works(60, 1), { title: 'Obras por distrito' })
  await portal.publish('obras', works(60, 2))
})
after(() => portal.close())

/** Works of 20 districts; the second edition corrects one amount and drops one row. */
function works(rows: number, edition: 1 | 2): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const amount = edition === 2 && at === 3 ? '9.99' : `${100 + at}.1${at % 10}`
    return `${String(at + 1).padStart(6, '0')},Distrito ${String.fromCodePoint(65 + (at % 20))},${amount}`
  })
  return ['CODIGO,DISTRITO,MONTO', ...lines.slice(0, edition === 2 ? -1 : rows), ''].join('\n')
}

async function main(url: string): Promise<string> {
  const answer = await portal.ask(url)
  assert.equal(answer.status, 200, url)
  return /<main[\s\S]*<\/main>/.exec(answer.text)?.[0] ?? ''
}

test('a search that finds nothing offers no order and counts no pages', async () => {
  const none = await main('/dataset?q=zzzzqqq')
  assert.match(none, /No hay datos para esta búsqueda/)
  assert.doesNotMatch(none, /name="sort"|0–0/)
})

test('a page beyond the last leads to the last one, with the same search', async () => {
  const answer = await portal.ask('/dataset?q=obras&page=99')
  assert.equal(answer.status, 302)
  assert.equal(answer.headers['location'], '/dataset?q=obras')
})

test('a chart of part of the groups does not speak of a table that is not there', async () => {
  const page = await main('/dataset/obras')
  assert.match(page, /Se dibujan los primeros 12 de 20 grupos/)
  assert.doesNotMatch(page, /tabla de abajo/)
})

test('what changed stands in a few lines with its data, and the versions have a heading of their own', async () => {
  const page = await main('/dataset/obras/versions?from=1&to=2')
  assert.match(page, /Filas retiradas[\s\S]{0,80}>\s*1\s*</)
  assert.match(page, /<h2>Todas las versiones<\/h2>/)
  assert.doesNotMatch(page, /class="stat"/)
  assert.match(page, /<th scope="col" class="number">MONTO<\/th>/)
  const data = /href="(\/api\/v1\/resources\/[^"]+\/diff\?from=1&amp;to=2)"/.exec(page)
  assert.ok(data, 'a link to the same difference as data')
})

test('one office that publishes is not called offices', async () => {
  const page = await main('/')
  assert.match(page, /Oficina que publica\b/)
  assert.match(page, /Filas publicadas/)
})

test('the report says when its own version was published', async () => {
  const page = await main('/dataset/obras/report?version=1')
  assert.doesNotMatch(page, /Última versión/)
  assert.match(page, /Publicado/)
})

test('the answer to a question in SQL names its columns and can be taken along as CSV', async () => {
  const sql = 'SELECT distrito, count(*), sum(monto) FROM obras GROUP BY 1 ORDER BY 1'
  const page = await main(`/dataset/obras/sql?sql=${encodeURIComponent(sql)}`)
  assert.match(page, /<th scope="col" class="number">count<\/th>/)
  const href = /href="(\/dataset\/obras\/sql\.csv\?[^"]*)"/
    .exec(page)?.[1]
    ?.replaceAll('&amp;', '&')
  assert.ok(href, 'a link to the file')
  const file = await portal.ask(href)
  assert.equal(file.headers['content-type'], 'text/csv; charset=utf-8')
  assert.match(file.text, /^distrito,count,sum\nDistrito A,3,/)
  assert.equal(file.text.trimEnd().split('\n').length, 21)
})

test('a file that would be cut is refused in words, and so is a question that cannot be asked', async () => {
  const ask = (sql: string) => portal.ask(`/dataset/obras/sql.csv?sql=${encodeURIComponent(sql)}`)
  const cut = await ask('SELECT a.monto FROM obras a, obras b, obras c')
  assert.equal(cut.status, 413)
  assert.match(cut.text, /100,000 filas/)
  assert.equal((await ask('DROP TABLE obras')).status, 400)
})

test('tables of one dataset are told apart by names a person reads, not by slugs', async () => {
  const resource = 'paradas-de-rutas'
  await portal.publish('rutas', 'NOMBRE,LARGO\nA,1\nB,2\n')
  await portal.publish('rutas', 'PARADA,ORDEN\nX,1\nY,2\n', { resource })
  assert.match(await main('/dataset/rutas'), /Paradas de rutas/)
})

test('what only script can do is promised only where script runs', async () => {
  const page = await main('/dataset/obras/explore')
  const note = /<p class="grid-keys quiet">([\s\S]*?)<\/p>/.exec(page)?.[1] ?? ''
  const [plain = '', live = ''] = note.split('<span data-live-only>')
  assert.match(plain, /celda vacía/)
  assert.doesNotMatch(plain, /abre la fila/)
  assert.match(live, /abre la fila entera\. Teclas/)
})
