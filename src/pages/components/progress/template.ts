// Shows how far a long piece of work is, what is being done and what remains.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface ProgressOptions {
  id: string
  /** What is being done now: "Leyendo filas". */
  label: string
  /** Both in the same unit; null where the end is not known. */
  done: number
  total: number | null
  /** How both are written; default: numbers. */
  format?: (value: number) => string
  /** What remains, in words: "faltan unos 2 minutos; puede cerrar esta página". */
  remaining?: string
}

export function progress(context: PageContext, options: ProgressOptions): Html {
  const { id, total, done } = options
  const write = options.format ?? ((value: number) => context.locale.number(context.lang, value))
  return html`<div class="progress">
    <p class="progress-line">
      ${
        total === null
          ? html`<span>${options.label}</span>`
          : html`<label for="${id}">${options.label}</label>`
      }
      <span class="progress-count"
        >${
          total === null
            ? write(done)
            : context.t('pages.progress.of', { done: write(done), total: write(total) })
        }</span
      >
    </p>
    ${total === null ? null : html`<progress id="${id}" max="${total}" value="${done}"></progress>`}
    ${options.remaining ? html`<p class="progress-note">${options.remaining}</p>` : null}
  </div>`
}
