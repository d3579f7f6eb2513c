// Reads the text parts of a form with a file (RFC 7578), for forms whose files are small texts.

/** Value of each field by name; a field sent twice keeps the one that is not empty. */
export function readTextParts(body: string, contentType: string): Map<string, string> {
  const fields = new Map<string, string>()
  const boundary = /boundary="?([^";,\s]{1,70})"?/.exec(contentType)?.[1]
  if (boundary === undefined) return fields
  for (const part of `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1)) {
    const cut = part.indexOf('\r\n\r\n')
    const name = /;\s*name="([^"]{1,100})"/.exec(part.slice(0, Math.max(cut, 0)))?.[1]
    if (name === undefined) continue
    const value = part.slice(cut + 4)
    if (value !== '' || !fields.has(name)) fields.set(name, value)
  }
  return fields
}
