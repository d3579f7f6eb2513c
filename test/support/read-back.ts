// Reads HTML back the way a browser's tokenizer does, so that tests see what a reader's page holds.

export interface Seen {
  /** Start and end tags in order: `p`, `/p`. */
  tags: string[]
  /** Attributes of all elements in order: element, name, decoded value. */
  attributes: [element: string, name: string, value: string][]
  /** All text, decoded, joined. */
  text: string
  comments: number
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, (_all, dec, hex, name) => {
    if (name) return named[String(name).toLowerCase()] ?? ''
    return String.fromCodePoint(dec ? Number(dec) : Number.parseInt(String(hex), 16))
  })
}

/**
 * The data, tag, attribute, comment, RCDATA and raw text states of the HTML Living Standard (13.2.5),
 * character by character and forgiving like a browser: written apart from the code it judges.
 */
export function readBack(source: string): Seen {
  const seen: Seen = { tags: [], attributes: [], text: '', comments: 0 }
  let at = 0
  const space = (c: string): boolean => /[\t\n\f\r ]/.test(c)
  while (at < source.length) {
    const c = source.charAt(at)
    const next = source.charAt(at + 1)
    if (c !== '<' || !/[a-z/!?]/i.test(next)) {
      let end = source.indexOf('<', at + 1)
      if (end < 0) end = source.length
      seen.text += decode(source.slice(at, end))
      at = end
      continue
    }
    if (next === '!' || next === '?' || (next === '/' && !/[a-z]/i.test(source.charAt(at + 2)))) {
      const end = source.startsWith('<!--', at)
        ? source.indexOf('-->', at)
        : source.indexOf('>', at)
      seen.comments++
      at = end < 0 ? source.length : end + (source.startsWith('<!--', at) ? 3 : 1)
      continue
    }
    at++
    let name = ''
    while (at < source.length && !space(source.charAt(at)) && source.charAt(at) !== '>') {
      if (source.charAt(at) === '/' && name !== '') break
      name += source.charAt(at++).toLowerCase()
    }
    seen.tags.push(name)
    while (at < source.length && source.charAt(at) !== '>') {
      if (space(source.charAt(at)) || source.charAt(at) === '/') {
        at++
        continue
      }
      let attribute = source.charAt(at++).toLowerCase()
      while (at < source.length && !/[\t\n\f\r />=]/.test(source.charAt(at)))
        attribute += source.charAt(at++).toLowerCase()
      while (space(source.charAt(at))) at++
      let value = ''
      if (source.charAt(at) === '=') {
        at++
        while (space(source.charAt(at))) at++
        const quote = source.charAt(at)
        if (quote === '"' || quote === "'") {
          const end = source.indexOf(quote, at + 1)
          value = source.slice(at + 1, end < 0 ? undefined : end)
          at = end < 0 ? source.length : end + 1
        } else
          while (at < source.length && !space(source.charAt(at)) && source.charAt(at) !== '>')
            value += source.charAt(at++)
      }
      seen.attributes.push([name, attribute, decode(value)])
    }
    at++
    if (['script', 'style', 'title', 'textarea'].includes(name)) {
      const length = source.slice(at).search(new RegExp(`</${name}[\\t\\n\\f\\r />]`, 'i'))
      const content = source.slice(at, length < 0 ? undefined : at + length)
      seen.text += name === 'title' || name === 'textarea' ? decode(content) : ''
      at += content.length
    }
  }
  return seen
}
