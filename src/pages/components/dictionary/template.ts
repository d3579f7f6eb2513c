// The dictionary of a table: every column with its type, unit and meaning in words.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface DictionaryRow {
  /** The name as it stands in the file. */
  column: string
  label?: string
  type: string
  unit?: string | null
  description?: Value
  /** A small picture or list of what the column holds. */
  values?: Value
}

export function dictionary(
  context: PageContext,
  options: { id: string; caption: string; rows: readonly DictionaryRow[] },
): Html {
  const { t } = context
  const { id } = options
  // A column of dashes tells nothing and takes the room of what does.
  const described = options.rows.some(({ description }) => description !== undefined)
  return html`<div class="table-frame" role="region" aria-labelledby="${id}-caption" tabindex="0">
    <table class="table table-stack dictionary" id="${id}">
      <caption id="${id}-caption">
        ${options.caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t('pages.dictionary.column')}</th>
          <th scope="col">${t('pages.dictionary.type')}</th>
          ${described ? html`<th scope="col">${t('pages.dictionary.meaning')}</th>` : null}
          <th scope="col">${t('pages.dictionary.values')}</th>
        </tr>
      </thead>
      <tbody>
        ${options.rows.map(
          (row) =>
            html`<tr id="${id}-${row.column}">
              <th scope="row">
                <code>${row.column}</code>${
                  row.label ? html`<span class="table-note">${row.label}</span>` : null
                }
              </th>
              <td data-label="${t('pages.dictionary.type')}">
                <span>${row.type}</span
                >${row.unit ? html`<span class="table-note">${row.unit}</span>` : null}
              </td>
              ${
                described
                  ? html`<td data-label="${t('pages.dictionary.meaning')}">
                      ${row.description ?? '–'}
                    </td>`
                  : null
              }
              <td data-label="${t('pages.dictionary.values')}">
                <span>${row.values ?? '–'}</span>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Terms and what they mean, for glossaries and notes under a table. */
export function definitions(terms: readonly { term: string; meaning: Value; id?: string }[]): Html {
  return html`<dl class="definitions">
    ${terms.map(
      ({ term, meaning, id }) =>
        html`<div id="${id ?? null}">
          <dt>${term}</dt>
          <dd>${meaning}</dd>
        </div>`,
    )}
  </dl>`
}
