// Whether a signed-in person has shown lately that it is they who sit there.
import { proofTime } from '../decide.ts'

/** Whether the last proof is fresh enough (`proofTime`). A time ahead of now proves nothing. */
export function isProven(provenAt: Date | null, now: Date): boolean {
  if (provenAt === null) return false
  const age = now.getTime() - provenAt.getTime()
  return age >= 0 && age <= proofTime.sensitive - proofTime.early
}
