// The grammar of sentences about cities: possessives, lists, shares in words and numbers.
import type { Translate } from '#platform'

/** `Lima’s`, `Buenos Aires’`: one rule for every name that ends in s (Chicago Manual of Style 7.18 allows both). */
export function possessive(name: string): string {
  return /s$/i.test(name) ? `${name}’` : `${name}’s`
}

/** `an office`, `a project manager`. */
export function withArticle(words: string): string {
  return /^[aeiou]/i.test(words) ? `an ${words}` : `a ${words}`
}

/** `a, b, and c` (CLDR list patterns of en-US and es-PE). */
export function listOf(lang: string, items: readonly string[]): string {
  return new Intl.ListFormat(lang === 'en' ? 'en-US' : 'es-PE', { type: 'conjunction' }).format(
    items,
  )
}

/** Items that hold commas themselves: `a; b; and c`. */
export function longListOf(lang: string, items: readonly string[]): string {
  const and = lang === 'en' ? 'and' : 'y'
  const last = items.at(-1) ?? ''
  if (items.length < 2) return last
  const before = items.slice(0, -1).join('; ')
  return lang === 'en' ? `${before}; ${and} ${last}` : `${before}, ${and} ${last}`
}

/**
 * Rounded half up to a whole number; what is not zero is never written as zero, and what is not all
 * never as all. `percent` is 0 to 100.
 */
export function shareText(t: Translate, percent: number): string {
  if (percent > 0 && percent < 0.5) return t('observatory.share.under-one')
  if (percent >= 99.5 && percent < 100) return t('observatory.share.over-99')
  return t('observatory.share.percent', { percent: String(Math.floor(percent + 0.5)) })
}

/** The same beside a name instead of in a sentence: without the article of Spanish. */
export function roundedShare(t: Translate, percent: number): string {
  if (percent < 0.5 || (percent >= 99.5 && percent < 100)) return shareText(t, percent)
  return t('observatory.share.alone', { percent: String(Math.floor(percent + 0.5)) })
}

/** `Lima’s` before what it has, or `de Lima` behind it. */
export function ownerOf(lang: string, name: string): string {
  return lang === 'en' ? possessive(name) : `de ${name}`
}
