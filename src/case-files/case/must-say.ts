// What people give as reason or question: cleaned, not empty, not without end.
import { CaseFilesError } from '../errors.ts'
import { cleaned } from '../filing/form-answers.ts'

/** @throws CaseFilesError say-why under three letters or over two thousand */
export function mustSay(text: string): string {
  const said = cleaned(text)
  if (said.length < 3 || said.length > 2_000) throw new CaseFilesError('say-why')
  return said
}
