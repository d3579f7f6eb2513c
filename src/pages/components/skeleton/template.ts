// Waiting, with words: what is coming, on lines that already have its shape.
import { html, type Html } from '@rimaq/markup'

/** `lines` hairlines stand where the rows will; screen readers hear the words alone. */
export function skeleton(options: { label: string; lines?: number }): Html {
  const lines = Array.from({ length: options.lines ?? 4 }, () => html`<span></span>`)
  return html`<div class="skeleton" role="status">
    <p>${options.label}</p>
    <div class="skeleton-lines" aria-hidden="true">${lines}</div>
  </div>`
}
