// Reads files before their order is there: the version is the same, and so is what is refused.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type IngestOrder, ingest, ingestOnOrder } from './ingest.ts'
import type { Manifest } from './model.ts'

/** Two editions of a table with a total, words for nothing, garbled letters and a person's number. */
function edition(number: number, rows: number): string {
  const lines = Array.from({ length: rows }, (_, at) => {
    const amount = at % 7 === 0 ? 'sin valor' : `${at * number},50`
    const own = 40_000_000 + at * 37
    const place = at % 3 === 0 ? 'JesÃºs MarÃ­a' : 'Ate'
    return [`C${at}`, place, own, amount].join(';')
  })
  return ['código;distrito;dni;monto', ...lines, `TOTAL;;;${rows},00`, ''].join('\n')
}

interface Case {
  what: string
  /** Bytes above which a text is read by columns. */
  byColumns: number
  order: Omit<IngestOrder, 'previous'>
}

const recipe = {
  steps: [{ do: 'fix-mojibake' as const }, { do: 'drop-rows' as const, where: 'totals' as const }],
}
const cases: Case[] = [0, Number.MAX_SAFE_INTEGER].flatMap((byColumns) => [
  {
    what: 'replaced by key',
    byColumns,
    order: { mode: 'replace', repairs: 'all', key: ['codigo'] },
  },
  {
    what: 'appended with a recipe',
    byColumns,
    order: { mode: 'append', repairs: 'recipe', recipe },
  },
  { what: 'without repairs', byColumns, order: { mode: 'replace', repairs: 'none' } },
  {
    what: 'made harmless',
    byColumns,
    order: {
      ...{ mode: 'replace', repairs: 'all', secrets: { own: 'x'.repeat(64) } },
      privacy: { mode: 'apply', secret: 'own' },
      recipe: { steps: [{ do: 'pseudonym', column: 'dni', secret: 'own' }] },
    },
  },
])

describe('a file that is read before its order is there', () => {
  for (const { what, byColumns, order } of cases) {
    test(`becomes the same version: ${what}, columns from ${byColumns} bytes`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'rimaq-order-'))
      t.after(() => rmSync(folder, { recursive: true }))
      const [first, second] = [join(folder, 'a.csv'), join(folder, 'b.csv')]
      writeFileSync(first, edition(1, 400))
      writeFileSync(second, edition(3, 900))
      const limits = { threads: 1, byColumns }
      const into = (name: string) => ({ outDir: join(folder, name), temp: folder, limits })
      const before = await ingest({
        ...{ path: first, name: 'a.csv', mode: 'replace', repairs: 'recipe' },
        ...into('before'),
      })
      const whole: IngestOrder = {
        ...order,
        previous: { manifest: before, parquet: join(folder, 'before', 'data.parquet') },
      }
      const file = { path: second, name: 'b.csv' }
      const atOnce = await ingest({ ...file, ...into('at-once'), ...whole })
      const later = Promise.withResolvers<IngestOrder>()
      const steps: string[] = []
      const late = await ingestOnOrder(
        {
          ...{ ...file, ...into('late') },
          progress: ({ step }) => {
            if (steps.at(-1) !== step) steps.push(step)
            // It would wait for ever if the reading waited for the order.
            if (step === 'read') later.resolve(whole)
          },
        },
        later.promise,
      )
      assert.deepEqual(late, atOnce)
      assert.equal(late.parquet.sha256, atOnce.parquet.sha256)
      const treated = late.recipe.steps.some((step) => step.do === 'pseudonym')
      assert.equal(treated, order.privacy !== undefined)
      assert.deepEqual(steps.slice(0, 3), ['unpack', 'read', 'types'])
    })
  }

  test('is refused at once where it is no table, and leaves nothing where its order fails', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'rimaq-order-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'a.json')
    const reading = { path, name: 'a.json', outDir: join(folder, 'out'), temp: folder }
    writeFileSync(path, '{"a": [1, 2')
    const never = new Promise<IngestOrder>(() => {})
    await assert.rejects(ingestOnOrder(reading, never), { code: 'broken-json' })
    writeFileSync(path, '[{"a": 1}]')
    const failing = Promise.reject<IngestOrder>(new Error('no such dataset'))
    await assert.rejects(ingestOnOrder(reading, failing), /no such dataset/)
    assert.deepEqual(readdirSync(folder).toSorted(), ['a.json', 'out'])
    const manifest: Manifest = await ingestOnOrder(reading, { mode: 'replace', repairs: 'none' })
    assert.equal(manifest.rows, 1)
  })
})
