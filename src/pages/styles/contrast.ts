// Reads the colours of the style sheet and computes how well they are told apart.

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

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, contrast ratio of two colours written `#rrggbb`: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
