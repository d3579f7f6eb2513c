// The list of the explorer's keys, in a dialog that `?` opens where script runs.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '#pages'

const keys = [
  { keys: ['?'], says: 'help' },
  { keys: ['/'], says: 'words' },
  { keys: ['f'], says: 'filter' },
  { keys: ['1', '2', '3', '4'], says: 'views' },
  { keys: ['↑', '↓', '←', '→'], says: 'rows' },
  { keys: ['page'], says: 'pages' },
  { keys: ['ends'], says: 'ends' },
] as const

/** A button, hidden without script, and its dialog. */
export function keysHelp(context: PageContext): Html {
  const { t } = context
  return html`<rimaq-keys class="explorer-keys" data-screen-only>
    <button type="button" class="button button-quiet button-small" data-keys-open hidden>
      ${t('open-data.keys.title')} <kbd>?</kbd>
    </button>
    <dialog class="keys-dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">${t('open-data.keys.title')}</h2>
      <dl>
        ${keys.map(
          (line) =>
            html`<div>
              <dt>
                ${line.keys.map((key) =>
                  key === 'page' || key === 'ends'
                    ? html`<kbd>${t(`open-data.keys.name.${key}`)}</kbd>`
                    : html`<kbd>${key}</kbd> `,
                )}
              </dt>
              <dd>${t(`open-data.keys.${line.says}`)}</dd>
            </div>`,
        )}
      </dl>
      <label><input type="checkbox" checked /> ${t('open-data.keys.allow')}</label>
      <form method="dialog">
        <button class="button button-secondary">${t('open-data.keys.close')}</button>
      </form>
    </dialog>
  </rimaq-keys>`
}
