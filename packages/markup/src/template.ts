// Reads the fixed text of a template once and decides, for each hole, what may stand in it.
import { refusedAddress, safeAddress } from './address.ts'

/** Where a hole stands; holes with a name are a whole attribute and can leave it out. */
export type Hole =
  | { place: 'text' | 'title' | 'part' | 'address-start' }
  | { place: 'whole' | 'address'; name: string }

export interface Template {
  /** One more than there are holes. */
  fixed: string[]
  holes: Hole[]
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const addresses = words(
  'href src action formaction poster cite data xlink:href ping background to from values by',
)
/** Content that is not parsed as HTML (HTML Living Standard 13.1.2, 13.2.5). */
const rawElements = words('script style iframe xmp noembed noframes noscript plaintext')
const titleElements = words('title textarea')

// oxlint-disable no-control-regex: U+0000 stands for a hole; no template can hold one itself.
const markup = /<!--([^]*?)-->|<!([^>]*)>|<(\/?)([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/iy
const attribute = /\s+([^\s"'<>/=\0]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`\0]+)))?|\s*\/?$/y

/** Throws a TypeError that names the mistake: templates are code, so this is met in a test. */
export function compileTemplate(strings: readonly string[]): Template {
  const fixed: string[] = ['']
  const holes: Hole[] = []
  const source = strings.join('\0')
  let at = 0
  let pre = false

  const write = (text: string): void => {
    fixed[fixed.length - 1] += text
  }
  const refuse = (why: string): never => {
    const near = JSON.stringify(source.slice(Math.max(0, at - 30), at + 30)).replaceAll(
      '\\u0000',
      '${}',
    )
    throw new TypeError(`html template: ${why}, near ${near}`)
  }
  const writeAround = (text: string, place: (before: string, after: string) => Hole): void => {
    const parts = text.split('\0')
    for (const [index, part] of parts.entries()) {
      write(part)
      if (index === parts.length - 1) break
      holes.push(place(parts.slice(0, index + 1).join('\0'), parts.slice(index + 1).join('\0')))
      fixed.push('')
    }
  }
  const writeAttribute = (name: string, value: string): void => {
    const address = addresses.has(name.toLowerCase())
    if (/^on|^style$|^srcdoc$/i.test(name)) refuse(`a hole cannot stand in ${name}`)
    if (value === '\0') {
      holes.push({ place: address ? 'address' : 'whole', name })
      fixed.push('')
      return
    }
    write(` ${name}="`)
    writeAround(value.replaceAll('"', '&quot;'), (before, after) => {
      if (!address) return { place: 'part' }
      if (before === '' && !/^[/?#]|^$/.test(after)) refuse(`build the address of ${name} first`)
      if (before !== '' && !/[/?#:]/.test(before)) refuse(`build the address of ${name} first`)
      if (safeAddress(before) === refusedAddress) refuse(`${name} has a refused scheme`)
      return { place: before === '' ? 'address-start' : 'part' }
    })
    write('"')
  }
  const writeTag = (close: string, name: string, attributes: string): void => {
    if (name.includes('\0')) refuse('a hole cannot stand in the name of an element')
    if (/http-equiv/i.test(attributes)) refuse('http-equiv belongs in a header of the answer')
    write(`<${close}${name}`)
    let next = 0
    while (next < attributes.length) {
      attribute.lastIndex = next
      const found = attribute.exec(attributes)
      if (!found) return refuse('holes stand in text or in quoted attributes, nowhere else')
      const value = found[2] ?? found[3]
      if (value?.includes('\0')) writeAttribute(found[1] ?? '', value)
      else write(found[0].replace(/^\s+/, ' '))
      next = attribute.lastIndex
    }
    write('>')
  }

  while (at < source.length) {
    const open = source.indexOf('<', at)
    const text = source.slice(at, open < 0 ? undefined : open)
    writeAround(pre ? text : text.replace(/\n\s+/g, '\n'), () => ({ place: 'text' }))
    if (open < 0) break
    markup.lastIndex = at = open
    const found = markup.exec(source)
    if (!found)
      return refuse('an element or a comment does not end; write &lt; for the sign itself')
    const [whole, comment, declaration, close = '', name = '', attributes = ''] = found
    const remark = comment ?? declaration
    if (remark?.includes('\0')) refuse('a hole cannot stand in a comment or a declaration')
    if (comment !== undefined && /^-?>|--!>/.test(`${comment}-->`)) refuse('a comment ends oddly')
    if (remark === undefined) writeTag(close, name, attributes)
    else write(whole)
    at = markup.lastIndex
    if (/^pre$/i.test(name)) pre = close === ''
    const element = close ? '' : name.toLowerCase()
    if (!rawElements.has(element) && !titleElements.has(element)) continue
    const length = source.slice(at).search(new RegExp(`</${element}[\\s/>]`, 'i'))
    if (length < 0) refuse(`${element} does not end`)
    const content = source.slice(at, at + length)
    if (rawElements.has(element) && content.includes('\0'))
      refuse(`a hole cannot stand inside ${element}`)
    writeAround(content, () => ({ place: 'title' }))
    at += length
  }
  return { fixed, holes }
}
