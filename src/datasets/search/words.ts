// Splits text into the words that are searched, with their stems.
import { fold } from '../slug.ts'
import { stem } from './spanish-stem.ts'

/** Words so common that they tell datasets apart in no language of the portal. */
const common = new Set(
  (
    'a al ante con de del desde e el en entre es esta este ha la las lo los mas ni no o para pero por que ' +
    'se segun ser si sin sobre son su sus tu u un una uno unos unas y ya the of and in for to on by'
  ).split(' '),
)

/** Folded words in order: letters and digits, at most 40 characters each. */
export function wordsOf(text: string): string[] {
  return (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, 40))
}

export function isCommon(word: string): boolean {
  return common.has(word)
}

/** Without the common words, unless there is nothing else. */
export function tellingWords(words: string[]): string[] {
  const telling = words.filter((word) => !common.has(word))
  return telling.length === 0 ? words : telling
}

const stems = new Map<string, string>()

/** Stem of a folded word, remembered because catalogues repeat few words many times. */
export function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const made = stem(word)
  if (stems.size > 200_000) stems.clear()
  stems.set(word, made)
  return made
}
