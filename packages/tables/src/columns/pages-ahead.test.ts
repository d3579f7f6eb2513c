// Pages are asked of the other thread only where it has taken them.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CellReader } from './cell-reader.ts'
import { CellStore } from './cell-store.ts'
import { ColumnCells } from './column-cells.ts'
import { DICTIONARIES } from './dictionary.ts'
import { type PagesOrder, makePages, takePage } from './page-work.ts'
import { type PageHelper, PagesAhead } from './pages-ahead.ts'
import { COMMA } from './read-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'rimaq-ahead-'))
after(() => rmSync(folder, { recursive: true }))

/** Two columns in three chunks of four rows. */
function storeOf(): CellStore {
  const columns = [0, 1].map(() => new ColumnCells(4, { ...DICTIONARIES }))
  const store = new CellStore(join(folder, 'cells'), columns)
  const reader = new CellReader(COMMA, columns, { chunk: 4, full: (_, rows) => store.keep(rows) })
  const bytes = Buffer.from('a,b\n'.repeat(5) + 'c,b\n'.repeat(7))
  for (let at = 0; at >= 0 && at < bytes.length;) at = reader.take(bytes, bytes.length, at)
  reader.end()
  return store
}

/** Another thread that makes the first pages of each order at once, and is late for no others. */
class Helper implements PageHelper {
  readonly made = new Set<string>()
  readonly #orders: PagesOrder[] = []

  makePages(order: PagesOrder): void {
    this.#orders.push(order)
    for (const at of [0, 1]) {
      assert.ok(takePage(order, at))
      this.made.add(`${this.#orders.length - 1} ${at}`)
    }
  }

  pages(order: PagesOrder, at: number) {
    const name = `${this.#orders.indexOf(order)} ${at}`
    assert.ok(this.made.delete(name), `${name} was not taken by this thread`)
    return makePages(order.items[at]!)
  }
}

for (const stopped of [false, true]) {
  test(`what nobody makes is the caller’s at once, ${stopped ? 'stopped' : 'or not'}`, () => {
    const store = storeOf()
    assert.equal(store.chunks.length, 3)
    const helper = new Helper()
    const ahead = new PagesAhead(store, helper)
    if (stopped) ahead.stop()
    const shapes = [0, 1, 2].flatMap((chunk) => [0, 1].map((place) => ahead.shape(place, chunk)))
    assert.equal(shapes.filter((shape) => shape !== null).length, 2)
    assert.equal(helper.made.size, 0)
    // Asked for once more, and stopped late.
    ahead.stop()
    assert.equal(ahead.shape(1, 2), null)
    store.close()
  })
}
