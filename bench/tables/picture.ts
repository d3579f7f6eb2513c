// Draws how many times as long the others take, on a logarithmic scale, as SVG.
import { figure } from '../shared/timing.ts'
import type { Result } from './measure.ts'
import type { Subject } from './questions.ts'
import { OURS, ratiosOf } from './tables.ts'

const COLOURS = ['#1d4e89', '#b45309', '#3f7d3a', '#7c3a8c', '#6b7280']
const WIDTH = 860
const LEFT = 230
const BAR = 9

export function picture(results: Map<Subject, Result[]>): string {
  const parts: string[] = []
  let y = 30
  for (const [subject, list] of results) {
    const ours = list.find(({ contender }) => contender === OURS)
    if (!ours) continue
    const others = list.filter(({ contender }) => !contender.startsWith('Rimaq'))
    parts.push(text(10, y, `${subject.about}, ${subject.rows.toLocaleString('en')} rows`, 'bold'))
    y += 12
    for (const [at, { contender }] of others.entries()) {
      const x = 10 + at * 185
      parts.push(
        rect(x, y, 10, BAR, COLOURS[at % COLOURS.length]!),
        text(x + 14, y + BAR, contender),
      )
    }
    y += 24
    // Times of the clock only: the table has the processor's too.
    const labels = ratiosOf(ours, ours)
      .map(({ label }) => label)
      .filter((label) => !label.includes('processor'))
    for (const label of labels) {
      const bars = others.map((other) => ratiosOf(ours, other).find((one) => one.label === label))
      if (bars.every((bar) => bar === undefined)) continue
      parts.push(text(10, y + BAR, label))
      for (const [at, bar] of bars.entries()) {
        if (bar) parts.push(...barOf(bar.ratio, y, COLOURS[at % COLOURS.length]!))
        y += BAR + 1
      }
      y += 6
    }
    y += 24
  }
  const zero = place(1)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" ` +
    `font-family="sans-serif" font-size="11" role="img" aria-label="How many times as much as Rimaq the others take">` +
    `<rect width="100%" height="100%" fill="#fff"/>` +
    `<path d="M${zero} 24V${y}" stroke="#9ca3af" stroke-dasharray="2 3"/>` +
    text(zero + 4, 12, '1 × (Rimaq by CKAN’s API); to the right the other takes longer') +
    `${parts.join('')}</svg>\n`
  )
}

/** From a tenth to ten thousand times. */
function place(ratio: number): number {
  const share = (Math.log10(Math.min(1e4, Math.max(0.1, ratio))) + 1) / 5
  return Math.round(LEFT + share * (WIDTH - LEFT - 70))
}

function barOf(ratio: number, y: number, colour: string): string[] {
  const [from, to] = [place(1), place(ratio)].sort((a, b) => a - b) as [number, number]
  const label = `${figure(ratio)} ×`
  return [rect(from, y, Math.max(1, to - from), BAR, colour), text(to + 3, y + BAR - 1, label)]
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`
}

function text(x: number, y: number, content: string, weight = 'normal'): string {
  const safe = content.replace(/[<&>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<text x="${x}" y="${y}" font-weight="${weight}" fill="#111827">${safe}</text>`
}
