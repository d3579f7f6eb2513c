// How many folios a document takes, and whether an index has a gap or an overlap.

/** `pages`: one per page; `image`: one; `file`: one, because nothing in it can be counted. */
export type FolioRule = 'pages' | 'image' | 'file'

export interface Counted {
  pages: number
  rule: FolioRule
}

/** More is no document of a case; the database holds the same. */
export const mostPages = 100_000

/**
 * The rule of folios: a PDF takes one per page, an image one, every other file one, and so does a PDF
 * whose pages cannot be counted (encrypted, or damaged beyond reading). `pages` is what was counted;
 * null where it could not be.
 */
export function foliosOf(mediaType: string, pages: number | null): Counted {
  if (mediaType === 'application/pdf' && pages !== null && pages >= 1 && pages <= mostPages) {
    return { pages, rule: 'pages' }
  }
  return { pages: 1, rule: mediaType.startsWith('image/') ? 'image' : 'file' }
}

export interface Folios {
  order: number
  first: number
  last: number
}

/** Where the next thing of so many folios stands. */
export function nextFolios(before: Folios | null, pages: number): Folios {
  const first = (before?.last ?? 0) + 1
  return { order: (before?.order ?? 0) + 1, first, last: first + pages - 1 }
}

/** Order of the first entry that does not follow the one before it; null when all do. */
export function folioFault(entries: readonly Folios[]): number | null {
  let before: Folios | null = null
  for (const entry of entries) {
    const { order, first } = nextFolios(before, 1)
    if (entry.order !== order || entry.first !== first || entry.last < entry.first) return order
    before = entry
  }
  return null
}
