// Text as it is compared: without accents and in small letters.

/** `Fotografía` → `fotografia`. */
export function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
