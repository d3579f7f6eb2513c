// A chart as plain shapes in points: the SVG, the PDF and the PNG of a figure are written from the same list.
export type Shape =
  | { kind: 'box'; x: number; y: number; width: number; height: number; colour: Colour }
  | { kind: 'line'; points: readonly (readonly [number, number])[]; colour: Colour; dashed?: true }
  | {
      kind: 'text'
      x: number
      y: number
      text: string
      size: number
      colour: Colour
      bold?: true
      /** Where `x` is; default `start`. */
      end?: true
    }

export interface Drawing {
  width: number
  height: number
  title: string
  /** What one would see, in words. */
  description: string
  shapes: readonly Shape[]
}

/** The colours of the pages' light tokens: a picture stands by itself on white paper. */
export const colours = {
  text: '#211c15',
  quiet: '#5d5446',
  line: '#ddd3c1',
  fill: '#0a4d74',
  second: '#b1740c',
  track: '#f4eee2',
} as const
export type Colour = keyof typeof colours

const frame = { width: 640, margin: 24, head: 76, row: 44, foot: 34 } as const
const inner = frame.width - 2 * frame.margin

interface Words {
  title: string
  subtitle: string
  description: string
  /** Where the numbers come from. */
  source: string
}

export interface DrawnBar {
  label: string
  value: number
  /** As it is written. */
  shown: string
  /** What the text beside speaks of. */
  marked?: boolean
}

/** Lying bars, the longest as wide as the picture. */
export function barsDrawing(words: Words, bars: readonly DrawnBar[]): Drawing {
  const most = Math.max(...bars.map(({ value }) => value), 0) || 1
  const shapes = bars.flatMap(({ label, value, shown, marked }, at): Shape[] => {
    const y = frame.head + at * frame.row
    const track = { kind: 'box', x: frame.margin, y: y + 20, height: 14 } as const
    return [
      { kind: 'text', x: frame.margin, y: y + 14, text: fit(label, 70), size: 14, colour: 'text' },
      {
        ...{ kind: 'text', x: frame.width - frame.margin, y: y + 14, text: shown, size: 14 },
        ...{ colour: 'text', bold: true, end: true },
      },
      { ...track, width: inner, colour: 'track' },
      {
        ...{ ...track, width: Math.max(0, (value / most) * inner) },
        colour: marked === true ? 'second' : 'fill',
      },
    ]
  })
  const height = frame.head + bars.length * frame.row + frame.foot
  return framed(words, height, shapes)
}

export interface DrawnLine {
  name: string
  points: readonly { at: number; value: number }[]
  dashed?: true
}

const plot = { top: 84, height: 220, left: 78 } as const

/** Values in time, with a dashed line of targets; the axis begins at zero, or below where values are. */
export function linesDrawing(
  words: Words,
  lines: readonly DrawnLine[],
  write: { value(value: number): string; time(at: number): string },
): Drawing {
  const all = lines.flatMap(({ points }) => points)
  const low = Math.min(0, ...all.map(({ value }) => value))
  const high = Math.max(...all.map(({ value }) => value), low + 1)
  const from = Math.min(...all.map(({ at }) => at))
  const to = Math.max(...all.map(({ at }) => at))
  const right = frame.width - frame.margin
  const x = (at: number): number =>
    to === from ? right : plot.left + ((at - from) / (to - from)) * (right - plot.left)
  const y = (value: number): number =>
    plot.top + plot.height - ((value - low) / (high - low)) * plot.height
  const shapes: Shape[] = [low, (low + high) / 2, high].flatMap((value): Shape[] => [
    {
      kind: 'line',
      points: [
        [plot.left, y(value)],
        [right, y(value)],
      ],
      colour: 'line',
    },
    {
      ...{ kind: 'text', x: plot.left - 8, y: y(value) + 4, text: write.value(value), size: 12 },
      ...{ colour: 'quiet', end: true },
    },
  ])
  for (const { points, dashed } of lines) {
    const colour: Colour = dashed ? 'second' : 'fill'
    const path = points.map(({ at, value }) => [x(at), y(value)] as const)
    if (path.length > 1)
      shapes.push({ kind: 'line', points: path, colour, ...(dashed ? { dashed } : {}) })
    for (const [px, py] of path) {
      shapes.push({ kind: 'box', x: px - 3, y: py - 3, width: 6, height: 6, colour })
    }
  }
  const bottom = plot.top + plot.height + 20
  if (all.length > 0) {
    shapes.push({
      kind: 'text',
      x: plot.left,
      y: bottom,
      text: write.time(from),
      size: 12,
      colour: 'quiet',
    })
    if (to !== from) {
      shapes.push({
        ...{ kind: 'text', x: right, y: bottom, text: write.time(to), size: 12, colour: 'quiet' },
        end: true,
      })
    }
  }
  lines.forEach(({ name, dashed }, at) => {
    const left = plot.left + at * 220
    const colour: Colour = dashed ? 'second' : 'fill'
    shapes.push({ kind: 'box', x: left, y: bottom + 14, width: 12, height: 12, colour })
    shapes.push({
      kind: 'text',
      x: left + 18,
      y: bottom + 25,
      text: fit(name, 28),
      size: 13,
      colour: 'text',
    })
  })
  return framed(words, bottom + 44 + frame.foot, shapes)
}

function framed(words: Words, height: number, shapes: readonly Shape[]): Drawing {
  const { title, subtitle, description, source } = words
  const text = (y: number, size: number, said: string, colour: Colour): Shape => ({
    ...{ kind: 'text', x: frame.margin, y, text: fit(said, Math.floor(1150 / size)), size, colour },
  })
  return {
    ...{ width: frame.width, height, title, description },
    shapes: [
      { ...text(34, 18, title, 'text'), bold: true } as Shape,
      text(56, 13, subtitle, 'quiet'),
      ...shapes,
      text(height - 12, 11, source, 'quiet'),
    ],
  }
}

function fit(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`
}
