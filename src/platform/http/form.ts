// Reads a form as browsers send it: pairs of text, repeated names as a list.

/** `application/x-www-form-urlencoded` (WHATWG URL, 5.1); names come without a prototype. */
export function readForm(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name]
    if (before === undefined) form[name] = value
    else if (Array.isArray(before)) before.push(value)
    else form[name] = [before, value]
  }
  return form
}
