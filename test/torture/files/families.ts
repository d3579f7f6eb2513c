// Every kind of hostile and broken file there is.
import { archives } from './archives.ts'
import type { Family } from './family.ts'
import { jsonFiles } from './json-files.ts'
import { spreadsheets } from './spreadsheets.ts'
import { strangeFiles } from './strange-files.ts'
import { textFiles } from './text-files.ts'

export const families: readonly Family[] = [
  ...archives,
  ...spreadsheets,
  ...jsonFiles,
  ...textFiles,
  ...strangeFiles,
]
