// Code one can read, select and copy.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

export interface CodeBlockOptions {
  /** What it is or where it goes: "curl", "Python". */
  label: string
  code: string
}

/** The browser module adds the copy button; without it the text can be selected as ever. */
export function codeBlock(context: PageContext, options: CodeBlockOptions): Html {
  const { t } = context
  return html`<figure
    class="code-block"
    data-copy="${t('pages.code.copy')}"
    data-copied="${t('pages.code.copied')}"
    data-failed="${t('pages.code.failed')}"
  >
    <figcaption>${options.label}</figcaption>
    <pre tabindex="0" role="region" aria-label="${options.label}"><code>${options.code}</code></pre>
  </figure>`
}
