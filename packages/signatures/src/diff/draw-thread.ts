// The thread of `compareRendered`: draws page after page of both states and sends the boxes that differ.
import { parentPort, workerData } from 'node:worker_threads'
import type { FromDrawing, RenderedComparison, ToDrawing } from './compare-rendered.ts'
import { differingBoxes } from './differing-boxes.ts'
import { openEngine, OutOfMemory, type Drawable } from './pdfium.ts'

const given = workerData as ToDrawing
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const send = (message: FromDrawing): void => parentPort?.postMessage(message)

send({ ended: await compare() })

async function compare(): Promise<RenderedComparison['ended']> {
  const engine = await openEngine(given.memoryMb)
  const [before, after] = [engine.open(given.before), engine.open(given.after)]
  if (before === null || after === null) return 'unreadable'
  send({ count: { before: before.pages, after: after.pages } })
  const most = Math.min(given.pages, Math.max(before.pages, after.pages))
  for (let index = 0; index < most; index++) {
    try {
      send({ page: index + 1, boxes: boxesOf(before, after, index) })
    } catch (error) {
      if (error instanceof OutOfMemory) return 'memory'
      throw error
    }
  }
  return most < Math.max(before.pages, after.pages) ? 'too-many-pages' : null
}

/** A page that only one state has differs as a whole. */
function boxesOf(before: Drawable, after: Drawable, index: number) {
  const [was, is] = [before.draw(index, given.scale), after.draw(index, given.scale)]
  const one = is ?? was
  if (one === null) return []
  const whole: [number, number, number, number] = [0, 0, one.points.width, one.points.height]
  if (was === null || is === null) return [whole]
  if (was.width !== is.width || was.height !== is.height) return [whole]
  const scale = is.width / is.points.width
  return differingBoxes(was, is).map(([left, top, right, bottom]): typeof whole => [
    left / scale,
    is.points.height - bottom / scale,
    right / scale,
    is.points.height - top / scale,
  ])
}
