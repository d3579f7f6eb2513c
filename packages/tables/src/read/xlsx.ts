// Reads the sheet of an XLSX workbook that holds the table (ECMA-376 Part 1, SpreadsheetML).
import { statSync } from 'node:fs'
import type { Entry } from 'yauzl'
import { TableError } from '../model.ts'
import { TABLE_CELLS, tellOthers } from './other-sheets.ts'
import { Grid, type GridCells, type Merge } from './grid.ts'
import type { TableOptions } from './read-table.ts'
import type { Staged } from './staged.ts'
import { unpackedAtMost } from './unwrap.ts'
import { type Styles, readStyles, serialText } from './xlsx-styles.ts'
import { parseXml } from './xml.ts'
import { type Archive, openArchive } from './zip.ts'

interface Sheet {
  name: string
  entry: Entry
  hidden: boolean
}

interface Workbook {
  archive: Archive
  sheets: Sheet[]
  strings: string[]
  styles: Styles
  limit: number
}

export async function readXlsx(options: TableOptions): Promise<Staged> {
  const archive = await openArchive(options.path)
  try {
    const limit = unpackedAtMost(statSync(options.path).size, options)
    const workbook = await openWorkbook(archive, limit)
    const { sheet, merges, others } = await chooseSheet(workbook, options.sheet)
    const grid = new Grid(options, merges)
    try {
      await readSheet(
        workbook,
        sheet,
        (cells, row) => grid.add(cells, row),
        undefined,
        options.signal,
      )
    } catch (error) {
      grid.discard()
      throw error
    }
    const staged = await grid.finish({ format: 'xlsx', sheet: sheet.name })
    staged.findings.push(...tellOthers(sheet.name, others))
    return staged
  } finally {
    archive.close()
  }
}

/** Names of the sheets but one; hidden ones among them, because whoever has the file has them too. */
export async function otherSheets(path: string, chosen?: string): Promise<string[]> {
  const archive = await openArchive(path)
  try {
    const { sheets } = await openWorkbook(archive, unpackedAtMost(statSync(path).size, WHOLE))
    return sheets.map(({ name }) => name).filter((name) => name !== chosen)
  } finally {
    archive.close()
  }
}

/** The table of the same file was read within its limits already. */
const WHOLE = { bytes: 4 * 2 ** 30, unpackRatio: 200 }

function member(archive: Archive, path: string): Entry | undefined {
  const wanted = path.replace(/^\//, '').toLowerCase()
  return archive.entries.find(({ fileName }) => fileName.toLowerCase() === wanted)
}

async function openWorkbook(archive: Archive, limit: number): Promise<Workbook> {
  const book = member(archive, 'xl/workbook.xml')
  const relations = member(archive, 'xl/_rels/workbook.xml.rels')
  if (!book || !relations) throw new TableError('broken-spreadsheet')
  const targets = new Map<string, string>()
  await parseXml(
    await archive.read(relations),
    {
      open: (name, attributes) => {
        if (name !== 'Relationship') return
        const target = attributes['Target'] ?? ''
        targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target : `xl/${target}`)
      },
    },
    limit,
  )
  const sheets: Sheet[] = []
  let base1904 = false
  await parseXml(
    await archive.read(book),
    {
      open: (name, attributes) => {
        if (name === 'workbookPr') base1904 = /^(1|true)$/.test(attributes['date1904'] ?? '')
        if (name !== 'sheet') return
        const entry = member(
          archive,
          targets.get(attributes['r:id'] ?? attributes['id'] ?? '') ?? '',
        )
        const hidden = (attributes['state'] ?? 'visible') !== 'visible'
        if (entry) sheets.push({ name: attributes['name'] ?? '', entry, hidden })
      },
    },
    limit,
  )
  const stylesEntry = member(archive, 'xl/styles.xml')
  const styles = await readStyles(
    stylesEntry ? await archive.read(stylesEntry) : null,
    base1904,
    limit,
  )
  const stringsEntry = member(archive, 'xl/sharedStrings.xml')
  const strings = stringsEntry ? await readStrings(archive, stringsEntry, limit) : []
  return { archive, sheets, strings, styles, limit }
}

async function readStrings(archive: Archive, entry: Entry, limit: number): Promise<string[]> {
  const strings: string[] = []
  let current = ''
  let inText = false
  let phonetic = 0
  await parseXml(
    await archive.read(entry),
    {
      open: (name) => {
        if (name === 'si') current = ''
        else if (name === 't') inText = true
        else if (name === 'rPh') phonetic++
      },
      close: (name) => {
        if (name === 'si') strings.push(current)
        else if (name === 't') inText = false
        else if (name === 'rPh') phonetic--
      },
      text: (text) => {
        if (inText && phonetic === 0) current += text
      },
    },
    limit,
  )
  return strings
}

/** The sheet named, or the visible one with most filled cells. */
async function chooseSheet(
  workbook: Workbook,
  wanted: string | undefined,
): Promise<{ sheet: Sheet; merges: Merge[]; others: string[] }> {
  if (wanted !== undefined) {
    const sheet = workbook.sheets.find(({ name }) => name === wanted)
    if (!sheet) {
      const members = workbook.sheets.map(({ name }) => name).join(', ')
      throw new TableError('several-tables', { members, member: wanted })
    }
    return { sheet, merges: (await measure(workbook, sheet)).merges, others: [] }
  }
  const visible = workbook.sheets.filter(({ hidden }) => !hidden)
  const sheets = visible.length > 0 ? visible : workbook.sheets
  const full: string[] = []
  let best: { sheet: Sheet; merges: Merge[]; cells: number } | null = null
  for (const sheet of sheets) {
    const measured = await measure(workbook, sheet)
    if (measured.cells >= TABLE_CELLS) full.push(sheet.name)
    if (!best || measured.cells > best.cells) best = { sheet, ...measured }
  }
  if (!best || best.cells === 0) throw new TableError('empty-file')
  const { name } = best.sheet
  return { ...best, others: full.filter((one) => one !== name) }
}

async function measure(
  workbook: Workbook,
  sheet: Sheet,
): Promise<{ cells: number; merges: Merge[] }> {
  let cells = 0
  const merges: Merge[] = []
  await readSheet(
    workbook,
    sheet,
    (row) => {
      for (const cell of row) if ((cell ?? '') !== '') cells++
    },
    (merge) => {
      if (merges.length < 10_000) merges.push(merge)
    },
  )
  return { cells, merges }
}

async function readSheet(
  workbook: Workbook,
  sheet: Sheet,
  takeRow: (cells: GridCells, row: number) => void,
  takeMerge?: (merge: Merge) => void,
  signal?: AbortSignal,
): Promise<void> {
  let row = 0
  let cells: GridCells = []
  let column = -1
  let type = 'n'
  let style = 0
  let value = ''
  let collecting = false
  await parseXml(
    await workbook.archive.read(sheet.entry),
    {
      open: (name, attributes) => {
        switch (name) {
          case 'row':
            row = positive(attributes['r']) ?? row + 1
            cells = []
            column = -1
            signal?.throwIfAborted()
            break
          case 'c':
            column = columnIndex(attributes['r'] ?? '') ?? column + 1
            type = attributes['t'] ?? 'n'
            style = Number(attributes['s'] ?? 0)
            value = ''
            break
          case 'v':
          case 't':
            collecting = true
            break
          case 'mergeCell': {
            const merge = mergeOf(attributes['ref'] ?? '')
            if (merge) takeMerge?.(merge)
            break
          }
        }
      },
      close: (name) => {
        if (name === 'v' || name === 't') collecting = false
        else if (name === 'c') {
          if (column >= 16_384) throw new TableError('broken-spreadsheet', { row })
          const text = cellText(workbook, { type, style, value, row })
          if (text !== null) {
            while (cells.length < column) cells.push(null)
            cells[column] = text
          }
        } else if (name === 'row') takeRow(cells, row)
      },
      text: (text) => {
        if (collecting) value += text
      },
    },
    workbook.limit,
  )
}

interface RawCell {
  type: string
  style: number
  value: string
  row: number
}

function cellText(workbook: Workbook, { type, style, value, row }: RawCell): string | null {
  switch (type) {
    case 's': {
      if (value === '') return null
      const text = workbook.strings[Number(value)]
      if (text === undefined) throw new TableError('broken-spreadsheet', { row })
      return text
    }
    case 'b':
      return value === '1' ? 'true' : value === '' ? null : 'false'
    case 'inlineStr':
    case 'str':
    case 'e':
      return value
    case 'd':
      return value.replace('T00:00:00', '').replace(/\.000Z?$/, '')
    default:
      return value === '' ? null : serialText(value, workbook.styles, style)
  }
}

/** Column of a reference such as `AB12`, from 0; null where it names none. */
function columnIndex(reference: string): number | null {
  let index = 0
  for (let at = 0; at < reference.length; at++) {
    // Letters are written in capitals, but not by every program.
    const code = reference.charCodeAt(at) & ~32
    if (code < 65 || code > 90) break
    index = index * 26 + code - 64
  }
  return index === 0 ? null : index - 1
}

function positive(text: string | undefined): number | null {
  const number = Number(text ?? NaN)
  return Number.isSafeInteger(number) && number > 0 ? number : null
}

function mergeOf(reference: string): Merge | null {
  const parts = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(reference)
  if (!parts) return null
  const [, left = '', top = '', right = '', bottom = ''] = parts
  return {
    top: Number(top) - 1,
    left: columnIndex(left) ?? 0,
    bottom: Number(bottom) - 1,
    right: columnIndex(right) ?? 0,
  }
}
