// Shows the colours of the style sheet itself, with the contrast each keeps.
import { readFileSync } from 'node:fs'
import { html, type Html } from '@rimaq/markup'

export interface Token {
  name: string
  /** `#rrggbb` */
  value: string
  /** "8.5 on surface, 7.8 on surface-quiet", as stated beside it. */
  contrast: string
}

/** Colours by scheme, read from the text of tokens.css; `dark` by system and by choice are equal. */
export function readTokens(css: string): { light: Token[]; dark: Token[]; chosenDark: Token[] } {
  const block = (start: string): Token[] => {
    const from = css.indexOf(start)
    const text = css.slice(from, css.indexOf('\n}', from))
    return [...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});(?: \/\* (.+?) \*\/)?/g)].map((match) => ({
      name: match[1] ?? '',
      value: match[2] ?? '',
      contrast: match[3] ?? '',
    }))
  }
  return {
    light: block(':root {'),
    dark: block('@media (prefers-color-scheme: dark)'),
    chosenDark: block(":root[data-theme='dark']"),
  }
}

export function palette(): Html {
  const css = readFileSync(new URL('../styles/tokens.css', import.meta.url), 'utf8')
  const { light, dark } = readTokens(css)
  const night = new Map(dark.map((token) => [token.name, token]))
  return html`<ul class="palette">
    ${light.map(({ name, value, contrast }) => {
      const other = night.get(name)
      return html`<li>
        <svg class="palette-colour" viewBox="0 0 64 32" aria-hidden="true">
          <rect width="32" height="32" fill="${value}"></rect>
          <rect x="32" width="32" height="32" fill="${other?.value}"></rect>
        </svg>
        <p><code>--${name}</code></p>
        <p class="quiet small">${value}${contrast ? `: ${contrast}` : ''}</p>
        <p class="quiet small">${other?.value}${other?.contrast ? `: ${other.contrast}` : ''}</p>
      </li>`
    })}
  </ul>`
}
