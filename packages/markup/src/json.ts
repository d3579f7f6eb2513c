// Puts data into a page where programs find it: structured data for search engines, data for modules.
import { escape, finished, type Html } from './html.ts'

/**
 * `<script type="application/ld+json">`. A data block is never run (HTML 4.12.1), and no character
 * of the data can end it: `<`, `>`, `&` and the two JavaScript line ends are written as escapes.
 */
export function jsonLd(value: unknown): Html {
  return finished(`<script type="application/ld+json">${embedded(value)}</script>`)
}

/** `<script type="application/json" id="…">` for a browser module to read. */
export function jsonData(id: string, value: unknown): Html {
  return finished(`<script type="application/json" id="${escape(id)}">${embedded(value)}</script>`)
}

function embedded(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null'
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
