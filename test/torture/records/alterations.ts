// A thousand ways to change the record of acts behind its back: rows as superuser, files by hand.
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { FullRecords } from '../../support/full-records.ts'
import { superuser } from '../../support/superuser.ts'
import type { Random } from '../shared/random.ts'

export interface Alteration {
  /** Kind, for the counts. */
  kind: string
  what: string
  /** Found by the one-file verifier from public files, or by the audit of the whole. */
  judge: 'public' | 'audit'
  undo(): Promise<void>
}

const tables = [
  'entry',
  'content',
  'place',
  'head',
  'number',
  'number_block',
  'number_annulment',
  'hold',
]

/** Keeps a copy of every table beside it, to undo by. */
export async function openAlterations(on: FullRecords): Promise<pg.Client> {
  const client = await superuser(on.database)
  await client.query('CREATE SCHEMA kept')
  // Two places cannot be swapped in one step while their uniqueness is checked row by row.
  await client.query(
    'ALTER TABLE records.place DROP CONSTRAINT place_pkey, DROP CONSTRAINT place_epoch_entry_key',
  )
  for (const table of tables)
    await client.query(`CREATE TABLE kept.${table} AS TABLE records.${table}`)
  return client
}

const some = (table: string, where = 'true'): string =>
  `(SELECT ctid FROM records.${table} WHERE ${where} ORDER BY md5(ctid::text || $1) LIMIT 1)`

/** `$1` is a random text; each statement changes at least one row, or the try is not counted. */
const statements: Record<string, string> = {
  'time of an entry': `UPDATE records.entry SET at = at - interval '1 millisecond' WHERE ctid = ${some('entry')}`,
  'who acted': `UPDATE records.entry SET who = who || jsonb_build_object('name', $1::text) WHERE ctid = ${some('entry')}`,
  'the act': `UPDATE records.entry SET act = 'dataset.withdrawn' WHERE ctid = ${some('entry', "act <> 'dataset.withdrawn'")}`,
  'what it is about': `UPDATE records.entry SET about_id = about_id || 'x' WHERE ctid = ${some('entry')}`,
  'salt of a row': `UPDATE records.entry SET row_salt = sha256(row_salt) WHERE ctid = ${some('entry')}`,
  'hash of the content': `UPDATE records.entry SET content_hash = sha256(content_hash) WHERE ctid = ${some('entry', 'content_hash IS NOT NULL')}`,
  'hash of the content taken away': `UPDATE records.entry SET content_hash = NULL WHERE ctid = ${some('entry', 'content_hash IS NOT NULL')}`,
  'a letter of the content': `UPDATE records.content SET body = replace(body, '"', ' "') WHERE ctid = ${some('content')}`,
  'salt of the content': `UPDATE records.content SET salt = sha256(salt) WHERE ctid = ${some('content')}`,
  'content removed without a law': `DELETE FROM records.content WHERE ctid = ${some('content')}`,
  'entry removed with everything': `WITH e AS (DELETE FROM records.entry WHERE ctid = ${some('entry')} RETURNING id), c AS (DELETE FROM records.content WHERE entry IN (SELECT id FROM e)) DELETE FROM records.place WHERE entry IN (SELECT id FROM e)`,
  'entry removed': `DELETE FROM records.entry WHERE ctid = ${some('entry')}`,
  'entry slipped in': `INSERT INTO records.entry SELECT gen_random_uuid(), at, act, who, about_kind, about_id, row_salt, content_hash FROM records.entry WHERE ctid = ${some('entry')} AND $1 <> ''`,
  'entry exchanged for a copy': `WITH n AS (INSERT INTO records.entry SELECT gen_random_uuid(), at, act, who, about_kind, about_id || $1, row_salt, NULL FROM records.entry WHERE ctid = ${some('entry')} RETURNING id) UPDATE records.place SET entry = (SELECT id FROM n) WHERE ctid = ${some('place')}`,
  'two places swapped': `UPDATE records.place SET index = CASE index WHEN a THEN b ELSE a END FROM (SELECT min(index) AS a, max(index) AS b FROM (SELECT index FROM records.place ORDER BY md5(index::text || $1) LIMIT 2) x) two WHERE index IN (a, b)`,
  'place removed': `DELETE FROM records.place WHERE ctid = ${some('place')}`,
  'place beyond the head': `INSERT INTO records.place SELECT 0, max(index) + 1 + length($1), gen_random_uuid() FROM records.place`,
  'last places cut off': `DELETE FROM records.place WHERE index > (SELECT max(index) - 1 - length($1) % 5 FROM records.place)`,
  'remembered head changed': `UPDATE records.head SET checkpoint = replace(checkpoint, 'ledger', 'legder') WHERE ctid = ${some('head')}`,
  'remembered head cut off': `DELETE FROM records.head WHERE size = (SELECT max(size) FROM records.head) AND $1 <> ''`,
  'key of a number': `UPDATE records.number SET key = key || $1 WHERE ctid = ${some('number')}`,
  'number removed': `DELETE FROM records.number WHERE ctid = ${some('number')}`,
  'last number removed': `DELETE FROM records.number WHERE number = (SELECT max(number) FROM records.number) AND $1 <> ''`,
  'number slipped in': `INSERT INTO records.number SELECT series, year, max(number) + 1, $1, now() FROM records.number GROUP BY 1, 2 LIMIT 1`,
  'reason of an annulment': `UPDATE records.number_annulment SET reason = reason || $1 WHERE ctid = ${some('number_annulment')}`,
  'annulment removed': `DELETE FROM records.number_annulment WHERE ctid = ${some('number_annulment')}`,
  'block made longer': `UPDATE records.number_block SET last = last + 1 WHERE ctid = ${some('number_block')}`,
  'block removed': `DELETE FROM records.number_block WHERE ctid = ${some('number_block')}`,
  'hold removed': `DELETE FROM records.hold WHERE ctid = ${some('hold')}`,
  'reason of a hold': `UPDATE records.hold SET reason = reason || $1 WHERE ctid = ${some('hold')}`,
  'hold moved to another record': `UPDATE records.hold SET about_id = about_id || $1 WHERE ctid = ${some('hold')}`,
}

/** One alteration of a row; null when the statement found nothing to change. */
export async function alterRows(client: pg.Client, random: Random): Promise<Alteration | null> {
  const kind = random.pick(Object.keys(statements))
  const { rowCount } = await client.query(statements[kind] ?? '', [`t${random.below(1e9)}`])
  const undo = async (): Promise<void> => {
    for (const table of tables) {
      const same = `SELECT NOT EXISTS (TABLE kept.${table} EXCEPT ALL TABLE records.${table})
        AND NOT EXISTS (TABLE records.${table} EXCEPT ALL TABLE kept.${table}) AS same`
      if ((await client.query<{ same: boolean }>(same)).rows[0]?.same) continue
      await client.query(`DELETE FROM records.${table}`)
      await client.query(`INSERT INTO records.${table} OVERRIDING SYSTEM VALUE TABLE kept.${table}`)
    }
  }
  return rowCount === 0 ? null : { kind, what: kind, judge: 'audit', undo }
}

function filesIn(folder: string, hidden = false): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .filter((path) => hidden || !/\/\./.test(path.slice(folder.length)))
    .toSorted()
}

/** One byte, the end, the whole, or more than there was. */
export function alterFile(on: FullRecords, random: Random): Alteration {
  const place = random.pick(['tile', 'tile', 'checkpoint', 'stored file'])
  const { folder } = on.records.ledger
  const target =
    place === 'checkpoint'
      ? join(folder, 'checkpoint')
      : place === 'tile'
        ? random.pick(filesIn(join(folder, 'tile')))
        : storedFile(on, random)
  const before = readFileSync(target)
  const { mode } = statSync(target)
  const how = random.pick(['one bit', 'end cut off', 'removed', 'made longer', 'another byte'])
  // Shorter forms of a tile may go when a longer one is there (tlog-tiles): nothing is altered then.
  if (how === 'removed' && /\.p\/\d+$/.test(target) && hasLonger(target))
    return alterFile(on, random)
  rmSync(target)
  const at = random.below(before.length)
  if (how === 'one bit') {
    const bytes = Buffer.from(before)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
    writeFileSync(target, bytes, { mode })
  } else if (how === 'end cut off') writeFileSync(target, before.subarray(0, at), { mode })
  else if (how === 'made longer') {
    writeFileSync(target, Buffer.concat([before, random.bytes(1 + random.below(40))]), { mode })
  } else if (how === 'another byte') {
    const bytes = Buffer.from(before)
    bytes[at] = ((bytes[at] ?? 0) + 1 + random.below(255)) & 255
    writeFileSync(target, bytes, { mode })
  }
  return {
    kind: `${place}: ${how}`,
    what: target,
    judge: place === 'stored file' ? 'audit' : 'public',
    async undo() {
      rmSync(target, { force: true })
      writeFileSync(target, before, { mode })
    },
  }
}

function hasLonger(path: string): boolean {
  const [folder = '', width = ''] = path.split(/\/(?=\d+$)/)
  return readdirSync(folder).some((name) => Number(name) > Number(width))
}

function storedFile(on: FullRecords, random: Random): string {
  const hash = random.pick(on.stored)
  const found = filesIn(join(on.data, 'files'), true).find((path) =>
    path.replaceAll('/', '').endsWith(hash),
  )
  if (found === undefined) throw new Error(`no stored file ${hash}`)
  return found
}
