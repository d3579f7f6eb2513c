// A form as a whole: what is wrong first, then the questions, then one thing to do.
import { html, type Html, type Value } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'
import { type ButtonOptions, button } from '../button/template.ts'

export interface FormError {
  /** Id of the field it concerns; null: of the form as a whole. */
  field: string | null
  message: string
}

export interface FormOptions {
  action: string
  /** Default `post`. */
  method?: 'get' | 'post'
  /** A form with a file field. */
  upload?: boolean
  errors?: readonly FormError[]
  body: Value
  submit: string
  /** Of the button; default `primary`. */
  kind?: ButtonOptions['kind']
  /** A second thing to do beside the button. */
  other?: Html
}

/** Browser checks are off: the server answers with all errors at once, in the reader's language. */
export function form(context: PageContext, options: FormOptions): Html {
  return html`<form
    class="form"
    action="${options.action}"
    method="${options.method ?? 'post'}"
    enctype="${options.upload === true ? 'multipart/form-data' : null}"
    novalidate
  >
    ${errorSummary(context, options.errors ?? [])} ${options.body}
    <div class="button-row form-end">
      ${button({ label: options.submit, kind: options.kind ?? 'primary' })} ${options.other}
    </div>
  </form>`
}

/** All errors with links to their fields; focused by the page when it opens with errors. */
export function errorSummary(context: PageContext, errors: readonly FormError[]): Html | null {
  if (errors.length === 0) return null
  return html`<div class="error-summary" role="alert" tabindex="-1" data-focus-first>
    <h2 class="error-summary-title">${context.t('pages.form.errors', { count: errors.length })}</h2>
    <ul>
      ${errors.map(({ field, message }) =>
        field === null
          ? html`<li>${message}</li>`
          : html`<li><a href="#${field}">${message}</a></li>`,
      )}
    </ul>
  </div>`
}
