// Writes HTML from templates: what is put into a hole can never become an element or an attribute.
import { safeAddress } from './address.ts'
import { compileTemplate, type Template } from './template.ts'

/** What may stand in a hole. Null, undefined and booleans write nothing in text. */
export type Value = Html | string | number | bigint | boolean | null | undefined | readonly Value[]

/** Finished HTML. Only this package makes it, so parsed JSON can never pass for it. */
class FinishedHtml {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}
export type Html = FinishedHtml

const templates = new WeakMap<readonly string[], Template>()

/**
 * `` html`<a href="${address}">${label}</a>` ``. Text is escaped; a quoted attribute that is one
 * hole is left out for null and false and stands bare for true; lists are joined (in attributes by
 * spaces); addresses are checked. Mistakes in the template throw a TypeError at first use.
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  let template = templates.get(strings)
  if (template === undefined) {
    template = compileTemplate(strings)
    templates.set(strings, template)
  }
  const { fixed, holes } = template
  let out = fixed[0] as string
  for (let index = 0; index < values.length; index++) {
    const hole = holes[index]!
    const value = values[index]
    if (hole.place === 'text') out += text(value)
    else if (hole.place === 'whole' || hole.place === 'address') {
      if (value === true) out += ` ${hole.name}`
      else if (value !== null && value !== undefined && value !== false) {
        const plain = attribute(value)
        const checked = hole.place === 'address' ? safeAddress(plain) : plain
        out += ` ${hole.name}="${escape(checked)}"`
      }
    } else {
      const plain = attribute(value)
      out += escape(hole.place === 'address-start' ? safeAddress(plain) : plain)
    }
    out += fixed[index + 1] as string
  }
  return new FinishedHtml(out)
}

/** The text of finished HTML. */
export function render(page: Html): string {
  return page.toString()
}

/** For the other writers of this package, which escape on their own; not in the door. */
export function finished(text: string): Html {
  return new FinishedHtml(text)
}

function text(value: Value): string {
  if (typeof value === 'string') return escape(value)
  if (value instanceof FinishedHtml) return value.toString()
  if (value === null || value === undefined || typeof value === 'boolean') return ''
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (!Array.isArray(value)) throw new TypeError(`html: ${typeof value} cannot be shown as text`)
  let out = ''
  for (const item of value as readonly Value[]) out += text(item)
  return out
}

function attribute(value: Value): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return value.map(attribute).filter(Boolean).join(' ')
  throw new TypeError('html: only text, numbers and lists of them stand in an attribute or a title')
}

const special = /[&<>"']/
const specials = /[&<>"']/g
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe as text and inside either kind of quotes. */
export function escape(plain: string): string {
  return special.test(plain) ? plain.replace(specials, (c) => entities[c] as string) : plain
}
