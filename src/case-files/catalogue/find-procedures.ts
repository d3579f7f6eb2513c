// Finds procedures by words, whatever their accents and case; names count more than what else is said.
import { fold } from '#datasets'
import type { ProcedureVersion } from './procedure.ts'

/** All that hold every word, those with a word in the name first; all in order for no words. */
export function findProcedures(
  all: readonly ProcedureVersion[],
  words: string,
): ProcedureVersion[] {
  const wanted = fold(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (wanted.length === 0) return [...all]
  return all
    .map((version) => ({ version, rank: rankOf(version, wanted) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ version }) => version)
}

function rankOf({ content, code }: ProcedureVersion, wanted: readonly string[]): number {
  const name = fold([code, ...Object.values(content.name)].join(' '))
  const rest = fold(
    [
      ...Object.values(content.purpose),
      ...content.requirements.flatMap(({ text }) => Object.values(text)),
      ...content.basis.map(({ norm }) => norm),
    ].join(' '),
  )
  let rank = 0
  for (const word of wanted) {
    if (name.includes(word)) rank += 10
    else if (rest.includes(word)) rank += 1
    else return 0
  }
  return rank
}
