// Turns a city's own colours into its style sheet, once they are known to be readable.
import { readFileSync } from 'node:fs'
import { contrast, readTokens } from './styles/contrast.ts'

/** One colour for light pages and one for dark ones, as `#rrggbb`; null keeps the usual one. */
export interface CityColours {
  brand: { light: string; dark: string } | null
  brandText: { light: string; dark: string } | null
}

export interface ColourFault {
  /** For instance `brandText.dark`. */
  name: string
  value: string
  /** Contrast on the surface where it is worst, and what it must be (WCAG 2.2, 1.4.3 and 1.4.11). */
  found: number
  least: number
}

const least = { brand: 3, brandText: 4.5 } as const
const tokenOf = { brand: '--brand', brandText: '--brand-text' } as const
const surfaces = ['surface', 'surface-quiet', 'surface-raised']

/** What is wrong with the colours: not written as `#rrggbb` (found 0), or too weak to be seen. */
export function colourFaults(colours: CityColours): ColourFault[] {
  const tokens = readTokens(readFileSync(new URL('styles/tokens.css', import.meta.url), 'utf8'))
  return (['brand', 'brandText'] as const).flatMap((name) =>
    (['light', 'dark'] as const).flatMap((scheme) => {
      const value = colours[name]?.[scheme]
      if (colours[name] === null || colours[name] === undefined) return []
      const written = typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? value : null
      const grounds = tokens[scheme].filter((token) => surfaces.includes(token.name))
      const found =
        written === null ? 0 : Math.min(...grounds.map((ground) => contrast(written, ground.value)))
      const fault = { name: `${name}.${scheme}`, value: String(value), found, least: least[name] }
      return found < least[name] ? [fault] : []
    }),
  )
}

/** The style sheet that puts the city's colours in the place of the usual ones; null without any. */
export function cityStyles(colours: CityColours): string | null {
  const rules = (scheme: 'light' | 'dark'): string =>
    (['brand', 'brandText'] as const)
      .flatMap((name) => (colours[name] ? [`${tokenOf[name]}:${colours[name][scheme]}`] : []))
      .join(';')
  if (rules('light') === '') return null
  const dark = rules('dark')
  return (
    `:root{${rules('light')}}` +
    `@media (prefers-color-scheme:dark){:root:not([data-theme='light']){${dark}}}` +
    `:root[data-theme='dark']{${dark}}`
  )
}
