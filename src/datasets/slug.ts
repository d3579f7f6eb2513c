// Readable names for public addresses, made from titles and file names.

const limit = 100

/** Small letters without accents: `Distritos de Breña` → `distritos de brena`. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** `Distritos de Breña (2024).csv` → `distritos-de-brena-2024-csv`; empty text gives `datos`. */
export function slugFrom(text: string): string {
  const slug = fold(text)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, limit)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'datos' : slug
}

/** True for 1 to 100 small letters, digits, hyphens and underscores that begin and end with a letter or digit. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$/.test(text)
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}

/** File name without folders and without the endings of formats and wrappers: `a/b.csv.gz` → `b`. */
export function nameWithoutEnding(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? name
  const bare = last.replace(
    /(\.(csv|tsv|txt|xlsx|ods|json|ndjson|jsonl|geojson|parquet|zip|gz|xz))+$/i,
    '',
  )
  return bare === '' ? last : bare
}

/** A title to begin with when the office gave none: `lima_distritos-2021.csv` → `Lima distritos 2021`. */
export function titleFromName(name: string): string {
  const words = nameWithoutEnding(name)
    .replace(/[_\s]+|-(?!\d)|(?<!\d)-/g, ' ')
    .trim()
  return words === '' ? 'Datos' : words.charAt(0).toUpperCase() + words.slice(1)
}
