// Says in words why the server cannot take its address: taken, not allowed, or not of this machine.
import { PlatformError } from '../platform-error.ts'
import type { PlatformErrorCode } from '../platform-error.ts'

/** What `listen(2)` refuses with, by the names of errno(3). */
const refusals: Record<string, PlatformErrorCode> = {
  EADDRINUSE: 'port-taken',
  EACCES: 'port-forbidden',
  EADDRNOTAVAIL: 'host-unknown',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
}

/** The refusal as an error with a sentence; anything else comes back as it is. */
export function listenError(error: unknown, at: { port: number; host: string }): unknown {
  const { code } = error as NodeJS.ErrnoException
  const known = code === undefined ? undefined : refusals[code]
  return known ? new PlatformError(known, { ...at }, error) : error
}
