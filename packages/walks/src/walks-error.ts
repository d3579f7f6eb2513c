// What can be wrong with a map, a plan, opening hours or a calendar: a closed list of sentences with a remedy.
import { inSpanish } from './spanish-evidence.ts'

/** `{word}` in a sentence is filled from the evidence of the error. */
const sentences = {
  'not-this-format': [
    '{what} no es {format}: en el byte {offset} dice «{found}». Descarga el archivo otra vez.',
    '{what} is not {format}: at byte {offset} it says “{found}”. Fetch the file again.',
  ],
  'file-truncated': [
    '{what} está cortado: en el byte {offset}, {part} necesita {needs} bytes y quedan {left}. Descarga el archivo otra vez.',
    '{what} is cut off: at byte {offset}, {part} needs {needs} bytes and {left} are left. Fetch the file again.',
  ],
  'file-lies': [
    '{what} no es coherente: en el byte {offset}, {part} dice {says}, y cabe {most} como máximo. No se leyó nada de él.',
    '{what} contradicts itself: at byte {offset}, {part} says {says} where {most} is the most. Nothing of it was taken.',
  ],
  'file-damaged': [
    '{what} está dañado: {part}, desde el byte {offset}, no da la suma que lleva. Descarga el archivo otra vez.',
    '{what} is damaged: {part}, from byte {offset}, does not give the sum it carries. Fetch the file again.',
  ],
  'unsupported-feature': [
    '{what} pide «{feature}», que no se lee. Conviértelo a OSM PBF común con zlib.',
    '{what} asks for “{feature}”, which is not read. Convert it to plain OSM PBF with zlib.',
  ],
  'extract-too-large': [
    '{what} tiene más de {most} nodos, más de los que tiene una ciudad. Recórtalo a la ciudad, por ejemplo con osmium extract.',
    '{what} has more than {most} nodes, more than a city has. Cut the city out of it, for instance with osmium extract.',
  ],
  'xml-malformed': [
    '{what} no es XML correcto en la línea {line}: «{found}».',
    '{what} is no well-formed XML at line {line}: “{found}”.',
  ],
  'no-streets': [
    '{what} no tiene ninguna calle por la que se pueda caminar ({ways} vías leídas).',
    '{what} has no street that can be walked ({ways} ways read).',
  ],
  'malformed-point': [
    '{lon}, {lat} no es un punto: longitud de -180 a 180, latitud de -90 a 90. ¿Están intercambiadas?',
    '{lon}, {lat} is no point: longitude -180 to 180, latitude -90 to 90. Are they swapped?',
  ],
  'far-from-streets': [
    'El punto {lon}, {lat} está a más de {within} m de toda calle del mapa.',
    'The point {lon}, {lat} is more than {within} m from every street of the map.',
  ],
  'no-way': [
    'No hay camino a pie entre los puntos {from} y {to}.',
    'There is no way on foot between points {from} and {to}.',
  ],
  'too-many-stops': [
    'Se ordenan hasta {most} paradas; se dieron {given}. Quita algunas.',
    'At most {most} stops are put in order; {given} were given. Take some out.',
  ],
  'malformed-matrix': [
    'La tabla de distancias no es cuadrada o no son números desde 0 (fila {row}).',
    'The table of distances is not square, or not of numbers from 0 (row {row}).',
  ],
  'malformed-stop': [
    'La parada {stop} no tiene la forma debida: {field} es {value}.',
    'The stop {stop} is malformed: {field} is {value}.',
  ],
  'malformed-hours': [
    'No se entiende el horario «{text}» desde el carácter {at}: «{word}». Se muestra como desconocido.',
    'The opening hours “{text}” are not understood from character {at}: “{word}”. They are shown as unknown.',
  ],
  'malformed-date': [
    '«{text}» no es una fecha. Escríbela como 2026-07-21.',
    '“{text}” is no date. Write it as 2026-07-21.',
  ],
  'malformed-rule': [
    'La regla de repetición no vale en {part}: «{value}» (RFC 5545, 3.3.10).',
    'The recurrence rule is not valid at {part}: “{value}” (RFC 5545, 3.3.10).',
  ],
  unfolding: [
    'Línea {line}: no es una línea de iCalendar (nombre, dos puntos, valor): «{value}».',
    'Line {line}: not a line of iCalendar (name, colon, value): “{value}”.',
  ],
  'malformed-property': [
    'Línea {line}: {property} no vale: «{value}».',
    'Line {line}: {property} is not valid: “{value}”.',
  ],
  'missing-property': [
    'Línea {line}: al evento le falta {property}.',
    'Line {line}: the event lacks {property}.',
  ],
  'unknown-zone': [
    'Línea {line}: la zona horaria «{value}» no está descrita en el archivo (VTIMEZONE).',
    'Line {line}: the time zone “{value}” is not described in the file (VTIMEZONE).',
  ],
  'unclosed-component': [
    'Línea {line}: {property} no se cierra como debe.',
    'Line {line}: {property} is not closed as it must be.',
  ],
} as const satisfies Record<string, readonly [es: string, en: string]>

export type WalksErrorCode = keyof typeof sentences

export type Evidence = Readonly<Record<string, string | number>>

/** `evidence` holds the figures and names of the sentence; `cause` what was thrown below. */
export class WalksError extends Error {
  readonly code: WalksErrorCode
  readonly evidence: Evidence

  constructor(code: WalksErrorCode, evidence: Evidence = {}, options?: ErrorOptions) {
    super(fill(sentences[code][1], evidence), options)
    this.name = 'WalksError'
    this.code = code
    this.evidence = evidence
  }
}

/** The error as a sentence for people, with the place and what to do. */
export function describeWalksError(
  error: { code: WalksErrorCode; evidence: Evidence },
  language: 'es' | 'en',
): string {
  if (language === 'en') return fill(sentences[error.code][1], error.evidence)
  const evidence = { what: extract, ...error.evidence }
  const said = Object.entries(evidence).map(([name, value]) => [
    name,
    // What the file itself says stays as it stands there.
    quoted.has(name) ? value : inSpanish(value),
  ])
  return fill(sentences[error.code][0], Object.fromEntries(said) as Evidence)
}

/** What a file is called where nobody says. */
const extract = 'The extract'

const quoted = new Set(['found', 'value', 'text', 'word', 'property', 'feature'])

function fill(sentence: string, evidence: Evidence): string {
  const all: Evidence = { what: extract, ...evidence }
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(all[name] ?? '–'))
}
