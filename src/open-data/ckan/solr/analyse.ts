// Turns text into comparable words: no case, no accents, plurals of Spanish and English folded.

/** Lower case without accents; `ñ` becomes `n`, as people type it. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** The words of a text, folded, in order. */
export function words(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** The part of a folded word that singular and plural share. */
export function stem(word: string): string {
  if (word.length > 5 && /[^aeiou]es$/.test(word)) return word.slice(0, -2)
  if (word.length > 4 && /[aeiou]s$/.test(word)) return withoutFinalE(word.slice(0, -1))
  if (word.length > 4 && /[^s]s$/.test(word)) return word.slice(0, -1)
  return withoutFinalE(word)
}

/** `parques` and `parque`, `bases` and `base` must meet; `-es` plurals lose their `e` too. */
function withoutFinalE(word: string): string {
  return word.length > 4 && /[^aeiou]e$/.test(word) ? word.slice(0, -1) : word
}
