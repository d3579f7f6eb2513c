// A document says what it was given, in letters that can be copied, on as many pages as it needs, the same each time.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  issueIdentity,
  keySigner,
  readCertificates,
  signPdf,
  validatePdf,
  withTail,
} from '@rimaq/signatures'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { type Block, makePdf, type PdfOptions } from './make-pdf.ts'

const plain: PdfOptions = {
  title: 'Cargo de presentación 2026-000123',
  lang: 'es',
  heading: ['Municipalidad de Prueba', 'Mesa de partes digital'],
  blocks: [],
  code: 'ABCD-EFGH-JKMN-PQRS-T',
  url: 'https://tramites.example/verificar/ABCD-EFGH-JKMN-PQRS-T',
  footer: 'Sello de prueba de esta instalación: no está acreditado.',
  made: new Date('2026-07-20T15:00:00Z'),
}

/** The text of each page, as a reader copies it. */
async function textOf(bytes: Uint8Array): Promise<string[]> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(bytes)
    const texts = [...document.pages()].map((page) => page.getText())
    document.destroy()
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())
  } finally {
    library.destroy()
  }
}

const hashes = (count: number): Block => ({
  kind: 'hashes',
  rows: Array.from({ length: count }, (_, at) => ({
    name: `plano-${at + 1}.pdf`,
    detail: '1.2 MB',
    sha256: createHash('sha256').update(String(at)).digest('hex'),
  })),
})

test('what stands on a page is what it was given, in its order', async () => {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: ['La solicitud de ', { text: 'Ñusta Ccori', bold: true }, ' llegó.'],
    },
    { kind: 'heading', level: 2, text: 'Qué falta' },
    { kind: 'list', items: ['Plano de ubicación', 'Pago del derecho'] },
    {
      kind: 'summary',
      rows: [{ label: 'Número', value: '2026-000123' }],
    },
    {
      kind: 'table',
      columns: [{ label: 'Día' }, { label: 'Monto', align: 'right' }],
      rows: [['20 de julio', '1,234.50']],
    },
  ]
  assert.deepEqual(await textOf(await makePdf({ ...plain, blocks })), [
    'Municipalidad de Prueba Mesa de partes digital Cargo de presentación 2026-000123 ' +
      'La solicitud de Ñusta Ccori llegó. Qué falta • Plano de ubicación • Pago del derecho ' +
      'Número 2026-000123 Día Monto 20 de julio 1,234.50 ' +
      'Verifica este documento en tramites.example/verificar ' +
      'Código de verificación: ABCD-EFGH-JKMN-PQRS-T ' +
      'Sello de prueba de esta instalación: no está acreditado. 1 de 1',
  ])
})

test('letters of Quechua and of Spanish are copied as they were written', async () => {
  const text = "Ñuqanchik, ch'uya p’unchaw, qhichwa, ‘pisqa’, àéíóúü ¿quién? — «sí»"
  const [page] = await textOf(await makePdf({ ...plain, blocks: [{ kind: 'paragraph', text }] }))
  assert.ok(page?.includes(text.normalize('NFC')), page ?? 'no page')
})

test('a letter that the typeface lacks is a question mark, not a gap', async () => {
  const [page] = await textOf(
    await makePdf({ ...plain, blocks: [{ kind: 'paragraph', text: 'antes 漢 después' }] }),
  )
  assert.match(page ?? '', /antes \? después/)
})

test('three hundred hashes are all there, each as one word, over numbered pages', async () => {
  const list = hashes(300)
  const pages = await textOf(await makePdf({ ...plain, blocks: [list] }))
  assert.ok(pages.length > 8)
  const all = pages.join(' ')
  assert.ok(list.kind === 'hashes')
  for (const { name, sha256 } of list.rows) {
    assert.ok(all.includes(`${name} (1.2 MB) ${sha256}`), `${name} is not there`)
  }
  for (const [at, page] of pages.entries()) {
    assert.ok(page.includes(`${at + 1} de ${pages.length}`))
    assert.ok(page.includes('Código de verificación: ABCD-EFGH-JKMN-PQRS-T'))
  }
})

test('a table that goes on repeats its head on every page', async () => {
  const rows = Array.from({ length: 120 }, (_, at) => [`Trámite ${at}`, `${at} días`])
  const table: Block = { kind: 'table', columns: [{ label: 'Cabeza' }, { label: 'Días' }], rows }
  const pages = await textOf(await makePdf({ ...plain, blocks: [table] }))
  assert.ok(pages.length > 2)
  for (const page of pages) assert.equal(page.split('Cabeza').length, 2)
  assert.ok(pages.at(-1)?.includes('Trámite 119'))
})

test('a word that is wider than its column is broken, and none of it is lost', async () => {
  const word = `https://datos.example/${'muylargo'.repeat(40)}`
  const table: Block = {
    kind: 'table',
    columns: [{ label: 'Dirección' }, { label: 'Otra' }],
    rows: [[word, 'corta']],
  }
  const [page] = await textOf(await makePdf({ ...plain, blocks: [table] }))
  assert.ok(page?.replaceAll(/\s|corta/g, '').includes(word))
})

test('a row longer than a page is torn between lines', async () => {
  const long = Array.from({ length: 900 }, (_, at) => `palabra${at}`)
  const table: Block = { kind: 'table', columns: [{ label: 'Texto' }], rows: [[long.join(' ')]] }
  const pages = await textOf(await makePdf({ ...plain, blocks: [table] }))
  assert.ok(pages.length >= 2)
  const all = pages.join(' ')
  for (const word of long) assert.ok(all.includes(word), `${word} is lost`)
})

test('a heading does not stand alone at the end of a page', async () => {
  for (let lines = 30; lines < 45; lines++) {
    const blocks: Block[] = [
      { kind: 'paragraph', text: Array(lines).fill('línea').join('\n') },
      { kind: 'heading', level: 2, text: 'Encabezado' },
      { kind: 'paragraph', text: 'Primera.\nSegunda.\nTercera.' },
    ]
    const pages = await textOf(await makePdf({ ...plain, blocks }))
    const page = pages.find((each) => each.includes('Encabezado'))
    assert.ok(page?.includes('Primera.'), `with ${lines} lines before it`)
  }
})

test('the same options give the same bytes, and another instant other ones', async () => {
  const options = { ...plain, blocks: [hashes(20)] }
  const [one, two] = await Promise.all([makePdf(options), makePdf(options)])
  assert.deepEqual(one, two)
  const later = await makePdf({ ...options, made: new Date('2026-07-20T15:00:01Z') })
  assert.notDeepEqual(later, one)
})

test('its empty fields take visible signatures, and the signed document is whole', async () => {
  const authority = issueIdentity({ name: 'Raíz de prueba', role: 'authority' })
  const signer = issueIdentity({ name: 'Rosa De Prueba', role: 'signer', issuer: authority })
  const place = { field: 'Firma1', lines: ['Rosa De Prueba', 'Gerente'] }
  const pdf = await makePdf({ ...plain, blocks: [{ kind: 'signatures', places: [place] }] })
  const signed = await signPdf(
    pdf,
    keySigner({ key: signer.key, certificates: [signer.certificate] }),
    { time: new Date(), field: 'Firma1', appearance: { language: 'es' } },
  )
  const whole = withTail(pdf, signed)
  const anchors = readCertificates(authority.certificate)
  const [report] = validatePdf(whole, { anchors }).signatures
  assert.equal(report?.indication, 'TOTAL-PASSED', report?.why ?? '')
  assert.deepEqual(report.fields, ['Firma1'])
  assert.equal(report.coverage, 'entire-file')
  const [page] = await textOf(whole)
  assert.match(page ?? '', /Rosa De Prueba Gerente/)
})

test('every font is embedded as a subset, and the file says that it is PDF/A-2b', async () => {
  const blocks: Block[] = [
    {
      kind: 'paragraph',
      text: [{ text: 'inclinada', italic: true }, ' ', { text: 'y', bold: true }],
    },
    { kind: 'list', ordered: true, items: ['uno', 'dos'] },
    { kind: 'signatures', places: [{ field: 'Firma1', lines: ['Nadie'] }] },
    { kind: 'page-break' },
    hashes(60),
  ]
  const text = Buffer.from(await makePdf({ ...plain, blocks })).toString('latin1')
  const named = text.match(/\/FontName \/\S+/g) ?? []
  assert.equal(named.length, 4)
  for (const each of named) assert.match(each, /^\/FontName \/[A-Z]{6}\+Source/)
  assert.equal(text.match(/\/FontFile2 /g)?.length, 4)
  // Whether it keeps what it says is judged by veraPDF and qpdf: `npm run judges -- papers`.
  assert.match(text, /<pdfaid:part>2<\/pdfaid:part><pdfaid:conformance>B<\/pdfaid:conformance>/)
  assert.match(text, /\/OutputIntents/)
})
