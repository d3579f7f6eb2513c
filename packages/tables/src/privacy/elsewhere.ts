// Looks at what else is in the file beside the table that is read: other sheets, other files of an archive.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Duck } from '../build/duck.ts'
import { inspectOnly } from '../build/version.ts'
import type { IngestLimits, IngestOptions } from '../ingest.ts'
import { type Source, TableError } from '../model.ts'
import { otherSheets as otherOdsSheets } from '../read/ods.ts'
import { readTable } from '../read/read-table.ts'
import { sniffFormat } from '../read/sniff-format.ts'
import { type Unwrapped, unwrapFile } from '../read/unwrap.ts'
import { otherSheets as otherXlsxSheets } from '../read/xlsx.ts'
import { otherMembers } from '../read/zip.ts'
import { type Elsewhere, stops } from './model.ts'

/** Sheets and files looked at; what is beyond counts as not looked at. */
const MOST = 30

export interface ElsewhereInput {
  options: IngestOptions
  limits: IngestLimits
  /** The innermost file and the table read from it. */
  file: Unwrapped
  source: Pick<Source, 'format' | 'sheet'>
  temp: string
}

interface Place {
  /** Name for people: `hoja`, `archivo.csv`, `archivo.xlsx#hoja`. */
  name: string
  open(): Promise<{ path: string; name: string; sheet?: string }>
}

/**
 * What points to people in the parts nobody chose, and what could not be looked at: the file as it was
 * sent holds them too. Parts without rows, and without people, are left out.
 */
export async function lookElsewhere(input: ElsewhereInput): Promise<Elsewhere[]> {
  const { options, limits, file, source, temp } = input
  const found: Elsewhere[] = []
  const places = [
    ...(await sheetsOf(file, source, '')),
    ...(await membersOf(options, limits, file, temp)),
  ]
  for (const [at, place] of places.entries()) {
    options.signal?.throwIfAborted()
    if (at >= MOST) {
      found.push({ name: place.name, kinds: [], read: false })
      continue
    }
    const own = mkdtempSync(join(temp, 'other-'))
    try {
      const kinds = await kindsIn(await place.open(), { ...input, temp: own })
      if (kinds.length > 0) found.push({ name: place.name, kinds, read: true })
    } catch (error) {
      if (!(error instanceof TableError)) throw error
      if (error.code === 'empty-file') continue
      found.push({ name: place.name, kinds: [], read: false })
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  }
  return found
}

async function sheetsOf(
  file: { path: string; name: string },
  { format, sheet }: Pick<Source, 'format' | 'sheet'>,
  prefix: string,
): Promise<Place[]> {
  const names =
    format === 'xlsx'
      ? await otherXlsxSheets(file.path, sheet)
      : format === 'ods'
        ? await otherOdsSheets(file.path, sheet)
        : []
  return names.map((name) => ({
    name: `${prefix}${name}`,
    open: async () => ({ path: file.path, name: file.name, sheet: name }),
  }))
}

/** Other files of the archive, each with all its sheets. */
async function membersOf(
  options: IngestOptions,
  limits: IngestLimits,
  file: Unwrapped,
  temp: string,
): Promise<Place[]> {
  const chosen = file.wrappers.find((wrapper) => wrapper.startsWith('zip:'))?.slice(4)
  if (chosen === undefined) return []
  // An archive within something else is not opened again: it counts as not looked at.
  if (file.wrappers[0] !== `zip:${chosen}`) {
    return [{ name: options.name, open: () => Promise.reject(new TableError('not-a-table')) }]
  }
  const outer = options.name.replace(/#.*$/s, '')
  const places: Place[] = []
  for (const member of (await otherMembers(options.path, chosen)).slice(0, MOST + 1)) {
    const unpack = async (): Promise<Unwrapped> => {
      const own = mkdtempSync(join(temp, 'member-'))
      return unwrapFile({ path: options.path, name: `${outer}#${member}`, temp: own, limits })
    }
    const inside = await unpack().catch((error: unknown) => {
      if (error instanceof TableError) return null
      throw error
    })
    const refuse = (): Promise<never> => Promise.reject(new TableError('not-a-table'))
    const empty = inside === null || statSync(inside.path).size === 0
    const format = empty ? null : await sniffFormat(inside.path, inside.name).catch(() => null)
    if (inside !== null && (format === 'xlsx' || format === 'ods')) {
      places.push(...(await sheetsOf(inside, { format }, `${member}#`)))
    } else places.push({ name: member, open: inside === null ? refuse : async () => inside })
  }
  return places
}

async function kindsIn(
  { path, name, sheet }: { path: string; name: string; sheet?: string },
  { options, limits, temp }: ElsewhereInput,
): Promise<Elsewhere['kinds']> {
  if (statSync(path).size === 0) return []
  const { memory, threads, large } = limits
  const onDisk = statSync(path).size > large
  const duck = await Duck.open({ temp, memory, threads, onDisk, large })
  try {
    const staged = await readTable({
      ...{ duck, path, name, temp },
      ...(sheet === undefined ? {} : { sheet }),
      columns: limits.columns,
      bytes: limits.bytes,
      unpackRatio: limits.unpackRatio,
      ...(options.signal && { signal: options.signal }),
    })
    const report = await inspectOnly(duck, staged, options)
    return [...new Set(report.findings.filter(stops).map(({ code }) => code))]
  } finally {
    duck.close()
  }
}
