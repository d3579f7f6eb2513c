// Lets a form be sent twice without being done twice: a key of its own for each time it is shown.
import { randomUUID } from 'node:crypto'
import { type Html, html } from '@rimaq/markup'

/** The platform remembers the key with its answer. */
export function onceField(): Html {
  return html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
}
