// The search box: a plain form that answers by page, with suggestions where the browser can.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface SearchBoxOptions {
  id: string
  /** Path that answers the search. */
  action: string
  /** Name of the parameter; default `q`. */
  name?: string
  label: string
  value?: string
  /** What is searched stands above the box instead of being for screen readers only. */
  labelShown?: boolean
  /**
   * Address that answers `?q=` with `[{ slug, title, kind, href? }]`; without JavaScript the box
   * works the same without suggestions.
   */
  suggest?: string
  /** Words known in advance, offered by the browser's own list. */
  words?: readonly string[]
  /** Other parameters of the address to keep. */
  keep?: Record<string, string>
  compact?: boolean
}

export function searchBox(context: PageContext, options: SearchBoxOptions): Html {
  const { t, lang } = context
  const { id } = options
  const kept = Object.entries({ ...options.keep, ...(lang === 'es' ? {} : { lang }) })
  const list = options.words?.length ? `${id}-words` : null
  return html`<form
    class="${options.compact === true ? 'search-box search-box-compact' : 'search-box'}"
    role="search"
    action="${options.action}"
    method="get"
    aria-label="${options.label}"
  >
    ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <label
      class="${options.labelShown === true ? 'search-box-label' : 'visually-hidden'}"
      for="${id}"
      >${options.label}</label
    >
    <rimaq-suggest
      class="search-box-row"
      data-source="${options.suggest ?? null}"
      data-none="${t('pages.search.none')}"
      data-some="${t('pages.search.choices')}"
    >
      <input
        class="search-box-input"
        id="${id}"
        name="${options.name ?? 'q'}"
        type="search"
        value="${options.value ?? ''}"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        list="${list}"
        maxlength="200"
        enterkeyhint="search"
      />
      <button class="search-box-button" type="submit">${t('pages.search.button')}</button>
    </rimaq-suggest>
    ${
      list
        ? html`<datalist id="${list}">
            ${options.words?.map((word) => html`<option value="${word}"></option>`)}
          </datalist>`
        : null
    }
  </form>`
}
