// The words of `rimaq publish`, for the verb and for whoever looks at them before it is loaded.
import { basename, resolve } from 'node:path'
import type { Verb } from './verb.ts'

export const publishWords: Omit<Verb, 'run'> = {
  name: 'publish',
  operands: ['file'],
  options: {
    dataset: { type: 'string', short: 'd', value: 'SLUG' },
    resource: { type: 'string', short: 'r', value: 'NAME' },
    key: { type: 'string', value: 'A,B' },
    append: { type: 'boolean' },
    repair: { type: 'string', value: 'all|recipe|none' },
    title: { type: 'string', value: 'TEXT' },
    note: { type: 'string', value: 'TEXT' },
    name: { type: 'string', value: 'NAME' },
    privacy: { type: 'string', value: 'propose|apply|override' },
    reason: { type: 'string', value: 'TEXT' },
    by: { type: 'string', value: 'NAME' },
    'dry-run': { type: 'boolean' },
  },
}

/** Where the file lies, and its name for the office; `name` is what the option says. */
export function fileToPublish(
  operands: readonly string[],
  name: string | undefined,
): { path: string; name: string } {
  const [file = ''] = operands
  return { path: resolve(file), name: name ?? basename(file) }
}
