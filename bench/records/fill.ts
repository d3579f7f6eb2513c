// Writes cases, events and pages straight into the tables: load that no counter took in.
import { sql } from 'kysely'
import { withClient } from '../../src/platform/database/store-server.ts'
import type { TestPeople } from '../../test/support/test-people.ts'
import { seeded } from '../shared/timing.ts'

export interface Filled {
  institution: string
  offices: string[]
  cases: number
  events: number
  pages: number
  /** A word on about a third of the pages, on one of a hundred, on one of ten thousand. */
  words: { common: string; middle: string; rare: string }
}

const offices = 40
const each = 20
const letters = 80

/** Triggers, policies and references are off: superuser, `session_replication_role = replica`. */
export async function fill(
  on: TestPeople,
  given: {
    cases: number
    superUrl: string
    positions: readonly string[]
    ids: readonly string[]
    institution: string
  },
): Promise<Filled> {
  const { cases, superUrl, ids, institution, positions } = given
  const version = await aProcedure(on)
  const vocabulary = words(5_000)
  const [common, middle, rare] = ['licencia', 'servidumbre', 'ornitologia']
  await withClient(superUrl, async (client) => {
    await client.query('SET session_replication_role = replica')
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT setseed(0.42)')
    const step = 50_000
    for (let from = 1; from <= cases; from += step) {
      const until = Math.min(cases, from + step - 1)
      const span = [from, until]
      await client.query(
        `INSERT INTO people.record (id, kind, institution_id, level, basis, review_by,
            custody_office_id, procedure, state, opened_at)
          SELECT md5('case ' || n)::uuid, 'case', $3, 2, 'Ley 29733', '2031-01-01',
            ($4::uuid[])[1 + n % ${offices}], 'carta', 'open',
            timestamptz '2020-01-01' + n * interval '3 minutes'
          FROM generate_series($1::int, $2::int) n`,
        [...span, institution, ids],
      )
      await client.query(
        `INSERT INTO people.record_access (record_id, institution_id, principal, reason, ceiling, opened_at)
          SELECT r.id, r.institution_id, a.principal, a.reason, a.ceiling, r.opened_at
          FROM generate_series($1::int, $2::int) n JOIN people.record r ON r.id = md5('case ' || n)::uuid
          CROSS JOIN LATERAL (VALUES ('office:' || r.custody_office_id, 'custody', 2),
            ('staff:' || r.institution_id, 'institution', 1),
            ('audit:' || r.institution_id, 'audit', 2)) a (principal, reason, ceiling)`,
        span,
      )
      await client.query(
        `INSERT INTO case_files.case_file (id, institution_id, year, number, procedure_version_id, key_hash,
            filer, answers, filed_at, received_on, due_on, term, last_seq, phase, responsible_office_id,
            responsible_position_id, act_by, half_on, most_on)
          SELECT md5('case ' || n)::uuid, $3, 2020 + (n / 150000), 1 + n % 150000, $5, decode(repeat('ab', 32), 'hex'),
            jsonb_build_object('document', 'DNI', 'number', (40000000 + n)::text, 'name', 'Persona ' || n,
              'email', null, 'address', null, 'onBehalfOf', null),
            jsonb_build_object('asunto', 'Pedido ' || n, 'texto', 'Pido algo'),
            timestamptz '2020-01-01' + n * interval '3 minutes', date '2020-01-01' + n / 480,
            date '2020-02-15' + n / 480, '{"cause": {}, "calendar": "x"}', ${each},
            CASE WHEN n % 10 < 7 THEN 'closed' ELSE 'open' END, ($4::uuid[])[1 + n % ${offices}],
            CASE WHEN n % 10 >= 7 AND n % 20 = 9 THEN ($6::uuid[])[1 + n % ${offices}] END,
            date '2020-02-15' + n / 480, date '2020-01-25' + n / 480, date '2020-02-08' + n / 480
          FROM generate_series($1::int, $2::int) n`,
        [...span, institution, ids, version, positions],
      )
      await client.query(
        `INSERT INTO case_files.event (case_id, seq, at, kind, content, previous_hash, hash)
          SELECT md5('case ' || n)::uuid, s, timestamptz '2020-01-01' + n * interval '3 minutes' + s * interval '1 hour',
            CASE s WHEN 1 THEN 'filed' ELSE 'document-added' END, jsonb_build_object('procedure', 'carta', 'n', s),
            CASE WHEN s > 1 THEN md5(n || ' ' || (s - 1)) || md5('b' || n || ' ' || (s - 1)) END,
            md5(n || ' ' || s) || md5('b' || n || ' ' || s)
          FROM generate_series($1::int, $2::int) n CROSS JOIN generate_series(1, ${each}) s`,
        span,
      )
      await client.query(
        `INSERT INTO case_files.page_text (case_id, position, page, filed_at, source, body)
          SELECT md5('case ' || n)::uuid, 1, 1, timestamptz '2020-01-01' + n * interval '3 minutes', 'ocr',
            (SELECT string_agg(($3::text[])[1 + floor(${vocabulary.length} * power(random(), 2))::int], ' ')
              FROM generate_series(n - n + 1, ${letters}))
            || CASE WHEN n % 3 = 0 THEN ' ${common}' ELSE '' END
            || CASE WHEN n % 100 = 7 THEN ' ${middle}' ELSE '' END
            || CASE WHEN n % 10000 = 77 THEN ' ${rare}' ELSE '' END
          FROM generate_series($1::int, $2::int) n`,
        [...span, vocabulary],
      )
      console.log(`${until} cases`)
    }
    for (const table of ['people.record', 'people.record_access', 'case_files.case_file']) {
      await client.query(`VACUUM ANALYZE ${table}`)
    }
    for (const table of ['case_files.event', 'case_files.page_text']) {
      await client.query(`VACUUM ANALYZE ${table}`)
    }
  })
  const found = { common: common ?? '', middle: middle ?? '', rare: rare ?? '' }
  return {
    ...{ institution, offices: [...ids], cases, events: cases * each, pages: cases },
    words: found,
  }
}

async function aProcedure(on: TestPeople): Promise<string> {
  const { rows } = await sql<{
    id: string
  }>`SELECT id FROM case_files.procedure_version LIMIT 1`.execute(on.database.kysely)
  return rows[0]?.id ?? ''
}

/** Words of two to four syllables as Spanish has them, the same in every run. */
function words(count: number): string[] {
  const below = seeded(7)
  const starts = 'b c d f g l m n p r s t v br cr pl tr'.split(' ')
  const ends = 'a e i o u an en on ar er os as'.split(' ')
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + below(3) }, () => `${starts[below(17)]}${ends[below(12)]}`).join(''),
  )
}
