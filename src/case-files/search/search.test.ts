// Search: accents and endings do not matter, pages are named, and what somebody may not see is no hit for them.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createPageContext } from '#pages'
import { createSandbox, createLog } from '#platform'
import { type Actor, passCustody } from '#people'
import { type TestCounter, testCounter } from '../../../test/support/counter.ts'
import { notifyParts } from '../../../test/support/notify.ts'
import { city } from '../../../test/support/pages.ts'
import { textPdf } from '../../../test/support/text-pdf.ts'
import type { Own } from '../filing/counter.ts'
import type { Filer } from '../filing/filer.ts'
import { createOcr } from '../intake/read/ocr.ts'
import { type ReadingParts, readDocuments } from '../intake/read/read-documents.ts'
import { countReadings, unreadNow, unreadOf } from '../intake/read/store-readings.ts'
import { searchPage } from './search-page.ts'
import { normalText, searchCases } from './search-cases.ts'
import { snippetOf } from './snippet.ts'

let on: TestCounter
let clerk: Actor
let neighbour: Actor
let auditor: Actor
let parts: ReadingParts
const folder = mkdtempSync(join(tmpdir(), 'rimaq-search-'))

before(async () => {
  on = await testCounter()
  const { institution, office } = await on.open()
  const { people } = on
  const role = await people.role(institution, 'mesa', ['read', 'list', 'search'])
  const audits = await people.role(institution, 'control', ['read', 'list', 'search'], {
    family: 'audit',
  })
  const elsewhere = await people.office(institution, 'otra')
  const signIn = async (where: string, what: string, family?: 'audit'): Promise<Actor> => {
    const { person, holding } = await people.official(where, what, family ? { family } : {})
    return people.signIn(person, holding)
  }
  clerk = await signIn(office, role)
  neighbour = await signIn(elsewhere, role)
  auditor = await signIn(elsewhere, audits, 'audit')
  const log = createLog({ level: 'silent' })
  parts = {
    ...{ database: on.database, files: on.files, clock: on.clock, log, temp: folder },
    sandbox: createSandbox(log),
    ocr: createOcr(join(folder, 'no-such-program'), on.clock),
  }
})
after(async () => {
  await on.close()
  rmSync(folder, { recursive: true, force: true })
})

const filer: Filer = {
  ...{ document: 'DNI', number: '40000001', name: 'Benjamín Quispe Ñahui' },
  ...{ email: null, address: null, onBehalfOf: null },
}

async function* pieces(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all
}

async function file(text: string, files: Record<string, Uint8Array> = {}): Promise<Own> {
  on.clock.pass(1_000)
  const answers = { asunto: 'Un pedido', texto: text }
  const own = await on.counter.begin('carta', { filer, answers })
  for (const [name, bytes] of Object.entries(files)) {
    await on.counter.attach(own, { name, requirement: '', bytes: pieces(bytes) })
  }
  await on.counter.file(own, { kind: 'visitor' })
  return own
}

const find = async (text: string, actor = clerk): Promise<string[]> => {
  const { cases } = await searchCases(on, actor, { text, limit: 20 })
  return cases.map(({ filed }) => filed.id)
}

test('a case is found at once by number, filer, answers and names of files, whatever the accents', async () => {
  const { id } = await file('La vereda está rota frente al colegio.', {
    'croquis.pdf': textPdf(['x']),
  })
  const filed = (await on.counter.filed({ id, key: '' })) ?? null
  assert.equal(filed, null)
  for (const text of [
    'veredas',
    'VEREDA rota',
    'quispe nahui',
    'Ñahui',
    '40000001',
    'croquis',
    '2026-1',
  ]) {
    assert.deepEqual(await find(text), [id], text)
  }
  assert.deepEqual(await find('vereda -rota'), [])
  assert.deepEqual(await find('inexistente'), [])
})

test('the text of each page is found with its page, and the words are marked as they are written', async () => {
  const own = await file('Adjunto el informe.', {
    'informe.pdf': textPdf([
      'Primera pagina sin nada',
      'La licitacion publica del puente colgante',
    ]),
    'notas.txt': Buffer.from('Sobre el acueducto: revisión técnica.'),
  })
  assert.deepEqual(await find('licitación puente'), [])
  assert.ok((await readDocuments(parts)) >= 2)
  const { cases } = await searchCases(on, clerk, { text: 'licitación puentes', limit: 5 })
  const [found] = cases
  assert.equal(found?.filed.id, own.id)
  const [hit] = found?.hits ?? []
  assert.deepEqual([hit?.name, hit?.page, hit?.source], ['informe.pdf', 2, 'text'])
  assert.deepEqual(
    hit?.snippet.filter(({ found: yes }) => yes).map(({ text }) => text),
    ['licitacion', 'puente'],
  )
  const accents = await searchCases(on, clerk, { text: 'revision', limit: 5 })
  assert.deepEqual(
    accents.cases[0]?.hits[0]?.snippet.filter(({ found: yes }) => yes).map(({ text }) => text),
    ['revisión'],
  )
})

test('who may not see a case does not find it, nor learn that there is one', async () => {
  const { id } = await file('El xilofonista pide silencio.')
  assert.deepEqual(await find('xilofonista'), [id])
  assert.deepEqual(await find('xilofonista', auditor), [id])
  const nothing = { cases: [], next: null, empty: false }
  for (const actor of [neighbour, { kind: 'visitor' } as const]) {
    assert.deepEqual(await searchCases(on, actor, { text: 'xilofonista', limit: 5 }), nothing)
    assert.deepEqual(await searchCases(on, actor, { text: 'palabrainventada', limit: 5 }), nothing)
  }
  await on.people.database.transaction(async (trx) => {
    await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
    await sql`UPDATE people.record SET level = 3, authority = 'Ley' WHERE id = ${id}::uuid`.execute(
      trx,
    )
  })
  assert.deepEqual(await find('xilofonista'), [])
})

test('an office finds a case from the transaction on that sends it there, with pages read before and after', async () => {
  const { id } = await file('Sobre el ñandú.', {
    'antes.pdf': textPdf(['Primero el guanaco']),
  })
  await readDocuments(parts)
  assert.deepEqual(await find('guanaco', neighbour), [])
  const { people, database } = on
  assert.ok(neighbour.kind === 'person' && neighbour.holding !== null)
  const [to = ''] = neighbour.holding.offices
  await database.transaction((trx) => passCustody(trx, { record: id, to }, people.clock.now()))
  for (const word of ['guanaco', 'ñandú']) {
    assert.deepEqual(await find(word, neighbour), [id], word)
    assert.deepEqual(await find(word), [id], 'the office it left keeps seeing it')
  }
  // What comes later has the same readers.
  await sql`INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
    SELECT id, 1, 7, filed_at, 'text', 'después la vizcacha' FROM case_files.case_file
    WHERE id = ${id}::uuid`.execute(database.kysely)
  assert.deepEqual(await find('vizcacha', neighbour), [id])
  assert.deepEqual(await find('vizcacha', auditor), [id])
})

test('the list of readers is wider than permission, and decides nothing', async () => {
  const { id } = await file('La alpaca del lago.')
  assert.ok(neighbour.kind === 'person' && neighbour.holding !== null)
  const name = `office:${neighbour.holding.offices[0]}`
  await sql`UPDATE case_files.page_text SET readers = readers || ${name}::text
    WHERE case_id = ${id}::uuid`.execute(on.database.kysely)
  assert.deepEqual(await find('alpaca', neighbour), [])
  assert.deepEqual(await find('alpaca'), [id])
})

test('who reads all of the institution finds a case from the level on that lets them', async () => {
  const { id } = await file('El cóndor del cerro.')
  const { people } = on
  assert.ok(neighbour.kind === 'person' && neighbour.holding !== null)
  const verbs = ['read', 'list', 'search', 'consult']
  const role = await people.role(neighbour.holding.institution, 'consulta', verbs)
  const { person, holding } = await people.official(neighbour.holding.office, role)
  const adviser = await people.signIn(person, holding)
  assert.deepEqual(await find('cóndor', adviser), [])
  const setLevel = (level: number): Promise<void> =>
    on.database.transaction(async (trx) => {
      await sql`SELECT set_config('rimaq.principal', 'program', true)`.execute(trx)
      await sql`UPDATE people.record SET level = ${level} WHERE id = ${id}::uuid`.execute(trx)
    })
  await setLevel(1)
  assert.deepEqual(await find('cóndor', adviser), [id])
  await setLevel(2)
  assert.deepEqual(await find('cóndor', adviser), [])
  assert.deepEqual(await find('cóndor'), [id])
})

test('whoever may not search finds nothing, and a verb for some procedures finds only those', async () => {
  const { id } = await file('El ornitorrinco municipal.')
  assert.ok(clerk.kind === 'person' && clerk.holding !== null)
  const withVerbs = (...verbs: string[]): Actor => ({
    ...(clerk as Extract<Actor, { kind: 'person' }>),
    holding: { ...(clerk as never as { holding: object }).holding, verbs: new Set(verbs) } as never,
  })
  assert.deepEqual(await find('ornitorrinco', withVerbs('read', 'list')), [])
  assert.deepEqual(await find('ornitorrinco', withVerbs('list', 'search carta')), [id])
  assert.deepEqual(await find('ornitorrinco', withVerbs('list', 'search apelacion')), [])
  assert.deepEqual(await find('ornitorrinco', withVerbs('list', 'search', 'not search carta')), [])
})

test('pages of results follow one another without a gap or a repetition', async () => {
  const ids: string[] = []
  for (let at = 0; at < 7; at++) {
    if (at === 3) on.clock.pass(100 * 86_400_000)
    ids.unshift((await file('El campanario repica.')).id)
  }
  const seen: string[] = []
  let place: Awaited<ReturnType<typeof searchCases>>['next'] = null
  do {
    const page = await searchCases(on, clerk, { text: 'campanario', limit: 3, after: place })
    seen.push(...page.cases.map(({ filed }) => filed.id))
    place = page.next
  } while (place !== null)
  assert.deepEqual(seen, ids)
})

test('what was shown stands in the journal, without the words', async () => {
  const { id } = await file('El girasol amarillo.')
  await find('girasol')
  const { rows } = await sql<{ act: string; content: unknown }>`
    SELECT e.act, c.body AS content FROM records.entry e JOIN records.content c ON c.entry = e.id
    WHERE e.act = 'case.searched' ORDER BY e.at DESC LIMIT 1`.execute(on.database.kysely)
  const text = JSON.stringify(rows[0] ?? {})
  assert.match(text, new RegExp(id))
  assert.doesNotMatch(text, /girasol/)
})

test('words that say nothing are told to be none', async () => {
  assert.equal((await searchCases(on, clerk, { text: 'de la', limit: 5 })).empty, true)
})

test('a picture waits until it can be read, and is read when the program is installed', async () => {
  const picture = readFileSync(new URL('../../../docs/images/home.png', import.meta.url))
  const { id } = await file('Adjunto una foto.', { 'foto.png': picture })
  await readDocuments(parts)
  assert.deepEqual(await find('zarzal'), [])
  assert.equal((await countReadings(on.database.kysely)).withoutText, 1)
  // The page of search and that of the case say so in words.
  const unread = await unreadNow(on.database.kysely)
  assert.equal(unread.withoutText, 1)
  assert.deepEqual([...(await unreadOf(on.database.kysely, id)).values()], ['without-text'])
  const context = createPageContext({
    ...{ lang: 'es', url: '/bandeja/buscar', origin: 'https://x.example', clock: on.clock, city },
    ...{ locale: notifyParts(on).locale, assets: (name) => `/${name}` },
  })
  const { body } = searchPage(context, { text: '', found: null, first: true, unread })
  assert.match(String(body), /1 documento es una imagen y no hay programa que la lea/)
  // A stand-in for tesseract: it answers to the same words and says what a picture would.
  const program = join(folder, 'tesseract-stand-in')
  writeFileSync(
    program,
    '#!/bin/sh\nif [ "$1" = "--list-langs" ]; then printf "List of languages\\nspa\\n"; else printf "Oficio del zarzal\\n"; fi\n',
    { mode: 0o755 },
  )
  const installed = { ...parts, ocr: createOcr(program, on.clock) }
  assert.equal(await readDocuments(installed), 1)
  assert.deepEqual(await find('zarzales'), [id])
  const { cases } = await searchCases(on, clerk, { text: 'oficio zarzal', limit: 1 })
  assert.equal(cases[0]?.hits[0]?.source, 'ocr')
  assert.equal((await countReadings(on.database.kysely)).withoutText, 0)
})

test('a broken document is tried some times and then left, with the reason', async () => {
  const { id } = await file('Adjunto algo roto.', { 'roto.pdf': Buffer.from('%PDF-1.7 nada') })
  for (let at = 0; at < 7; at++) {
    await readDocuments(parts)
    on.clock.pass(2 * 3_600_000)
  }
  const { rows } = await sql<{ state: string; attempts: number }>`
    SELECT state, attempts FROM case_files.document_reading WHERE case_id = ${id}::uuid`.execute(
    on.database.kysely,
  )
  assert.deepEqual(rows, [{ state: 'unreadable', attempts: 5 }])
})

test('a snippet keeps the letters of the page and begins near the word', () => {
  const body = `${'palabra '.repeat(50)}la Revisión técnica ${'más '.repeat(80)}`
  const folded = body.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const pieces = snippetOf(body, folded.replace('revision', '\u0001revision\u0002'))
  assert.equal(pieces.find(({ found }) => found)?.text, 'Revisión')
  assert.equal(pieces[0]?.text, '… ')
  assert.ok(pieces.map(({ text }) => text).join('').length < 320)
  assert.equal(normalText('exp. 2026-12'), 'exp. 2026-000012')
})
