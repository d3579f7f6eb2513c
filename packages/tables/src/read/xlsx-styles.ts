// Knows from a workbook's number formats which numbers are dates or times, and writes them so.
import type { Readable } from 'node:stream'
import { parseXml } from './xml.ts'

type NumberKind = 'number' | 'date' | 'time' | 'datetime'

export interface Styles {
  /** Kind of each cell style (index of cellXfs). */
  kinds: NumberKind[]
  base1904: boolean
}

/** Formats every workbook has (ECMA-376 Part 1, 18.8.30). */
const BUILT_IN: Record<number, NumberKind> = {
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'datetime',
  45: 'time',
  47: 'time',
}

export async function readStyles(
  stream: Readable | null,
  base1904: boolean,
  limit: number,
): Promise<Styles> {
  const styles: Styles = { kinds: [], base1904 }
  if (!stream) return styles
  const custom = new Map<number, NumberKind>()
  let inCells = false
  await parseXml(
    stream,
    {
      open: (name, attributes) => {
        if (name === 'numFmt') {
          custom.set(Number(attributes['numFmtId']), formatKind(attributes['formatCode'] ?? ''))
        } else if (name === 'cellXfs') inCells = true
        else if (name === 'xf' && inCells) {
          const id = Number(attributes['numFmtId'] ?? 0)
          styles.kinds.push(custom.get(id) ?? BUILT_IN[id] ?? 'number')
        }
      },
      close: (name) => {
        if (name === 'cellXfs') inCells = false
      },
    },
    limit,
  )
  return styles
}

/** What a format code shows; elapsed times such as `[h]:mm` stay numbers. */
export function formatKind(code: string): NumberKind {
  const first = code.split(';', 1)[0] ?? ''
  if (/\[(h+|m+|s+)\]/i.test(first)) return 'number'
  const bare = first
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/_./g, '')
    .toLowerCase()
  if (/general/.test(bare)) return 'number'
  const day = /[yd]/.test(bare) || (/m/.test(bare) && !/[hs]/.test(bare))
  const time = /[hs]/.test(bare)
  if (day && time) return 'datetime'
  return day ? 'date' : time ? 'time' : 'number'
}

/** The cell as text: numbers as shown to 15 digits, dates as ISO 8601. */
export function serialText(value: string, styles: Styles, style: number): string {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  const kind = styles.kinds[style] ?? 'number'
  if (kind === 'number' || number < 0 || number >= 2_958_466) {
    return String(Number.isSafeInteger(number) ? number : Number(number.toPrecision(15)))
  }
  if (kind === 'time' && number < 1) return clock(number)
  const day = styles.base1904 ? number + 1462 : number < 60 ? number + 1 : number
  const milliseconds = Math.round((day - 25_569) * 86_400) * 1000
  const iso = new Date(milliseconds).toISOString()
  const whole = milliseconds % 86_400_000 === 0
  return whole ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

function clock(fraction: number): string {
  return new Date(Math.round(fraction * 86_400) * 1000).toISOString().slice(11, 19)
}
