// For tests: reads the cells of a spreadsheet back, independently of what wrote it.
import { SaxesParser } from 'saxes'
import { fromBuffer } from 'yauzl'

export interface SheetCell {
  type: string
  style: string
  text: string | null
}

/** Rows of cells by the name of their sheet. */
export async function readSheets(bytes: Buffer): Promise<Record<string, SheetCell[][]>> {
  const files = await unzip(bytes)
  const sheets: Record<string, SheetCell[][]> = {}
  let number = 0
  parse(files.get('xl/workbook.xml')!, {
    open(name, attributes) {
      if (name !== 'sheet') return
      number += 1
      sheets[attributes['name']!] = rowsOf(files.get(`xl/worksheets/sheet${number}.xml`)!)
    },
  })
  for (const part of files.values()) parse(part, {})
  return sheets
}

function rowsOf(xml: string): SheetCell[][] {
  const rows: SheetCell[][] = []
  let inValue = false
  parse(xml, {
    open(name, attributes) {
      if (name === 'row') rows.push([])
      if (name === 'c') {
        const { t = 'n', s = '0' } = attributes
        rows.at(-1)!.push({ type: t, style: s, text: null })
      }
      if (name === 'v' || name === 't') {
        inValue = true
        rows.at(-1)!.at(-1)!.text = ''
      }
    },
    close(name) {
      if (name !== 'v' && name !== 't') return
      inValue = false
      const cell = rows.at(-1)!.at(-1)!
      const decoded = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16))
      cell.text = cell.text!.replace(/_x([0-9A-Fa-f]{4})_/g, decoded)
    },
    text(text) {
      if (inValue) rows.at(-1)!.at(-1)!.text += text
    },
  })
  return rows
}

interface Handlers {
  open?(name: string, attributes: Record<string, string>): void
  close?(name: string): void
  text?(text: string): void
}

function parse(xml: string, handlers: Handlers): void {
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => handlers.open?.(tag.name, tag.attributes as Record<string, string>))
  parser.on('closetag', (tag) => handlers.close?.(tag.name))
  parser.on('text', (text) => handlers.text?.(text))
  parser.write(xml).close()
}

function unzip(bytes: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const files = new Map<string, string>()
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      zip.on('error', reject)
      zip.on('end', () => resolve(files))
      zip.on('entry', (entry: Parameters<typeof zip.openReadStream>[0]) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed)
          const chunks: Buffer[] = []
          stream.on('data', (chunk: Buffer) => chunks.push(chunk))
          stream.on('end', () => {
            files.set(entry.fileName, Buffer.concat(chunks).toString('utf8'))
            zip.readEntry()
          })
        })
      })
      zip.readEntry()
    })
  })
}
