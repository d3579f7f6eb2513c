// The catalogue as a file: JSON that can be read in again whole, and CSV for a table of the main facts.
import { CaseFilesError } from '../errors.ts'
import type { ProcedureContent, ProcedureVersion } from './procedure.ts'

export interface CatalogueEntry {
  code: string
  content: ProcedureContent
}

export interface CatalogueFile {
  format: 'rimaq-procedures/1'
  procedures: (CatalogueEntry & { version?: number; published?: string | null; hash?: string })[]
}

export function asJson(versions: readonly ProcedureVersion[]): CatalogueFile {
  return {
    format: 'rimaq-procedures/1',
    procedures: versions.map(({ code, number, published, hash, content }) => ({
      code,
      version: number,
      published: published?.toISOString() ?? null,
      hash,
      content,
    })),
  }
}

/** The entries of a file, not judged yet. @throws CaseFilesError bad-file */
export function entriesOf(text: string, name: string): { code: string; content: unknown }[] {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch (cause) {
    throw new CaseFilesError('bad-file', { name }, { cause })
  }
  const { procedures } = (file ?? {}) as { procedures?: unknown }
  if (!Array.isArray(procedures)) throw new CaseFilesError('bad-file', { name })
  return procedures.map((each: unknown) => {
    const { code, content } = (each ?? {}) as { code?: unknown; content?: unknown }
    if (typeof code !== 'string') throw new CaseFilesError('bad-file', { name })
    return { code, content }
  })
}

const heads = [
  'codigo',
  'version',
  'nombre',
  'tipo',
  'calificacion',
  'plazo',
  'unidad_plazo',
  'derecho_soles',
  'canales',
  'requisitos',
  'recibe',
  'resuelve',
  'reconsideracion',
  'apelacion',
  'base_legal',
  'base_verificada',
  'vigente_desde',
]

/** One line per procedure, UTF-8 with heads (RFC 4180). */
export function asCsv(versions: readonly ProcedureVersion[]): string {
  const rows = versions.map(({ code, number, content, published }) => [
    code,
    number,
    content.name.es,
    content.kind,
    content.qualification,
    content.term?.amount ?? '',
    content.term?.unit ?? '',
    content.fee.amount?.toFixed(2) ?? '',
    content.channels.join(' '),
    content.requirements.length,
    content.offices.receives,
    content.offices.decides,
    content.offices.reconsideration ?? '',
    content.offices.appeal ?? '',
    content.basis.map(({ norm, article }) => [norm, article].filter(Boolean).join(', ')).join('; '),
    content.basis.every(({ verified }) => verified),
    published?.toISOString().slice(0, 10) ?? '',
  ])
  return [heads, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(value: string | number | boolean): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
