// A case carried to another installation: the same bytes each time, the same events, folios and indexes there.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type XmlElement, XmlC14NMode, XmlDocument } from 'libxml2-wasm'
import { type TwoPlaces, operator, partsOf, twoPlaces } from '../../../test/support/packages.ts'
import { plainPdf } from '../../../test/support/plain-pdf.ts'
import { CaseFilesError } from '../errors.ts'
import { brokenAt } from '../filing/event-chain.ts'
import { eventsOf, readCases } from '../filing/store-filings.ts'
import { prepareExport } from './export-case.ts'
import { importCase } from './import-case.ts'
import { indexFault } from './index-content.ts'
import { keepIndexes } from './sign-index.ts'
import { entriesOf, signedIndexesOf } from './store-index.ts'

let on: TwoPlaces
before(async () => {
  on = await twoPlaces()
})
after(() => on.close())

test('the same case makes the same bytes, and writes down each time that it was carried off', async () => {
  const id = await on.sealedCase()
  const sums = await Promise.all(
    [await on.zipOf(on.here, id), await on.zipOf(on.here, id)].map(async (path) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ),
  )
  assert.equal(sums[0], sums[1])
  const acts = await on.here.on.records.journal.about(on.here.parts.database.kysely, {
    kind: 'case',
    id,
  })
  assert.equal(acts.filter(({ act }) => act === 'case.exported').length, 2)
})

test('the payload is named by both manifests, and the whole stands in one folder', async () => {
  const path = await on.folderOf(on.here, await on.sealedCase())
  const lines = (await readFile(join(path, 'manifest-sha512.txt'), 'utf8')).trim().split('\n')
  const short = (await readFile(join(path, 'manifest-sha256.txt'), 'utf8')).trim().split('\n')
  assert.equal(lines.length, short.length)
  for (const line of lines) {
    const [sum = '', name = ''] = line.split('  ')
    const found = createHash('sha512')
      .update(await readFile(join(path, name)))
      .digest('hex')
    assert.equal(found, sum, name)
  }
  const info = await readFile(join(path, 'bag-info.txt'), 'utf8')
  assert.match(info, /^External-Identifier: PE_\d{11}_2026_EXP_[0-9a-f]{28}$/m)
  assert.match(info, /^Payload-Oxum: \d+\.\d+$/m)
})

test('a package comes in with the same events, folios and indexes, and a number of its own', async () => {
  const id = await on.sealedCase()
  const path = await on.zipOf(on.here, id)
  const checked = await on.bring(path, true)
  assert.equal(checked.state, 'checked')
  assert.equal(checked.number, null)
  const report = await on.bring(path)
  assert.equal(report.state, 'imported')
  assert.deepEqual([report.events, report.documents], [2, 3])
  assert.ok(
    report.seals.every((signer) => signer === 'Municipalidad de Prueba'),
    `${report.seals}`,
  )
  const [mine, theirs] = [on.here.parts.database.kysely, on.there.parts.database.kysely]
  const events = await eventsOf(theirs, id)
  assert.equal(brokenAt(events), null)
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['filed', 'document-added', 'received-from'],
  )
  assert.deepEqual(await entriesOf(theirs, id), await entriesOf(mine, id))
  const hashes = (await signedIndexesOf(theirs, id)).map(({ contentHash }) => contentHash)
  assert.deepEqual(
    hashes,
    (await signedIndexesOf(mine, id)).map(({ contentHash }) => contentHash),
  )
  assert.equal(report.index, hashes.at(-1))
  for (const { document } of await entriesOf(theirs, id)) {
    assert.equal(await on.there.parts.files.has(document?.sha256 as never), true)
  }
  // The same twice is one case; carried back it is the case that is here, gone on.
  assert.equal((await on.bring(path)).state, 'here-already')
  const { database, clock } = on.there.parts
  await on.there.add(id, plainPdf(1, 'de allí'))
  await keepIndexes({ database, clock, seal: on.there.seal })
  assert.equal(indexFault(await signedIndexesOf(theirs, id)), null)
  assert.equal((await signedIndexesOf(theirs, id)).at(-1)?.folios, 11)
  const back = await on.zipOf(on.there, id)
  await assert.rejects(
    importCase(partsOf(on.here), operator, { path: back }),
    (error: unknown) => error instanceof CaseFilesError && error.code === 'package-differs',
  )
})

test('brought in ten times at once it is one case with one number', async () => {
  const path = await on.zipOf(on.here, await on.sealedCase())
  const all = await Promise.all(Array.from({ length: 5 }, () => on.bring(path)))
  assert.equal(new Set(all.map(({ number }) => `${number?.year}-${number?.number}`)).size, 1)
})

test('a case of a text that is not in force here brings its text along', async () => {
  const writer = on.here.on.catalogue.as(operator)
  const [carta] = await on.here.on.catalogue.versions('carta')
  assert.ok(carta)
  const purpose = { es: 'Un texto que solo hay aquí.' }
  const { changed } = await writer.draft('carta', { ...carta.content, purpose })
  assert.ok(changed)
  await writer.publish('carta')
  const { id } = await on.here.file([1])
  const path = await on.folderOf(on.here, id)
  assert.equal((await on.bring(path, true)).state, 'checked')
  assert.equal((await on.bring(path)).state, 'imported')
  const [filed] = await readCases(on.there.parts.database.kysely, [id])
  assert.deepEqual([filed?.content.purpose, filed?.code.startsWith('carta-')], [purpose, true])
  // In the order it was written, which is that of the form.
  assert.deepEqual(
    Object.keys(filed?.content.form.properties ?? {}),
    Object.keys(carta.content.form.properties),
  )
  // It was never in force there, and a second case of it brings nothing new.
  assert.equal(
    (await on.there.on.catalogue.inForce()).some(({ code }) => code.startsWith('carta-')),
    false,
  )
  assert.equal(
    (await on.bring(await on.folderOf(on.here, (await on.here.file([1])).id))).state,
    'imported',
  )
})

test('the signed element of the ENI index is its own canonical form, within the file too', async () => {
  const path = await on.folderOf(on.here, await on.sealedCase())
  const signed = await readFile(join(path, 'data/indexes/0001.xml'), 'utf8')
  const whole = XmlDocument.fromString(await readFile(join(path, 'data/expediente.xml'), 'utf8'))
  const names = { i: 'http://administracionelectronica.gob.es/ENI/XSD/v1.0/expediente-e/indice-e' }
  const element = whole.get('//i:IndiceContenido', names) as XmlElement
  const mode = XmlC14NMode.XML_C14N_EXCLUSIVE_1_0
  assert.equal(element.canonicalizeToString({ mode }), signed)
  whole.dispose()
})

test('who may not export gets no package, and nothing says that the case is there', async () => {
  const { id } = await on.here.file([1])
  const clerk = await on.here.official(['read', 'list'])
  const head = await on.here.official(['read', 'list', 'export'])
  await assert.rejects(prepareExport(partsOf(on.here), clerk, { id }), { code: 'not-permitted' })
  const elsewhere = await on.here.on.people.office(on.here.place.institution, 'otra-de-prueba')
  const neighbour = await on.here.official(['read', 'list', 'export'], elsewhere)
  await assert.rejects(
    prepareExport(partsOf(on.here), neighbour, { id }),
    (error: unknown) => error instanceof CaseFilesError && error.code === 'not-found',
  )
  assert.equal((await prepareExport(partsOf(on.here), head, { id })).carried.filed.id, id)
})

test('without a seal the package comes without the file of the norm, and says that it waits', async () => {
  const { id } = await on.here.file([1])
  const path = await on.folderOf(on.here, id)
  assert.match(await readFile(join(path, 'bag-info.txt'), 'utf8'), /^Rimaq-Index-Seal: waits$/m)
  await assert.rejects(readFile(join(path, 'data/expediente.xml')))
  assert.equal((await on.bring(path, true)).state, 'checked')
})
