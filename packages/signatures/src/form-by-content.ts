// Tells the form of a signed file by its first bytes; names may lie.
import type { Source } from './pdf/source.ts'

export type FormOfFile = 'pdf' | 'asic' | 'xml' | 'cms' | 'other'

export function formByContent(source: Source): FormOfFile {
  const head = Buffer.from(source.read(0, Math.min(100, source.size))).toString('latin1')
  if (head.startsWith('%PDF-')) return 'pdf'
  if (head.startsWith('PK')) return 'asic'
  if (/^(\u00ef\u00bb\u00bf)?\s*</.test(head)) return 'xml'
  // DER, PEM, or base64 of DER.
  return /^0|^-----BEGIN|^MI[A-Za-z0-9+/]/.test(head) ? 'cms' : 'other'
}
