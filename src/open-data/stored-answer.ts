// Answers a whole table from the text that lies ready with its version: at once, in part or packed.
import type { Answer } from '#platform'
import { letGo, storedText } from '@rimaq/tables/query'
import type { ExportOptions, TableFiles } from '@rimaq/tables'

/** Null when nothing lies ready for these options. */
export function storedAnswer(
  files: TableFiles,
  options: ExportOptions,
): Pick<Answer, 'body' | 'packed' | 'ranged' | 'sentPart'> | null {
  const stored = storedText(files, options)
  if (stored === null) return null
  return {
    body: null,
    packed: () => stored.packed(),
    ranged: { bytes: stored.bytes, read: async (start, end) => stored.read(start, end) },
    sentPart: letGo,
  }
}
