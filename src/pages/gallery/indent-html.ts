// Lays out HTML by its depth so that people can read what a component writes.

const single = new Set(
  'area br circle col embed hr img input line link meta path rect wbr'.split(' '),
)

/** For reading only: spaces between elements may change. Content of `pre` and `textarea` stays. */
export function indentHtml(source: string): string {
  const pieces = source.match(/<(pre|textarea)\b[^]*?<\/\1>|<[^>]+>|[^<]+/g) ?? []
  const lines: string[] = []
  let depth = 0
  for (const piece of pieces) {
    const text = /^<(pre|textarea)/.test(piece) ? piece : piece.replace(/\s+/g, ' ').trim()
    if (text === '') continue
    const closes = text.startsWith('</')
    if (closes) depth = Math.max(0, depth - 1)
    const previous = lines.at(-1)
    const name = /^<\/?([\w-]+)/.exec(text)?.[1] ?? ''
    // An element that holds one short text stays on its line.
    if (closes && previous?.trimStart().startsWith(`<${name}`) && !previous.includes('</')) {
      lines[lines.length - 1] = previous + text
    } else if (
      name === '' &&
      previous !== undefined &&
      /<[\w-]+[^>]*>$/.test(previous) &&
      text.length < 70
    ) {
      lines[lines.length - 1] = previous + text
    } else lines.push('  '.repeat(depth) + text)
    const opens = name !== '' && !closes && !/^<(pre|textarea)/.test(text)
    if (opens && !single.has(name) && !text.endsWith('/>')) depth++
  }
  return lines.join('\n')
}
