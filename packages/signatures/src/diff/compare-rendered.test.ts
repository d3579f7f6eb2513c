// Draws states of documents and looks where they differ: text, forms, annotations, added pages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edited, updated } from '../corpus/craft.ts'
import { formDocument, numbers, plainStream } from '../corpus/documents.ts'
import { annotated, filled } from '../corpus/valid.ts'
import { PdfRef } from '../pdf/objects.ts'
import { compareRendered } from './compare-rendered.ts'
import { differingBoxes } from './differing-boxes.ts'

const whole = formDocument()

test('the same document looks the same', async () => {
  const { count, pages, ended } = await compareRendered(whole, whole)
  assert.deepEqual([count, ended], [{ before: 2, after: 2 }, null])
  assert.deepEqual(
    pages.map(({ boxes }) => boxes.length),
    [0, 0],
  )
})

test('another text is found at its place', async () => {
  const body = plainStream('BT /F1 18 Tf 20 100 Td (Pago: 900) Tj ET /Fm Do')
  const { pages } = await compareRendered(whole, updated(whole, { [numbers.text]: { body } }))
  const [[left = 0, bottom = 0, right = 0, top = 0] = []] = pages[0]?.boxes ?? []
  assert.equal(pages[0]?.boxes.length, 1)
  assert.ok(
    left >= 60 && right <= 110 && bottom >= 90 && top <= 125,
    `${left} ${bottom} ${right} ${top}`,
  )
  assert.deepEqual(pages[1]?.boxes, [])
})

test('a field that was filled is seen, for forms are drawn', async () => {
  const { pages } = await compareRendered(whole, filled(whole, 'otro valor'))
  const [box] = pages[0]?.boxes ?? []
  assert.ok(box !== undefined && box[3] <= 40, String(box))
})

test('an annotation with a look is seen', async () => {
  const noted = annotated(whole, 'Square')
  const { pages } = await compareRendered(whole, noted)
  assert.ok((pages[0]?.boxes.length ?? 0) > 0)
})

test('a page that only one state has differs as a whole', async () => {
  const kids = [new PdfRef(numbers.page, 0)]
  const { count, pages } = await compareRendered(
    whole,
    edited(whole, numbers.pages, { Kids: kids, Count: 1 }),
  )
  assert.deepEqual(count, { before: 2, after: 1 })
  assert.deepEqual(pages[1]?.boxes, [[0, 0, 300, 200]])
})

test('what cannot be drawn, takes too long, too much memory or has too many pages is told', async () => {
  const junk = new Uint8Array(100)
  assert.equal((await compareRendered(junk, whole)).ended, 'unreadable')
  assert.equal((await compareRendered(whole, whole, { timeMs: 0 })).ended, 'time')
  assert.equal((await compareRendered(whole, whole, { pages: 1 })).ended, 'too-many-pages')
  const wide = edited(whole, numbers.page, { MediaBox: [0, 0, 4000, 4000] })
  const { ended } = await compareRendered(wide, wide, { memoryMb: 20, scale: 4 })
  assert.equal(ended, 'memory')
})

test('boxes are drawn around cells that differ, near ones together', () => {
  const picture = (dots: [number, number][]) => {
    const pixels = new Uint8Array(100 * 100 * 4)
    for (const [x, y] of dots) pixels[(y * 100 + x) * 4] = 200
    return { width: 100, height: 100, pixels }
  }
  const boxes = differingBoxes(
    picture([]),
    picture([
      [3, 3],
      [20, 3],
      [90, 95],
    ]),
  )
  assert.deepEqual(boxes, [
    [0, 0, 24, 8],
    [88, 88, 96, 96],
  ])
  assert.deepEqual(differingBoxes(picture([[3, 3]]), picture([[3, 3]])), [])
})
