// Breaks text into lines of a width: between words, and within a word that is wider than the line.
import { type Run, type Weight, runsOf, widthOf } from '@rimaq/signatures'
import type { Styled, Text } from './blocks.ts'

export interface Line {
  runs: Run[]
  /** In points. */
  width: number
}

/** Behind these signs a long word may be broken, as in addresses and names of files. */
const openers = new Set(['/', '-', '_', '.', '@', '?', '&', '=', ':', ','])

/** A word, or a stretch between spaces that changes its style on the way. */
type Word = { text: string; weight: Weight }[]

export function weightOf({ bold = false, italic = false, fixed = false }: Styled): Weight {
  if (fixed) return 'fixed'
  if (bold) return italic ? 'bold-italic' : 'bold'
  return italic ? 'italic' : 'regular'
}

/** One line at least, so that an empty cell has its height. `size` and `width` are in points. */
export function setLines(
  text: Text,
  { size, width, bold = false }: { size: number; width: number; bold?: boolean },
): Line[] {
  const lines: Line[] = []
  for (const paragraph of paragraphsOf(text, bold)) {
    let line: Run[] = []
    let space: Run[] = []
    for (const word of paragraph) {
      const runs = word.flatMap(({ text: part, weight }) => runsOf(part, weight))
      const all = widthOf(line) + widthOf(space) + widthOf(runs)
      if (line.length > 0 && all * size <= width) line.push(...space, ...runs)
      else {
        // The space stays at the end of its line, so that who listens or copies hears two words.
        if (line.length > 0) lines.push({ ...lineOf(line, size), runs: [...line, ...space] })
        const pieces = pieced(word, width / size)
        for (const whole of pieces.slice(0, -1)) lines.push(lineOf(whole, size))
        line = pieces.at(-1) ?? []
      }
      space = runsOf(' ', word.at(-1)?.weight ?? 'regular')
    }
    lines.push(lineOf(line, size))
  }
  return lines
}

function lineOf(runs: Run[], size: number): Line {
  return { runs, width: widthOf(runs) * size }
}

/** Words by paragraph: a line break in the text begins a new one. */
function paragraphsOf(text: Text, bold: boolean): Word[][] {
  const parts = typeof text === 'string' ? [text] : text
  const paragraphs: Word[][] = [[]]
  let open = false
  for (const part of parts) {
    const styled = typeof part === 'string' ? { text: part } : part
    const weight = weightOf(bold ? { ...styled, bold } : styled)
    for (const piece of styled.text.normalize('NFC').split(/(\n|[^\S\n]+)/)) {
      if (piece === '\n') paragraphs.push([])
      // A space that may not be broken is no place to break.
      else if (/^[^\S\n\u00a0\u202f]+$/.test(piece)) open = false
      else if (piece !== '') {
        const words = paragraphs.at(-1)
        const last = words?.at(-1)
        if (open && last !== undefined) last.push({ text: piece, weight })
        else words?.push([{ text: piece, weight }])
        open = true
        continue
      }
      open = false
    }
  }
  return paragraphs
}

/** A word in as many pieces as the width asks for. */
function pieced(word: Word, width: number): Run[][] {
  const whole = word.flatMap(({ text, weight }) => runsOf(text, weight))
  if (widthOf(whole) <= width) return [whole]
  const letters = word.flatMap(({ text, weight }) =>
    [...text].map((letter) => ({ letter, weight })),
  )
  const pieces: Run[][] = []
  let from = 0
  while (from < letters.length) {
    let until = from
    let breakAt = 0
    let used = 0
    for (; until < letters.length; until++) {
      const { letter, weight } = letters[until] ?? { letter: '', weight: 'regular' as const }
      used += widthOf(runsOf(letter, weight))
      // One letter stands even where it is wider than the line.
      if (used > width && until > from) break
      if (openers.has(letter)) breakAt = until + 1
    }
    // A piece of less than a third of the line would look like a mistake.
    if (until < letters.length && breakAt - from > (until - from) / 3) until = breakAt
    pieces.push(runsOfLetters(letters.slice(from, until)))
    from = until
  }
  return pieces
}

function runsOfLetters(letters: readonly { letter: string; weight: Weight }[]): Run[] {
  const runs: Run[] = []
  let at = 0
  while (at < letters.length) {
    const weight = letters[at]?.weight ?? 'regular'
    let text = ''
    while (at < letters.length && letters[at]?.weight === weight)
      text += letters[at++]?.letter ?? ''
    runs.push(...runsOf(text, weight))
  }
  return runs
}
