// Ways into the parts of a site: what a person came for, in their words, each with one line of text.
import { html, type Html } from '@rimaq/markup'

export interface Door {
  label: string
  /** One short sentence; phones leave it out. */
  text: string
  href: string
}

/** `label` names the list for those who do not see it. */
export function doors(label: string, list: readonly Door[]): Html {
  return html`<nav class="doors" aria-label="${label}">
    <ul>
      ${list.map(
        ({ label: name, text, href }) =>
          html`<li class="door">
            <a class="door-name" href="${href}">${name}</a>
            <p class="door-text">${text}</p>
          </li>`,
      )}
    </ul>
  </nav>`
}
