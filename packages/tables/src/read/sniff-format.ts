// Tells what kind of file this is by its bytes; the name's ending is only a hint for plain text.
import { TableError } from '../model.ts'
import { readHead } from './blocks.ts'
import { isSpreadsheetArchive, openArchive } from './zip.ts'

export type Format = 'delimited' | 'xlsx' | 'ods' | 'json' | 'ndjson' | 'parquet'

/** Files that are certainly no table, by their first bytes. */
const OTHER: [string, string][] = [
  ['25504446', 'PDF'],
  ['ffd8ff', 'JPEG'],
  ['89504e47', 'PNG'],
  ['47494638', 'GIF'],
  ['377abcaf271c', '7z'],
  ['526172211a07', 'RAR'],
  ['7f454c46', 'ELF'],
  ['4d5a9000', 'EXE'],
  ['28b52ffd', 'zstd'],
  ['425a68', 'bzip2'],
  ['53514c69746520666f726d6174', 'SQLite'],
  ['0000000c6a502020', 'JPEG 2000'],
]

export async function sniffFormat(path: string, name: string): Promise<Format> {
  const head = readHead(path, 64 << 10)
  if (head.length === 0) throw new TableError('empty-file')
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet'
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3) return spreadsheetKind(path)
  const hex = head.subarray(0, 16).toString('hex')
  if (hex.startsWith('d0cf11e0a1b11ae1')) return refuseOldOffice(path)
  const other = OTHER.find(([magic]) => hex.startsWith(magic))
  if (other) throw new TableError('unknown-format', { kind: other[1] })
  const text = textOf(head)
  if (/^\s*<(\?xml|!doctype|html|!--|[a-z]+[\s>:])/i.test(text)) return refuseMarkup(text)
  if (isBinary(head)) throw new TableError('unknown-format', { kind: 'binary' })
  return textKind(text, name)
}

async function spreadsheetKind(path: string): Promise<Format> {
  const archive = await openArchive(path)
  try {
    if (!isSpreadsheetArchive(archive)) throw new TableError('unknown-format', { kind: 'zip' })
    return archive.entries.some(({ fileName }) => fileName === 'content.xml') ? 'ods' : 'xlsx'
  } finally {
    archive.close()
  }
}

/** Compound files: protected workbooks (they hold a stream EncryptedPackage) and XLS of before 2007. */
function refuseOldOffice(path: string): never {
  const bytes = readHead(path, 1 << 20)
  const encrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
  throw encrypted
    ? new TableError('encrypted-file')
    : new TableError('unknown-format', { kind: 'XLS' })
}

function refuseMarkup(text: string): never {
  if (
    /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<!doctype/i.test(text) &&
    !/<!doctype html/i.test(text)
  ) {
    throw new TableError('xml-doctype')
  }
  const html = /<(html|!doctype html|table|body|head)\b/i.test(text)
  throw new TableError('unknown-format', { kind: html ? 'HTML' : 'XML' })
}

function textOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return head.subarray(2).toString('utf16le')
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head)
  return head.toString('utf8').replace(/^\ufeff/, '')
}

/** Control characters that no text holds, unless it is UTF-16. */
function isBinary(head: Buffer): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return false
  let odd = 0
  let zeros = 0
  for (const byte of head) {
    if (byte === 0) zeros++
    else if (byte < 32 && ![9, 10, 12, 13, 26, 27, 1, 28, 29, 30, 31].includes(byte)) odd++
  }
  if (odd > head.length * 0.02 || zeros === head.length) return true
  return zeros > 0 && zeros < head.length * 0.3 && odd > 0
}

function textKind(text: string, name: string): Format {
  const start = text.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) {
    const line = start.split('\n', 1)[0]!.trim()
    const whole = isJson(line)
    if (whole && start.startsWith('{')) {
      const rest = start.slice(line.length).trim()
      return rest === '' ? (/\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'json') : 'ndjson'
    }
    if (whole && start.startsWith('[') && start.slice(line.length).trim().startsWith('['))
      return 'ndjson'
    if (/^\{\s*("|\})/.test(start) || /^\[\s*([[{"\d\]tfn-]|$)/.test(start)) return 'json'
  }
  return 'delimited'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
