// What can go wrong in a ledger: a closed list of codes, each with a sentence in Spanish and English.

/** `{word}` in a sentence is filled from the evidence of the error. */
const sentences = {
  'malformed-note': [
    'La nota firmada no tiene la forma debida: {why}.',
    'The signed note is malformed: {why}.',
  ],
  'malformed-key': ['La clave no tiene la forma debida: {why}.', 'The key is malformed: {why}.'],
  'malformed-checkpoint': [
    'El punto de control no tiene la forma debida: {why}.',
    'The checkpoint is malformed: {why}.',
  ],
  'malformed-proof': [
    'La prueba no tiene la forma debida: {why}.',
    'The proof is malformed: {why}.',
  ],
  'malformed-tile': [
    'El archivo {path} no tiene la forma debida.',
    'The file {path} is malformed.',
  ],
  'malformed-entry': [
    'La entrada no se puede escribir de forma única: {why}.',
    'The entry has no single written form: {why}.',
  ],
  'bad-signature': [
    'La firma de {name} no corresponde al texto.',
    'The signature by {name} does not match the text.',
  ],
  'unknown-signer': ['Ninguna firma es de una clave conocida.', 'No signature is by a known key.'],
  'wrong-origin': [
    'El punto de control es de {found}, no de {origin}.',
    'The checkpoint is by {found}, not by {origin}.',
  ],
  'bad-proof': [
    'La prueba no lleva a la raíz firmada.',
    'The proof does not lead to the signed root.',
  ],
  'out-of-range': [
    'No hay entrada ni tamaño {index} en un registro de {size}.',
    'There is no entry or size {index} in a log of {size}.',
  ],
  'entry-too-large': [
    'Una entrada tiene {bytes} bytes; caben 65535.',
    'An entry has {bytes} bytes; 65535 fit.',
  ],
  locked: ['Otro proceso escribe en este registro.', 'Another process writes to this log.'],
  'not-a-log': [
    'Aquí no hay un registro. Para empezar uno hay que pedirlo.',
    'There is no log here. To begin one, ask for it.',
  ],
  damaged: [
    '{path} falta o no corresponde a la raíz firmada. Restaura los archivos desde una copia.',
    '{path} is missing or does not match the signed root. Restore the files from a copy.',
  ],
  'log-behind': [
    'Los archivos terminan en {disk} y la memoria en {known}: son una copia antigua. No se firma.',
    'The files end at {disk} and the memory at {known}: they are an old copy. Nothing is signed.',
  ],
  'memory-behind': [
    'La memoria termina en {known} y los archivos en {disk}: la memoria es antigua. No se firma.',
    'The memory ends at {known} and the files at {disk}: the memory is old. Nothing is signed.',
  ],
  'memory-missing': [
    'La memoria de la última cabeza no está. No se firma.',
    'The memory of the last head is gone. Nothing is signed.',
  ],
  forked: [
    'Los archivos y lo ya publicado cuentan dos historias desde {known}. No se firma.',
    'The files and what was published tell two histories at {known}. Nothing is signed.',
  ],
  'witness-ahead': [
    'Un testigo ya vio {known} entradas y aquí hay {disk}. No se firma.',
    'A witness has seen {known} entries and there are {disk} here. Nothing is signed.',
  ],
  'another-writer': [
    'Otra instancia firmó con esta clave. No se firma.',
    'Another instance signed with this key. Nothing is signed.',
  ],
  'clock-behind': [
    'El reloj marca {now}, antes de la última firma ({last}). No se firma.',
    'The clock says {now}, before the last signature ({last}). Nothing is signed.',
  ],
  'storage-failed': [
    'No se pudo guardar. El registro se detuvo; ábrelo de nuevo.',
    'Storing failed. The log has stopped; open it again.',
  ],
  closed: ['El registro está cerrado.', 'The log is closed.'],
  'bad-recovery': [
    'El acta de recuperación no vale: {why}.',
    'The recovery record is not valid: {why}.',
  ],
  'too-few-witnesses': [
    'Firmaron {found} testigos de los {quorum} que hacen falta.',
    '{found} of the {quorum} witnesses that are needed have signed.',
  ],
  'witness-clock': [
    'El reloj del testigo {name} va {seconds} s adelante. Su firma no se guarda.',
    'The clock of the witness {name} is {seconds} s ahead. Its signature is not kept.',
  ],
  'witness-refused': ['El testigo respondió {status}.', 'The witness answered {status}.'],
} as const satisfies Record<string, readonly [es: string, en: string]>

export type LedgerErrorCode = keyof typeof sentences

export const ledgerErrorCodes: readonly LedgerErrorCode[] = Object.keys(
  sentences,
) as LedgerErrorCode[]

/** `evidence` holds the figures and names of the sentence; `cause` what was thrown below. */
export class LedgerError extends Error {
  readonly code: LedgerErrorCode
  readonly evidence: Readonly<Record<string, string | number>>

  constructor(
    code: LedgerErrorCode,
    evidence: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(fill(sentences[code][1], evidence), options)
    this.name = 'LedgerError'
    this.code = code
    this.evidence = evidence
  }
}

/** The error as a sentence for people. */
export function describeLedgerError(error: LedgerError, language: 'es' | 'en'): string {
  return fill(sentences[error.code][language === 'es' ? 0 : 1], error.evidence)
}

function fill(sentence: string, evidence: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(evidence[name] ?? '–'))
}
