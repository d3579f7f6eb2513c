// Hides a value so that a person can recognise its kind and nobody can recognise its owner.

export const HIDDEN = '•••••'

/**
 * The value with at most its first sign and its last two; both only where at least five stay hidden,
 * the first only where at least three do. Signs are counted as Unicode code points.
 */
export function maskValue(value: string): string {
  const signs = [...value.trim()]
  if (signs.length >= 8) {
    return `${signs[0]}${'•'.repeat(Math.min(signs.length - 3, 12))}${signs.slice(-2).join('')}`
  }
  return signs.length >= 4 ? `${signs[0]}${'•'.repeat(signs.length - 1)}` : '•'.repeat(signs.length)
}
