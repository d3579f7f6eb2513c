// Shows where a page stands, from the start to its parent.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

/** The last part is the page itself and needs no address. */
export function breadcrumbs(
  context: PageContext,
  parts: readonly { label: string; href?: string }[],
  options: { label?: string } = {},
): Html {
  const name = options.label ?? context.t('pages.breadcrumbs.label')
  return html`<nav class="breadcrumbs" aria-label="${name}">
    <ol>
      ${parts.map((part, index) =>
        part.href !== undefined
          ? html`<li><a href="${part.href}">${part.label}</a></li>`
          : html`<li aria-current="${index === parts.length - 1 ? 'page' : null}">
              ${part.label}
            </li>`,
      )}
    </ol>
  </nav>`
}
