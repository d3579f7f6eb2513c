// Buttons do something; links that look like buttons start something.
import { html, type Html } from '@rimaq/markup'

export interface ButtonOptions {
  label: string
  /** Default `primary`: at most one on a page. */
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  /** Default `submit`. */
  type?: 'submit' | 'button' | 'reset'
  name?: string
  value?: string
  /** Id of a form elsewhere on the page. */
  form?: string
  small?: boolean
}

export interface LinkButtonOptions {
  label: string
  href: string
  kind?: ButtonOptions['kind']
  /** The address answers with a file. */
  download?: boolean
  small?: boolean
}

export function button(options: ButtonOptions): Html {
  return html`<button
    class="${classes(options)}"
    type="${options.type ?? 'submit'}"
    name="${options.name ?? null}"
    value="${options.value ?? null}"
    form="${options.form ?? null}"
  >
    ${options.label}
  </button>`
}

export function linkButton(options: LinkButtonOptions): Html {
  return html`<a
    class="${classes(options)}"
    href="${options.href}"
    download="${options.download === true}"
    >${options.label}</a
  >`
}

function classes(options: { kind?: ButtonOptions['kind']; small?: boolean }): string {
  const size = options.small === true ? ' button-small' : ''
  return `button button-${options.kind ?? 'primary'}${size}`
}
