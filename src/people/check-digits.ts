// Checks the digits that DNI and RUC carry to show slips of the pen.

const rucWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
const dniWeights = rucWeights.slice(2)

function remainder(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11
}

/**
 * Whether a RUC of eleven digits ends in its check digit (modulo 11, weights 5 4 3 2 7 6 5 4 3 2).
 * It begins with 10, 15, 16, 17 (persons) or 20 (bodies), which is checked too.
 */
export function isRuc(text: string): boolean {
  if (!/^(10|15|16|17|20)\d{9}$/.test(text)) return false
  const digit = (11 - remainder(text, rucWeights)) % 10
  return digit === Number(text[10])
}

/**
 * The check digit printed after the eight digits of a DNI. It is the last digit of the RUC that
 * begins with 10 and carries the DNI.
 */
export function dniDigit(number: string): number {
  if (!/^\d{8}$/.test(number)) throw new RangeError('a DNI has eight digits')
  return (11 - ((remainder(number, dniWeights) + 5) % 11)) % 10
}

/**
 * The number alone, from what a person wrote: `12345678` or `12345678-9`. Null when it has another
 * form or the digit is wrong.
 */
export function readDni(text: string): string | null {
  const [, number, digit] = /^(\d{8})(?:[- ]?(\d))?$/.exec(text.trim()) ?? []
  if (number === undefined) return null
  return digit === undefined || Number(digit) === dniDigit(number) ? number : null
}

/** Carné de extranjería: nine to twelve letters and digits; it has no check digit. Null otherwise. */
export function readCe(text: string): string | null {
  const number = text.trim().toUpperCase()
  return /^[0-9A-Z]{9,12}$/.test(number) ? number : null
}
