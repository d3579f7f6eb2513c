// Writes the sentences of Vive on the device: the two shapes of message that its catalogue uses.
import type { Lang, Translate } from '#platform'

type Catalogue = Readonly<Record<string, string>>

const plural = /^\.input \{\$(\w+) :number\} \.match \$\w+ one \{\{(.*?)\}\} \* \{\{(.*?)\}\}$/s

/**
 * Text with `{$name}`, and one plural by number (MessageFormat 2, Unicode LDML part 9). The test of
 * this file compares every sentence with the whole implementation.
 */
export function smallTranslate(catalogue: Catalogue, lang: Lang): Translate {
  return (key, values = {}) => {
    const message = catalogue[key] ?? key
    const found = plural.exec(message)
    if (!found) return fill(message, values)
    const [, name = '', one = '', other = ''] = found
    // Spanish and English have one for exactly 1 alone; Quechua has no plural after numbers.
    return fill(lang !== 'qu' && Number(values[name]) === 1 ? one : other, values)
  }
}

function fill(pattern: string, values: Readonly<Record<string, unknown>>): string {
  return pattern.replace(/\{\$(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    return typeof value === 'number' ? value.toLocaleString('en') : String(value ?? '')
  })
}
