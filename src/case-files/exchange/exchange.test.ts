// What may never happen to a letter between institutions, held by the database itself.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { type Casework, casework } from '../../../test/support/casework.ts'

let on: Casework
before(async () => {
  on = await casework()
})
after(() => on.close())

const hash = 'a'.repeat(64)
const refused = { code: '23000' }
const broken = { code: '23514' }

/** A letter of a case that was just filed; answers its id. */
async function letter(
  direction: 'outgoing' | 'incoming',
  { cuo = null, state = 'draft' }: { cuo?: string | null; state?: string } = {},
): Promise<string> {
  const { id } = await on.file()
  const { rows } = await sql<{ id: string }>`
    INSERT INTO case_files.exchange (case_id, direction, protocol, cuo, peer_ruc, state, manifest,
      manifest_hash, changed)
    VALUES (${id}::uuid, ${direction}, 'pide', ${cuo}, '20131380951', ${state},
      '{"subject": "Oficio", "documents": []}', ${state === 'draft' ? null : hash}, now())
    RETURNING id`.execute(on.parts.database.kysely)
  return rows[0]?.id ?? ''
}

async function set(id: string, what: Record<string, unknown>): Promise<void> {
  const sets = Object.entries(what).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  await sql`UPDATE case_files.exchange SET ${sql.join(sets)} WHERE id = ${id}::uuid`.execute(
    on.parts.database.kysely,
  )
}

async function frozen(cuo: string): Promise<string> {
  const id = await letter('outgoing', { cuo })
  await set(id, { state: 'frozen', manifest_hash: hash, signature: Buffer.from('one') })
  return id
}

test('a frozen manifest refuses another signature', async () => {
  const id = await letter('outgoing', { cuo: '0000000001' })
  await set(id, { manifest: '{"subject": "Otro oficio"}' })
  await assert.rejects(set(id, { state: 'frozen', manifest_hash: hash }), broken, 'unsigned')
  await set(id, { state: 'frozen', manifest_hash: hash, signature: Buffer.from('one') })
  for (const what of [
    { signature: Buffer.from('two') },
    { signature: null },
    { manifest: '{"subject": "Otro"}' },
    { manifest_hash: 'b'.repeat(64) },
    { peer_ruc: '20100000001' },
    { state: 'draft', manifest_hash: null },
    { cuo: '0000000002' },
  ]) {
    await assert.rejects(set(id, what), refused, JSON.stringify(what))
  }
  await set(id, { state: 'sent' })
  await assert.rejects(set(id, { signature: Buffer.from('two') }), refused)
  await set(id, { state: 'received' })
  await assert.rejects(set(id, { state: 'observed' }), refused, 'one answer, one state')
})

test('the same letter twice is one case', async () => {
  await letter('incoming', { cuo: '0000000100', state: 'waiting' })
  await assert.rejects(letter('incoming', { cuo: '0000000100', state: 'waiting' }), {
    code: '23505',
  })
  const { rows } = await sql<{ count: number }>`SELECT count(DISTINCT case_id)::int AS count
    FROM case_files.exchange WHERE cuo = '0000000100'`.execute(on.parts.database.kysely)
  assert.equal(rows[0]?.count, 1)
  // The institution that sent it to itself has it once on each side.
  await frozen('0000000100')
  await assert.rejects(letter('incoming', { cuo: null, state: 'waiting' }), broken, 'no number')
})

test('an answer that got lost shows as uncertain', async () => {
  const id = await frozen('0000000200')
  await set(id, { uncertain: true })
  for (const state of ['sent', 'annulled']) {
    await assert.rejects(set(id, { state }), broken, state)
  }
  // The other side was asked, and has it.
  await set(id, { uncertain: false, state: 'sent' })
  await assert.rejects(set(id, { uncertain: true }), broken)
  const came = await letter('incoming', { cuo: '0000000201', state: 'waiting' })
  await assert.rejects(set(came, { uncertain: true }), broken)
})
