// Where the standards and recorded sessions lie when they are present: beside the repository.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

export const sharedData = resolve(import.meta.dirname, '../../../../shared/data/opendata')

/** False when present; a sentence for `skip` when not. */
export function absentData(path: string): string | false {
  const whole = resolve(sharedData, path)
  return existsSync(whole)
    ? false
    : `${path} is not beside the repository (../shared/data/opendata)`
}
