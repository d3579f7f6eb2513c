// Which errors are one document's own, and under what code they stand beside it.
import { SignatureError } from '@rimaq/signatures'
import { PeopleError } from '#people'
import { CaseFilesError } from '../errors.ts'

export interface Fault {
  fault: string
  detail: Readonly<Record<string, string | number>>
}

/** Null for errors that are no document's fault: of the machine, the database, the program. */
export function faultOf(error: unknown): Fault | null {
  if (error instanceof CaseFilesError) return { fault: error.code, detail: error.detail }
  if (error instanceof PeopleError) {
    const reason = error.detail['reason']
    return {
      fault: error.code === 'not-found' ? 'not-found' : 'not-permitted',
      detail: { reason: typeof reason === 'string' ? reason : error.code },
    }
  }
  if (error instanceof SignatureError) {
    return { fault: 'signature-refused', detail: { why: error.message } }
  }
  return null
}
