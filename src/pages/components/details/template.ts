// More for those who want it, behind words that say what it is.
import { html, type Html, type Value } from '@rimaq/markup'

export function details(options: { summary: string; body: Value; open?: boolean }): Html {
  return html`<details class="details" open="${options.open === true}">
    <summary>${options.summary}</summary>
    <div class="details-body">${options.body}</div>
  </details>`
}
