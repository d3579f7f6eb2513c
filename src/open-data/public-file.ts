// Says which file of a version the public gets at its plain address: the original, or the table.
import type { Version } from '#datasets'

export interface PublicFile {
  /** False where the original holds what the table may not show: then it is the table as CSV. */
  original: boolean
  name: string
  /** Null where the file is made when it is asked for. */
  bytes: number | null
  /** SHA-256 of the original, or of the table's Parquet. */
  hash: string
  /** What it holds, whatever it is packed in: `csv`, `xlsx` … */
  format: string
}

export function publicFile(version: Version): PublicFile {
  if (version.originalOpen) {
    return {
      original: true,
      name: version.originalName,
      bytes: version.originalBytes,
      hash: version.originalHash,
      format: version.manifest.source.format,
    }
  }
  return {
    original: false,
    name: `${baseName(version)}.csv`,
    bytes: null,
    hash: version.parquetHash,
    format: 'csv',
  }
}

/** The name without wrappers and ending: `padron.csv.gz` becomes `padron`. */
export function baseName(version: Version): string {
  return version.originalName.replace(
    /(?:\.(?:csv|tsv|txt|xlsx|ods|json|ndjson|geojson|parquet))?(?:\.(?:gz|xz|zip))?$/i,
    '',
  )
}
