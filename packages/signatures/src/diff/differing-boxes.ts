// Finds the boxes in which two pictures of the same size differ.

export interface Picture {
  width: number
  height: number
  /** Four bytes for each pixel, row by row from the top. */
  pixels: Uint8Array
}

/** Left, top, right, bottom in pixels; right and bottom are behind the last. */
export type PixelBox = [number, number, number, number]

const CELL = 8
/** A difference of a colour below this is the engine's rounding. */
const NOTICED = 8

/**
 * Boxes around cells of 8 × 8 pixels that differ; cells that touch, also by a corner or over a gap of
 * one cell, are one box. At most 500 boxes, else one around all.
 */
export function differingBoxes(one: Picture, other: Picture): PixelBox[] {
  const { width, height } = one
  const columns = Math.ceil(width / CELL)
  const rows = Math.ceil(height / CELL)
  const differs = new Uint8Array(columns * rows)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / CELL) * columns
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor(x / CELL)
      if (differs[cell] === 1) continue
      const at = (y * width + x) * 4
      for (let part = 0; part < 3; part++)
        if (Math.abs((one.pixels[at + part] ?? 0) - (other.pixels[at + part] ?? 0)) > NOTICED)
          differs[cell] = 1
    }
  }
  const boxes: PixelBox[] = []
  for (let start = 0; start < differs.length; start++) {
    if (differs[start] !== 1) continue
    const [left, top, right, bottom] = cluster(differs, start, columns)
    boxes.push([
      left * CELL,
      top * CELL,
      Math.min(width, (right + 1) * CELL),
      Math.min(height, (bottom + 1) * CELL),
    ])
  }
  return boxes.length > 500 ? [around(boxes)] : boxes
}

/** The cells that belong to the one at `start`; they are cleared. */
function cluster(differs: Uint8Array, start: number, columns: number): PixelBox {
  const box: PixelBox = [columns, differs.length, 0, 0]
  const waiting = [start]
  differs[start] = 0
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
    for (let down = -2; down <= 2; down++)
      for (let across = -2; across <= 2; across++) {
        const near = cell + down * columns + across
        if (x + across < 0 || x + across >= columns || differs[near] !== 1) continue
        differs[near] = 0
        waiting.push(near)
      }
  }
  return box
}

function around(boxes: readonly PixelBox[]): PixelBox {
  return boxes.reduce(([a, b, c, d], [e, f, g, h]) => [
    Math.min(a, e),
    Math.min(b, f),
    Math.max(c, g),
    Math.max(d, h),
  ])
}
