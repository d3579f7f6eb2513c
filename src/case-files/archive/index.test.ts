// The index of a case: folios without gap, signed states chained by hash, and what the database refuses.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { validateCades, validateXades } from '@rimaq/signatures'
import { type TestArchive, testArchive } from '../../../test/support/archive.ts'
import { plainPdf } from '../../../test/support/plain-pdf.ts'
import { superuser } from '../../../test/support/superuser.ts'
import { type Folios, folioFault, foliosOf, mostPages, nextFolios } from './folios.ts'
import {
  type IndexContent,
  type IndexEntry,
  indexFault,
  indexHash,
  indexText,
  readIndex,
} from './index-content.ts'
import { eniXmlOf, keepIndexes, makeIndex, sealIndexes } from './sign-index.ts'
import { entriesOf, indexHeadOf, insertSignedIndex, signedIndexesOf } from './store-index.ts'

let on: TestArchive
before(async () => {
  on = await testArchive()
})
after(() => on.close())

const db = () => on.parts.database.kysely
const refuses = (code: string) => (error: unknown) => (error as { code?: string }).code === code

test('a PDF takes a folio per page, an image and every other file one', async () => {
  const { id } = await on.file([3, 1])
  await on.add(id, Buffer.from([0x89, 0x50, 0x4e, 0x47]), {
    name: 'foto.png',
    mediaType: 'image/png',
  })
  await on.add(id, Buffer.from('texto'), { name: 'nota.txt', mediaType: 'text/plain' })
  await on.add(id, Buffer.from('%PDF-1.7 roto'), { name: 'roto.pdf' })
  await on.add(id, plainPdf(12, 'informe'))
  const lines = (await entriesOf(db(), id)).map(({ order, first, last, rule }) => [
    order,
    first,
    last,
    rule,
  ])
  assert.deepEqual(lines, [
    [1, 1, 3, 'pages'],
    [2, 4, 4, 'pages'],
    [3, 5, 5, 'image'],
    [4, 6, 6, 'file'],
    [5, 7, 7, 'file'],
    [6, 8, 19, 'pages'],
  ])
  const head = await indexHeadOf(db(), id)
  assert.deepEqual([head?.entries, head?.folios], [6, 19])
})

test('pages of a PDF whose table is a few bytes off are counted all the same', async () => {
  const sound = Buffer.from(plainPdf(4, 'corrido')).toString('latin1')
  const { id } = await on.file([])
  await on.add(id, Buffer.from(sound.replace(/startxref\n\d+/, 'startxref\n7'), 'latin1'))
  assert.deepEqual(
    (await entriesOf(db(), id)).map(({ last }) => last),
    [4],
  )
})

test('any pages one after the other leave neither gap nor overlap, and any change of them is seen', () => {
  const pages = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(pages, fc.nat(), fc.integer({ min: -3, max: 3 }), (counts, pick, by) => {
      const entries: Folios[] = []
      for (const each of counts) entries.push(nextFolios(entries.at(-1) ?? null, each))
      assert.equal(folioFault(entries), null)
      assert.equal(
        entries.at(-1)?.last,
        counts.reduce((sum, each) => sum + each, 0),
      )
      const at = pick % entries.length
      const changed = entries.map((each, place) =>
        place === at ? { ...each, first: each.first + by } : each,
      )
      assert.equal(folioFault(changed), by === 0 ? null : at + 1)
    }),
  )
})

test('whatever is said of a file, it takes at least one folio and never more than the most', () => {
  const media = fc.constantFrom('application/pdf', 'image/png', 'text/plain', 'application/zip')
  fc.assert(
    fc.property(media, fc.option(fc.integer()), (mediaType, pages) => {
      const { pages: given } = foliosOf(mediaType, pages)
      assert.ok(given >= 1 && given <= mostPages)
    }),
  )
})

test('the database refuses a gap, an overlap, a change and a removal in the index', async () => {
  const { id } = await on.file([2])
  const insert = (position: number, first: number, last: number) =>
    sql`INSERT INTO case_files.index_entry (case_id, position, first_folio, last_folio, paper_ref, rule, event_seq)
      VALUES (${id}::uuid, ${position}, ${first}, ${last}, ${`caja ${position}`}, 'paper', 1)`.execute(
      db(),
    )
  for (const [position, first, last] of [
    [2, 4, 4],
    [2, 2, 4],
    [3, 3, 3],
    [1, 1, 1],
  ] as const) {
    await assert.rejects(insert(position, first, last), refuses('23000'), `${position} on ${first}`)
  }
  await insert(2, 3, 5)
  const change = sql`UPDATE case_files.index_entry SET last_folio = 9 WHERE case_id = ${id}::uuid`
  await assert.rejects(change.execute(db()), refuses('42501'))
  await assert.rejects(
    sql`DELETE FROM case_files.index_entry WHERE case_id = ${id}::uuid`.execute(db()),
    refuses('42501'),
  )
  await assert.rejects(
    sql`UPDATE case_files.index_head SET folios = 1 WHERE case_id = ${id}::uuid`.execute(db()),
    refuses('42501'),
  )
})

test('ten documents that come at once stand one after the other', async () => {
  const { id } = await on.file([1])
  await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      on.add(id, plainPdf(at + 1, `a la vez ${at}`), { pass: 0 }),
    ),
  )
  assert.equal(folioFault(await entriesOf(db(), id)), null)
  assert.equal((await indexHeadOf(db(), id))?.folios, 1 + 55)
})

test('index n holds the hash of index n − 1 and of the stored bytes', async () => {
  const { id } = await on.file([2])
  const index = { database: on.parts.database, clock: on.parts.clock, seal: on.seal }
  await keepIndexes(index)
  await on.add(id, plainPdf(3, 'segundo'))
  await keepIndexes(index)
  await keepIndexes(index)
  await on.finish(id)
  await on.parts.database.transaction((trx) =>
    makeIndex(trx, { id, status: 'E02', now: on.parts.clock.now() }),
  )
  await sealIndexes(index, id)
  const made = await signedIndexesOf(db(), id)
  assert.deepEqual(
    made.map(({ n, status, entries, folios }) => [n, status, entries, folios]),
    [
      [1, 'E01', 1, 2],
      [2, 'E01', 2, 5],
      [3, 'E02', 2, 5],
    ],
  )
  assert.equal(indexFault(made), null)
  assert.equal(made[1]?.previousHash, made[0]?.contentHash)
  const { rows } = await sql<{ sha256: string }>`SELECT sha256 FROM case_files.document
    WHERE case_id = ${id}::uuid ORDER BY position`.execute(db())
  const said = readIndex(made[2]?.content ?? '')
  assert.deepEqual(
    said?.entries.map(({ document }) => document?.sha256),
    rows.map(({ sha256 }) => sha256),
  )
  for (const { content, seal } of made) {
    assert.ok(seal)
    const judged = (bytes: Uint8Array, text: string) =>
      validateCades(bytes, { content: Buffer.from(text) }).signatures[0]?.indication
    assert.equal(judged(seal.signature, content), 'TOTAL-PASSED')
    assert.equal(judged(seal.signature, `${content} `), 'TOTAL-FAILED')
    const xml = await eniXmlOf(db(), readIndex(content) as IndexContent)
    assert.equal(judged(seal.eniSignature, xml), 'TOTAL-PASSED')
    assert.ok(seal.xades)
    const within = await validateXades(seal.xades)
    const whole = within.signatures[0]?.signed.find(({ uri }) => uri === '')
    // What it signs is the very index, byte by byte.
    assert.equal(Buffer.from(whole?.bytes ?? []).toString('utf8'), xml)
  }
})

test('a seal that does not answer delays and loses nothing', async () => {
  const { id } = await on.file([1])
  const { database, clock } = on.parts
  const gone = () => Promise.reject(new Error('the key is away'))
  const away = { sign: gone, signXml: gone }
  await assert.rejects(keepIndexes({ database, clock, seal: away }), /away/)
  assert.deepEqual(
    (await signedIndexesOf(db(), id)).map(({ seal }) => seal),
    [null],
  )
  await keepIndexes({ database, clock, seal: on.seal })
  assert.ok((await signedIndexesOf(db(), id))[0]?.seal)
})

test('an index that says something else than its row, or names another predecessor, is refused', async () => {
  const { id } = await on.file([1])
  const { database, clock } = on.parts
  await database.transaction((trx) => makeIndex(trx, { id, status: 'E01', now: clock.now() }))
  const [first] = await signedIndexesOf(db(), id)
  const said = readIndex(first?.content ?? '') as IndexContent
  const put = (change: Partial<IndexContent>, row: { hash?: string } = {}) => {
    const content = { ...said, n: 2, previous: first?.contentHash ?? null, ...change }
    const text = indexText(content)
    return insertSignedIndex(db(), id, {
      ...{
        n: 2,
        status: 'E01',
        at: clock.now(),
        entries: said.entries.length,
        folios: said.folios,
      },
      ...{
        content: text,
        contentHash: row.hash ?? indexHash(text),
        previousHash: first?.contentHash ?? null,
      },
    })
  }
  await assert.rejects(put({ previous: 'f'.repeat(64) }), refuses('23000'))
  await assert.rejects(put({ case: '00000000-0000-4000-8000-000000000000' }), refuses('23000'))
  await assert.rejects(put({ status: 'E02' }), refuses('23000'))
  await assert.rejects(put({ entries: [] }), refuses('23000'))
  await assert.rejects(put({}, { hash: 'f'.repeat(64) }), refuses('23514'))
  await put({})
})

test('whatever is changed in a chain of indexes, it is found', () => {
  const chains = fc.array(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(chains, fc.nat(), fc.nat(), (grown, pick, where) => {
      const chain: { n: number; content: string; contentHash: string }[] = []
      const entries: IndexEntry[] = []
      for (const [at, counts] of grown.entries()) {
        for (const pages of counts) {
          const folios = nextFolios(entries.at(-1) ?? null, pages)
          const sha256 = indexHash(`${folios.order}`)
          const document = {
            position: folios.order,
            sha256,
            bytes: pages,
            mediaType: 'application/pdf',
          }
          entries.push({
            ...folios,
            rule: 'pages',
            event: 1,
            added: '2026-07-20T15:00:00.000Z',
            document,
          })
        }
        const content = indexText({
          ...{
            v: 'rimaq-index/1',
            case: 'c',
            n: at + 1,
            status: 'E01',
            at: '2026-07-20T15:00:00.000Z',
          },
          ...{
            organ: '20131380951',
            opened: '2026-07-20T15:00:00.000Z',
            folios: entries.at(-1)?.last ?? 0,
          },
          ...{ previous: chain.at(-1)?.contentHash ?? null, entries: [...entries] },
        })
        chain.push({ n: at + 1, content, contentHash: indexHash(content) })
      }
      assert.equal(indexFault(chain), null)
      const at = pick % chain.length
      const victim = chain[at]
      assert.ok(victim)
      const place = where % victim.content.length
      const letter = victim.content[place] === '7' ? '8' : '7'
      const content = victim.content.slice(0, place) + letter + victim.content.slice(place + 1)
      const touched = (rehash: boolean) =>
        chain.map((each, n) =>
          n === at
            ? { ...each, content, contentHash: rehash ? indexHash(content) : each.contentHash }
            : each,
        )
      assert.equal(indexFault(touched(false))?.n, at + 1)
      // With its hash made anew the next one, or the line of folios, still tells.
      if (at < chain.length - 1) assert.ok(indexFault(touched(true)))
    }),
  )
})

test('what a superuser changes in an index is found by its chain', async () => {
  const { id } = await on.file([1])
  await keepIndexes({ database: on.parts.database, clock: on.parts.clock, seal: null })
  const client = await superuser(on.on.people.database)
  await client.query(`ALTER TABLE case_files.signed_index DROP CONSTRAINT hash_is_of_content`)
  await client.query(
    `UPDATE case_files.signed_index SET content = replace(content, '"folios":1', '"folios":2') WHERE case_id = $1`,
    [id],
  )
  await client.end()
  assert.deepEqual(indexFault(await signedIndexesOf(db(), id)), { n: 1, fault: 'hash' })
})
