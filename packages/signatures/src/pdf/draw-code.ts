// Draws a QR code as squares of a page (ISO/IEC 18004).
import { encodeQR } from 'qr'
import { SignatureError } from '../signature-error.ts'

/** Black squares of the code, those that touch in a row as one rectangle. */
export function drawCode(text: string, place: { side: number; x: number; top: number }): string {
  let modules: boolean[][]
  try {
    modules = encodeQR(text, 'raw', { ecc: 'medium', border: 1 })
  } catch (cause) {
    const why = 'the text is too long for a QR code'
    throw new SignatureError('bad-appearance', { why }, { cause })
  }
  // ISO/IEC 18004, 6.3.8: four modules of quiet zone. The library gives one, these lines one, and
  // frame and padding lie further out.
  const unit = place.side / (modules.length + 2)
  const left = place.x + unit
  const top = place.top - unit
  const marks: string[] = []
  for (const [row, cells] of modules.entries()) {
    const y = top - (row + 1) * unit
    for (let from = 0; from < cells.length; from++) {
      if (cells[from] !== true) continue
      let until = from
      while (cells[until] === true) until++
      const numbers = [left + from * unit, y, (until - from) * unit, unit]
      marks.push(`${numbers.map(number).join(' ')} re`)
      from = until
    }
  }
  return `${marks.join('\n')}\nf`
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
