// Check digits of Peruvian numbers and of bank cards, as functions and as SQL over text of digits.

/** SUNAT's modulus 11: weights for the ten digits of a RUC, and for the eight of a DNI. */
const RUC = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
const DNI = [3, 2, 7, 6, 5, 4, 3, 2]
const DNI_DIGITS = '65432110987'
const DNI_LETTERS = 'KJIHGFEDCBA'

/**
 * Whether eleven digits are a RUC: known kind (10, 15, 16, 17, 20) and right check digit.
 * Modulus 11 as python-stdnum's `stdnum.pe.ruc` has it; its example is 20512333797.
 */
export function isRuc(digits: string): boolean {
  if (!/^(10|15|16|17|20)\d{9}$/.test(digits)) return false
  return ((11 - (weigh(digits, RUC) % 11)) % 10).toString() === digits[10]
}

/** The digit and the letter that may follow the eight digits of a DNI; `stdnum.pe.cui`. */
export function dniCheck(digits: string): { digit: string; letter: string } {
  const rest = weigh(digits, DNI) % 11
  return { digit: DNI_DIGITS[rest] ?? '', letter: DNI_LETTERS[rest] ?? '' }
}

/** ISO/IEC 7812-1, annex B. */
export function isLuhn(digits: string): boolean {
  const sum = [...digits].toReversed().reduce((total, sign, at) => {
    const digit = Number(sign)
    return total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0))
  }, 0)
  return digits.length > 0 && sum % 10 === 0
}

/**
 * Twenty digits of an interbank account: bank and office (6), account (12), and a check digit by
 * Luhn for each. Derived from open programs that make them, no norm of the clearing house was read.
 */
export function isCci(digits: string): boolean {
  if (!/^\d{20}$/.test(digits) || digits.startsWith('000')) return false
  const [office, account] = [digits.slice(0, 6), digits.slice(6, 18)]
  return isLuhn(office + digits[18]) && isLuhn(account + digits[19])
}

function weigh(digits: string, weights: number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0)
}

/** SQL: `d` (only digits, eleven of them) is a RUC of one of the kinds. */
export function rucSql(d: string, kinds: string[]): string {
  const list = kinds.map((kind) => `'${kind}'`).join(', ')
  return `(left(${d}, 2) IN (${list}) AND (11 - (${weighSql(d, RUC)}) % 11) % 10 = ${digitSql(d, 11)})`
}

/** SQL: the ninth sign of `d` is the check digit or letter of the eight before it. */
export function dniCheckSql(d: string): string {
  const rest = `((${weighSql(d, DNI)}) % 11 + 1)::INTEGER`
  return `(upper(substr(${d}, 9, 1)) IN (substr('${DNI_DIGITS}', ${rest}, 1), substr('${DNI_LETTERS}', ${rest}, 1)))`
}

/** SQL: digits, at most nineteen, pass Luhn. */
export function luhnSql(d: string): string {
  const terms = Array.from({ length: 19 }, (_, at) => {
    const digit = digitSql(`lpad(${d}, 19, '0')`, at + 1)
    return at % 2 === 0
      ? digit
      : `((2 * ${digit}) % 10 + (CASE WHEN ${digit} > 4 THEN 1 ELSE 0 END))`
  })
  return `((${terms.join(' + ')}) % 10 = 0)`
}

export function cciSql(d: string): string {
  const office = `left(${d}, 6) || substr(${d}, 19, 1)`
  const account = `substr(${d}, 7, 12) || substr(${d}, 20, 1)`
  return `(left(${d}, 3) <> '000' AND ${luhnSql(`(${office})`)} AND ${luhnSql(`(${account})`)})`
}

function weighSql(d: string, weights: number[]): string {
  return weights.map((weight, at) => `${weight} * ${digitSql(d, at + 1)}`).join(' + ')
}

function digitSql(d: string, at: number): string {
  return `(ord(substr(${d}, ${at}, 1)) - 48)`
}
