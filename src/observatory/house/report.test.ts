// The mayor's page as a sealed document: what stands in it, who sealed it, and that everybody can verify it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import {
  type TestObservatory,
  fillHouse,
  testObservatory,
} from '../../../test/support/test-observatory.ts'

let on: TestObservatory
const path = '/observatory/house/report.pdf'

before(async () => {
  on = await testObservatory()
})
after(() => on.close())

async function printed(lang: 'es' | 'en'): Promise<{ location: string; bytes: Uint8Array }> {
  const led = await on.ask(`${path}?lang=${lang}`)
  assert.equal(led.status, 303)
  const location = String(led.headers['location'])
  const { status, bytes, headers } = await on.ask(location)
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/pdf')
  return { location, bytes }
}

async function textOf(bytes: Uint8Array): Promise<string> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(bytes)
    const texts = [...document.pages()].map((page) => page.getText())
    document.destroy()
    return texts.join(' ').replaceAll(/\s+/g, ' ')
  } finally {
    library.destroy()
  }
}

test('a house without sheets has no report', async () => {
  assert.equal((await on.ask(path)).status, 404)
})

test('the report holds plan, indicators, portfolio, budget and the query of what was measured', async () => {
  await fillHouse(on)
  const text = await textOf((await printed('es')).bytes)
  for (const said of [
    /en sus propias cifras: informe/,
    /OEI\.01 Servicios que se resuelven a tiempo y sin papel/,
    /AEI\.01\.01 Trámites digitales y oportunos para vecinos y empresas/,
    /Mediana de días 10 días \(marzo de.* 8 días \(junio de 2026\) En camino/,
    /Firma en lote para licencias Piloto/,
    /Nueve de cada diez prefirieron el mostrador digital/,
    /S\/ 900,000 S\/ 210,000/,
    /Diseño de formularios claros/,
    /SELECT median\(dias\) FROM plazos/,
    /plazos, versión 1/,
  ]) {
    assert.match(text, said)
  }
})

test('it is tagged, in its language, sealed over its whole length, and the public verification knows it', async () => {
  const { location, bytes } = await printed('en')
  const raw = Buffer.from(bytes).toString('latin1')
  assert.match(raw, /\/StructTreeRoot/)
  assert.match(raw, /\/Marked true/)
  assert.match(raw, /\/Lang ?\(en/)
  const { indication, coverage, why } = on.judge(bytes)
  assert.deepEqual([indication, coverage], ['TOTAL-PASSED', 'entire-file'], why ?? '')
  const page = (await on.ask(`${location.replace('/documento', '')}?lang=en`)).text
  assert.match(page.replaceAll(/<[^>]*>/g, ' '), /by its own figures: report/)
  assert.match(page, /Municipalidad de Prueba/)
})

test('the same state is the same document; a value that changed makes another', async () => {
  const first = await Promise.all([printed('es'), printed('es'), printed('es')])
  const [{ location }] = first
  assert.ok(first.every((each) => each.location === location))
  assert.notEqual((await printed('en')).location, location)
  const file = await on.on.file('plazos.csv', 'expediente,dias\n1,4\n2,5\n3,6\n')
  await on.on.shelf.as({ kind: 'operator' }).publishFile({
    ...{ path: file, name: 'plazos.csv', dataset: 'plazos', title: 'Plazos' },
    privacy: { gate: 'off' },
  })
  await on.house.measure('mediana-de-dias')
  const after = await printed('es')
  assert.notEqual(after.location, location)
  assert.match(await textOf(after.bytes), /Mediana de días 5 días \(marzo de/)
  // What was issued before stays what it was.
  assert.match(await textOf((await on.ask(location)).bytes), /Mediana de días 10 días/)
})
