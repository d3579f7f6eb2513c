// Knows by their headings the columns that hold codes: digits that are names, not quantities.

export interface CodeName {
  /** Digits of a whole code, where the standard fixes them. */
  width: number | null
}

/** Heading (lower case, no accents, words joined by one space) → width. Peruvian registers. */
const CODES: [RegExp, number | null][] = [
  [/\bubigeo (departamento|dpto|dep)\b/, null],
  [/\bubigeo (provincia|prov)\b/, null],
  [/\bubigeo\b|\bcod(igo)? ?ubi/, 6],
  [/^(inei|reniec)$/, null],
  [/^(id ?dist|iddist|ccodi ubigeo)$/, 6],
  [/^id ?(dpto|dep|prov)$/, null],
  // INEI: department, province, district.
  [/^(ccdd|ccpp|ccdi)$/, 2],
  [/\bdni\b/, 8],
  [/^(n(ro|umero|um)?( de)? )?ruc\b|\bruc$/, 11],
  // MINEDU's register of schools.
  [/\bcod(igo)? ?mod(ular)?\b/, 7],
  [/\bcod(igo)? (del? )?local\b/, 6],
  [/\bcod(igo)? (del? )?(dre|ugel)\b/, 6],
  [/\bcod(igo)? (del? )?centro poblado\b/, null],
  [/\b(telefono|celular|fono|phone|fax|movil)\b/, null],
  [/\b(codigo postal|cod postal|postal code|zip ?code|postcode)\b/, null],
  [/\b(cip|cmp|codigo de barras|ean|isbn|issn|ccii?)\b/, null],
  [/\bfips\b/, null],
]

/** The words of a heading: no accents, no signs, lower case, camelCase parted. */
export function headingWords(name: string): string {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

export function codeName(name: string): CodeName | null {
  const words = headingWords(name)
  for (const [pattern, width] of CODES) if (pattern.test(words)) return { width }
  return null
}

/** The heading says "code", without saying which. */
export function saysCode(name: string): boolean {
  return /(^|\s)(cod|codigo|code|clave)(\s|$)/.test(headingWords(name))
}

export function saysDate(name: string): boolean {
  return /(^|\s)(fecha|fec|date|dia|day|f|corte|registro|nacimiento)(\s|$)|^fec/.test(
    headingWords(name),
  )
}
