// Reads the sheet of an OpenDocument spreadsheet that holds the table (ODF 1.3, part 3, 9).
import { statSync } from 'node:fs'
import { TableError } from '../model.ts'
import { TABLE_CELLS, tellOthers } from './other-sheets.ts'
import { Grid, type GridCells } from './grid.ts'
import type { TableOptions } from './read-table.ts'
import type { Staged } from './staged.ts'
import { unpackedAtMost } from './unwrap.ts'
import { parseXml } from './xml.ts'
import { type Archive, openArchive } from './zip.ts'

const COLUMNS = 16_384
const REPEATED = 1_048_576

export async function readOds(options: TableOptions): Promise<Staged> {
  const archive = await openArchive(options.path)
  try {
    await refuseEncrypted(archive)
    const limit = unpackedAtMost(statSync(options.path).size, options)
    const counts = new Map<string, number>()
    await readTables(archive, limit, (table, cells) => {
      const filled = cells.filter((cell) => (cell ?? '') !== '').length
      counts.set(table, (counts.get(table) ?? 0) + filled)
    })
    const sheet = options.sheet ?? [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
    if (sheet === undefined) throw new TableError('empty-file')
    if (!counts.has(sheet)) {
      throw new TableError('several-tables', {
        members: [...counts.keys()].join(', '),
        member: sheet,
      })
    }
    const grid = new Grid(options, [])
    try {
      await readTables(archive, limit, (table, cells, row) => {
        if (table === sheet) grid.add(cells, row)
      })
    } catch (error) {
      grid.discard()
      throw error
    }
    const staged = await grid.finish({ format: 'ods', sheet })
    const full = [...counts].filter(([name, cells]) => name !== sheet && cells >= TABLE_CELLS)
    if (options.sheet === undefined)
      staged.findings.push(
        ...tellOthers(
          sheet,
          full.map(([name]) => name),
        ),
      )
    return staged
  } finally {
    archive.close()
  }
}

/** Names of the sheets but one. */
export async function otherSheets(path: string, chosen?: string): Promise<string[]> {
  const archive = await openArchive(path)
  try {
    const names = new Set<string>()
    const limit = unpackedAtMost(statSync(path).size, { bytes: 4 * 2 ** 30, unpackRatio: 200 })
    await readTables(archive, limit, (table) => names.add(table))
    return [...names].filter((name) => name !== chosen)
  } finally {
    archive.close()
  }
}

/** An encrypted document says so in its manifest. */
async function refuseEncrypted(archive: Archive): Promise<void> {
  const entry = archive.entries.find(({ fileName }) => fileName === 'META-INF/manifest.xml')
  if (!entry) return
  let encrypted = false
  const open = (name: string): void => {
    encrypted ||= name === 'encryption-data'
  }
  await parseXml(await archive.read(entry), { open }, 16 << 20)
  if (encrypted) throw new TableError('encrypted-file')
}

async function readTables(
  archive: Archive,
  limit: number,
  takeRow: (table: string, cells: GridCells, row: number) => void,
): Promise<void> {
  const entry = archive.entries.find(({ fileName }) => fileName === 'content.xml')
  if (!entry) throw new TableError('broken-spreadsheet')
  let table = ''
  let row = 0
  let rowRepeat = 1
  let cells: GridCells = []
  let cell: { attributes: Record<string, string>; text: string; paragraphs: number } | null = null
  let inParagraph = 0
  let notes = 0
  await parseXml(
    await archive.read(entry),
    {
      open: (name, attributes) => {
        switch (name) {
          case 'table':
            table = attributes['table:name'] ?? ''
            row = 0
            break
          case 'table-row':
            cells = []
            rowRepeat = repeats(attributes['table:number-rows-repeated'])
            break
          case 'table-cell':
          case 'covered-table-cell':
            cell = { attributes, text: '', paragraphs: 0 }
            break
          case 'annotation':
            notes++
            break
          case 'p':
            inParagraph++
            if (cell && notes === 0 && cell.paragraphs++ > 0) cell.text += '\n'
            break
          case 's':
            if (cell) cell.text += ' '.repeat(Math.min(1000, Number(attributes['text:c'] ?? 1)))
            break
        }
      },
      close: (name) => {
        if (name === 'p') inParagraph--
        else if (name === 'annotation') notes--
        else if (name === 'table-cell' || name === 'covered-table-cell') {
          if (cell) addCell(cells, cell.attributes, cell.text)
          cell = null
        } else if (name === 'table-row') {
          const empty = cells.every((text) => (text ?? '') === '')
          if (!empty) {
            if (rowRepeat > REPEATED) throw new TableError('broken-spreadsheet', { row: row + 1 })
            for (let time = 0; time < rowRepeat; time++) takeRow(table, cells, row + time + 1)
          }
          row += rowRepeat
        }
      },
      text: (text) => {
        if (cell && inParagraph > 0 && notes === 0) cell.text += text
      },
    },
    limit,
  )
}

function addCell(cells: GridCells, attributes: Record<string, string>, text: string): void {
  const repeat = repeats(attributes['table:number-columns-repeated'])
  const value = cellValue(attributes, text)
  if (value === null || value === '') {
    // Thousands of empty cells at the end of a row are left out by whoever takes the row.
    for (let time = 0; time < Math.min(repeat, COLUMNS - cells.length); time++) cells.push(null)
    return
  }
  for (let time = 0; time < Math.min(repeat, COLUMNS - cells.length); time++) cells.push(value)
}

/** A positive whole number (ODF 1.3, part 3, 19.675 and 19.677); whatever else stands there is 1. */
function repeats(text: string | undefined): number {
  const number = Number(text ?? 1)
  return Number.isSafeInteger(number) && number > 0 ? number : 1
}

function cellValue(attributes: Record<string, string>, text: string): string | null {
  switch (attributes['office:value-type']) {
    case 'float':
    case 'percentage':
    case 'currency':
      return attributes['office:value'] ?? text
    case 'date':
      return (attributes['office:date-value'] ?? text).replace(/T00:00:00(\.0+)?$/, '')
    case 'time':
      return clock(attributes['office:time-value'] ?? '') ?? text
    case 'boolean':
      return attributes['office:boolean-value'] ?? text
    default:
      return text
  }
}

/** PT10H30M00S as 10:30:00. */
function clock(duration: string): string | null {
  const parts = /^PT(\d+)H(\d+)M(\d+)/.exec(duration)
  return parts
    ? parts
        .slice(1, 4)
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : null
}
