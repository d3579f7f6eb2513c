// Lets a form be sent twice without being done twice: a key of its own for each time it is shown.
import { html, type Html } from '@rimaq/markup'
import { randomUUID } from 'node:crypto'

/** The platform remembers the key with its answer (see src/platform/http/once.ts). */
export function onceField(): Html {
  return html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
}
