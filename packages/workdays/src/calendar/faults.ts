// What is wrong with a row of a calendar file: a closed list, each with a sentence and a remedy.
import { fill } from '../workdays-error.ts'
import type { Language } from './model.ts'

const sentences = {
  missing: ['Fila {row}: falta «{column}».', 'Row {row}: “{column}” is missing.'],
  'unknown-column': [
    'La columna «{column}» no se conoce. Quítala o corrige su nombre.',
    'The column “{column}” is not known. Leave it out or correct its name.',
  ],
  'not-a-date': [
    'Fila {row}, «{column}»: «{text}» no es una fecha. Escríbela como 2026-07-27.',
    'Row {row}, “{column}”: “{text}” is no date. Write it as 2026-07-27.',
  ],
  'not-a-number': [
    'Fila {row}, «{column}»: «{text}» no es un número entero que sirva aquí.',
    'Row {row}, “{column}”: “{text}” is no whole number that fits here.',
  ],
  'not-an-hour': [
    'Fila {row}, «{column}»: «{text}» no es una hora. Escríbela como 12:00.',
    'Row {row}, “{column}”: “{text}” is no hour. Write it as 12:00.',
  ],
  'not-one-of': [
    'Fila {row}, «{column}»: «{text}» no es uno de: {choices}.',
    'Row {row}, “{column}”: “{text}” is none of: {choices}.',
  ],
  'no-date': [
    'Fila {row}: no dice qué días. Llena «on», «from» y «to», «month» y «day», o «easter».',
    'Row {row}: it does not say which days. Fill “on”, “from” and “to”, “month” and “day”, or “easter”.',
  ],
  'two-dates': [
    'Fila {row}: dice sus días de dos maneras. Deja una.',
    'Row {row}: it says its days in two ways. Keep one.',
  ],
  backwards: [
    'Fila {row}: «{column}» es anterior a su comienzo.',
    'Row {row}: “{column}” lies before its beginning.',
  ],
  'declared-too-late': [
    'Fila {row}: el {text} no es posterior a la publicación de la norma ({published}). Un día inhábil se publica antes (Ley 27444, art. 137.2).',
    'Row {row}: {text} is not after the publication of the norm ({published}). A non-working day is published before it comes (Ley 27444, art. 137.2).',
  ],
  'own-days': [
    'Fila {row}: una institución no puede declarar sus días inhábiles (Ley 27444, art. 137.3). Usa «reception-closed», o el ámbito que dice el decreto.',
    'Row {row}: an institution cannot declare its own non-working days (Ley 27444, art. 137.3). Use “reception-closed”, or the scope the decree names.',
  ],
  'scope-gap': [
    'Fila {row}: «{column}» necesita el ámbito que lo contiene.',
    'Row {row}: “{column}” needs the scope that holds it.',
  ],
  'taken-id': [
    'Fila {row}: el id «{text}» ya está en uso.',
    'Row {row}: the id “{text}” is in use already.',
  ],
  'not-a-table': ['El archivo no se puede leer como {text}.', 'The file cannot be read as {text}.'],
} as const satisfies Record<string, readonly [es: string, en: string]>

export type FaultCode = keyof typeof sentences

export interface Fault {
  /** Line of the CSV file or place in the list, from 1; the heading is line 1. 0 is the file. */
  row: number
  column: string
  code: FaultCode
  evidence: Readonly<Record<string, string | number>>
}

/** The fault as a sentence for whoever wrote the file. */
export function describeFault(fault: Fault, language: Language): string {
  const { row, column, evidence } = fault
  return fill(sentences[fault.code][language === 'es' ? 0 : 1], { row, column, ...evidence })
}
