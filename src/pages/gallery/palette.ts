// Shows the colours of the style sheet itself, with the contrast each keeps.
import { readFileSync } from 'node:fs'
import { html, type Html } from '@rimaq/markup'
import { readTokens } from '../styles/contrast.ts'

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
