// Offers the page one reads in the other languages, at the same address.
import { html, type Html } from '@rimaq/markup'
import { inLanguage } from '../../context.ts'
import type { PageContext } from '../../page.ts'

/** Languages are named in themselves and marked with their code for screen readers. */
const names = { es: 'Español', en: 'English', qu: 'Runasimi' } as const

export function languageSwitch(context: PageContext, options: { label?: string } = {}): Html {
  const { t, lang: current, address, locale } = context
  return html`<nav
    class="language-switch"
    aria-label="${options.label ?? t('pages.language.label')}"
  >
    <ul>
      ${locale.languages.map((lang) =>
        lang === current
          ? html`<li><span aria-current="true" lang="${lang}">${names[lang]}</span></li>`
          : html`<li>
              <a href="${inLanguage(address, lang)}" hreflang="${lang}" lang="${lang}">
                ${names[lang]}
              </a>
            </li>`,
      )}
    </ul>
  </nav>`
}
