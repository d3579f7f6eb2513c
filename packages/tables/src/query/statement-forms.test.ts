// What is told of a statement by its form is what DuckDB reads in it, whatever its literals hold.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PlainSelect } from './plain-select.ts'
import type { PlainQuestion } from './protocol.ts'
import { createSandboxes } from './sandbox.ts'
import { createStatementForms } from './statement-forms.ts'

const sandboxes = createSandboxes({ memory: 2 ** 29, threads: 1 })
const question = (sql: string, dialect: PlainQuestion['dialect'] = 'postgres') => ({
  sql,
  dialect,
  tables: [{ name: 't' }],
})

/** What the child would say; null also for what its checks refuse. */
async function read(asked: PlainQuestion): Promise<PlainSelect | null> {
  try {
    return await sandboxes.plain(asked, () => {})
  } catch {
    return null
  }
}

/** Words that look like something else to whoever does not read as DuckDB does. */
const odd = fc.constantFrom(
  ...['', "''", '"', '--', '/*', '*/', '#', '?', '$1', '$$', '\\', "\\'", ' = 5', '> 7', 'E', ';'],
  ...['Lima', 'lima', 'ñ 😀', '\n', '\t', '\u00a0', '2010-01-01', 'true', '5', '1e3', '\u200b'],
)
/** Mostly what people write. */
const usually = <T>(plain: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: plain }, { weight: 2, arbitrary: other })
const words = usually(
  fc.string({ unit: fc.constantFrom(...'aeñ "=>5'), maxLength: 6 }),
  fc.array(odd, { maxLength: 3 }).map((all) => all.join('')),
)
const quoted = words.map((text) => `'${text.replaceAll("'", "''")}'`)
const number = usually(
  fc.nat(99).map(String),
  fc.constantFrom('007', '999999999', '2147483648', '-5', '1.5', '1e3', '1_000', '5.', '0x1F'),
)
const prefix = usually(fc.constant(''), fc.constantFrom('E', 'x', 'DATE ', 'TIMESTAMP ', 'N'))

/** The same piece of a statement twice, mostly with other literals. */
type Pair = [string, string]
const same = (piece: string): Pair => [piece, piece]
const joined = (pairs: Pair[], between = ''): Pair => [
  pairs.map(([one]) => one).join(between),
  pairs.map(([, other]) => other).join(between),
]
const literal: fc.Arbitrary<Pair> = usually(
  fc.oneof(
    fc.tuple(number, number),
    fc.tuple(prefix, quoted, quoted).map(([before, ...both]) => joined([same(before), both])),
  ),
  fc.oneof(
    fc.tuple(quoted, quoted, quoted).map(([one, ...both]) => joined([same(one), both], '\n')),
    fc.tuple(number, quoted),
  ),
)
const name = usually(
  fc.constantFrom('a', 'b', '"a > 5"'),
  fc.constantFrom(`"it's"`, '"say ""so"""', '"#"'),
).map(same)
const sense = usually(
  fc.constantFrom('=', ' >= ', '<', '=\n'),
  fc.constantFrom('<>', '!=', ' LIKE '),
).map(same)
const condition: fc.Arbitrary<Pair> = usually(
  fc.tuple(name, sense, literal).map((parts) => joined(parts)),
  fc.oneof(
    fc.tuple(literal, sense, name).map((parts) => joined(parts)),
    fc
      .tuple(name, literal, literal)
      .map(([of, one, two]) => joined([of, same(' IN ('), one, same(','), two, same(')')])),
    fc
      .tuple(name, literal, literal)
      .map(([of, one, two]) => joined([of, same(' BETWEEN '), one, same(' AND '), two])),
  ),
)
const items = usually(
  fc.constantFrom('*', 'a', 'b, count(*) AS n'),
  fc.constantFrom(`a AS 'x'`, `'x' AS a`, 'a = 5', '"#"'),
)
const rest = usually(
  fc.constantFrom('', ' LIMIT 5', ' LIMIT 5 OFFSET 7', ' ORDER BY a LIMIT 5'),
  fc.constantFrom(' -- 5', ' /* 5 */', ' HAVING a = 5'),
)
const statements = fc
  .tuple(items, fc.array(condition, { minLength: 1, maxLength: 2 }), rest)
  .map(([what, tests, end]) => {
    const group = what.includes('count') ? ' GROUP BY b' : ''
    const where = joined(tests, ' AND ')
    return joined([same(`SELECT ${what} FROM t WHERE `), where, same(group + end)])
  })

test('The form of a statement read before says what reading it says.', async () => {
  const forms = createStatementForms()
  let told = 0
  const dialects = fc.constantFrom('postgres' as const, 'duckdb' as const)
  await fc.assert(
    fc.asyncProperty(statements, dialects, async (both, dialect) => {
      for (const sql of both) {
        const asked = question(sql, dialect)
        const known = forms.known(asked)
        const plain = await read(asked)
        if (known) {
          told += 1
          assert.deepEqual(known, plain, sql)
        }
        if (plain) forms.learn(asked, plain)
      }
    }),
    { numRuns: 1500 },
  )
  assert.ok(told > 100, `${told} were told by their form`)
})

test('One statement is enough to know those with other words and numbers.', async () => {
  const forms = createStatementForms()
  const sql = (place: string, least: string) =>
    `SELECT b, count(*) AS n FROM t WHERE a = '${place}' AND "a > 5" >= ${least} GROUP BY b LIMIT 5`
  const first = question(sql('Lima', '7'))
  assert.equal(forms.known(first), null)
  forms.learn(first, (await read(first))!)
  for (const [place, least] of [
    ['Ñaña común', '7'],
    ['7', '5'],
    ['', '000'],
    ['" = 5 AND a = "', '999999999'],
  ] as const) {
    const next = question(sql(place, least))
    assert.deepEqual(forms.known(next), await read(next))
  }
  for (const other of [sql('Lima', '-7'), sql('Lima', '7.5'), sql("O''x", '7'), sql('\\', '7')]) {
    assert.equal(forms.known(question(other)), null, other)
  }
  assert.equal(forms.known(question(sql('Lima', '7'), 'duckdb')), null)
  const elsewhere = { ...question(sql('Lima', '7')), tables: [{ name: 'u' }] }
  assert.equal(forms.known(elsewhere), null)
})

test('Literals that say the same, or are no tests of a column, teach nothing.', async () => {
  const forms = createStatementForms()
  for (const sql of [
    `SELECT a FROM t WHERE a = 'x' AND b = 'x'`,
    `SELECT a AS 'x' FROM t WHERE a = 'x'`,
    `SELECT a AS 'y' FROM t WHERE a = 'x'`,
    `SELECT a FROM t WHERE a = 5 AND b IN (5, 6)`,
    `SELECT a FROM t WHERE b = DATE '2010-01-01'`,
  ]) {
    const asked = question(sql)
    const plain = await read(asked)
    assert.ok(plain, sql)
    forms.learn(asked, plain)
    assert.equal(forms.known(asked), null, sql)
  }
})

test('Only the forms of late are kept.', async () => {
  const forms = createStatementForms()
  const asked = (at: number) => question(`SELECT a FROM t WHERE a = 5 LIMIT ${at}`)
  const plain = (await read(asked(1)))!
  for (let at = 0; at < 300; at++) forms.learn(asked(at), { ...plain, limit: at })
  assert.equal(forms.known(asked(0)), null)
  assert.equal(forms.known(asked(299))?.limit, 299)
})
