// What a later revision can have changed: a closed list, each with its kind and a sentence in Spanish and English.

export type ModificationKind =
  /** A signature in a field that was there, one in a new field, a document timestamp. */
  | 'signing'
  | 'new-signature-field'
  | 'timestamp'
  | 'form-filling'
  /** Validation data in the document security store. */
  | 'validation-data'
  | 'metadata'
  | 'annotation'
  /** Whatever no rule explains. */
  | 'undefined'

/** `{word}` in a sentence is filled from the evidence. */
const table = {
  'object-changed': [
    'undefined',
    'cambió una parte del documento que estaba firmada (objeto {number})',
    'a part of the document that was signed has changed (object {number})',
  ],
  'gap-filled': [
    'undefined',
    'se añadió algo (objeto {number}) que el documento firmado ya nombraba y no traía',
    'something (object {number}) was added that the signed document named but did not hold',
  ],
  'trailer-entry': [
    'undefined',
    'el documento empieza por otra parte que la firmada (/{key})',
    'the document begins at another part than the signed one (/{key})',
  ],
  'catalog-entry': [
    'undefined',
    'cambió cómo se abre o se organiza el documento (/{key})',
    'how the document opens or is organised has changed (/{key})',
  ],
  'page-entry': [
    'undefined',
    'cambió el contenido o la forma de una página (/{key})',
    'the content or form of a page has changed (/{key})',
  ],
  'form-gone': ['undefined', 'se quitó el formulario', 'the form was taken away'],
  'form-entry': [
    'undefined',
    'cambió la definición del formulario (/{key})',
    'the definition of the form has changed (/{key})',
  ],
  'fields-moved': [
    'undefined',
    'se quitaron o cambiaron de lugar campos del formulario',
    'fields of the form were taken away or moved',
  ],
  'became-field': [
    'undefined',
    'algo que ya estaba se convirtió en un campo del formulario',
    'something that was there became a field of the form',
  ],
  'field-added': [
    'undefined',
    'se añadió el campo «{field}» al formulario',
    'the field “{field}” was added to the form',
  ],
  'field-entry': [
    'undefined',
    'cambió el campo «{field}» más allá de su valor (/{key})',
    'the field “{field}” has changed beyond its value (/{key})',
  ],
  'field-looks': [
    'undefined',
    'el campo «{field}» se ve de otro modo con el mismo valor',
    'the field “{field}” looks another way with the same value',
  ],
  'signature-changed': [
    'undefined',
    'cambió la firma del campo «{field}»',
    'the signature in the field “{field}” has changed',
  ],
  'widget-of-no-field': [
    'undefined',
    'se puso en una página algo que no es de ningún campo de firma',
    'something that belongs to no signature field was put on a page',
  ],
  'store-gone': [
    'undefined',
    'se quitaron los datos que sirven para verificar las firmas',
    'the data that serve to verify the signatures were taken away',
  ],
  'store-grown': [
    'validation-data',
    'se añadieron datos que sirven para verificar las firmas',
    'data that serve to verify the signatures were added',
  ],
  'field-signed': ['signing', 'se firmó el campo «{field}»', 'the field “{field}” was signed'],
  'signature-added': [
    'new-signature-field',
    'se añadió el campo de firma «{field}»',
    'the signature field “{field}” was added',
  ],
  'timestamp-added': [
    'timestamp',
    'se añadió un sello de tiempo del documento («{field}»)',
    'a document timestamp was added (“{field}”)',
  ],
  'structure-grown': [
    'signing',
    'lo que se añadió entró también en el orden de lectura del documento',
    'what was added entered the reading order of the document too',
  ],
  'field-filled': [
    'form-filling',
    'se llenó el campo «{field}»',
    'the field “{field}” was filled in',
  ],
  'field-prepared': [
    'form-filling',
    'cambió el campo de firma «{field}», todavía sin firmar',
    'the signature field “{field}”, not signed yet, has changed',
  ],
  'form-setting': [
    'form-filling',
    'cambió un ajuste con que se llena el formulario (/{key})',
    'a setting for filling in the form has changed (/{key})',
  ],
  'form-resources': [
    'form-filling',
    'se añadieron letras para llenar el formulario',
    'typefaces for filling in the form were added',
  ],
  info: [
    'metadata',
    'cambiaron los datos sobre el documento (título, autor, programa)',
    'the information about the document has changed (title, author, program)',
  ],
  metadata: ['metadata', 'cambiaron los metadatos del documento', 'the metadata have changed'],
  version: [
    'metadata',
    'el documento dice que necesita una versión posterior de PDF',
    'the document says that it needs a later version of PDF',
  ],
  extensions: [
    'metadata',
    'cambió la lista de extensiones de PDF que usa el documento',
    'the list of extensions of PDF the document uses has changed',
  ],
  'annotation-added': [
    'annotation',
    'se añadió una anotación ({type}) encima de la página',
    'an annotation ({type}) was added on top of the page',
  ],
  'annotation-changed': ['annotation', 'cambió una anotación', 'an annotation has changed'],
  'annotation-removed': ['annotation', 'se quitó una anotación', 'an annotation was removed'],
} as const satisfies Record<string, readonly [kind: ModificationKind, es: string, en: string]>

export type ModificationCode = keyof typeof table

export const modificationCodes: readonly ModificationCode[] = Object.keys(
  table,
) as ModificationCode[]

/** Where a change shows. */
export interface Place {
  /** From 1 on. */
  page: number
  /** Left, bottom, right, top in points, as /Rect says it; null when it says none. */
  box: [number, number, number, number] | null
}

export interface Modification {
  kind: ModificationKind
  code: ModificationCode
  /** The sentence in English. */
  what: string
  /** The full name of the field, where there is one. */
  field?: string
  /** Figures and names of the sentence. */
  evidence: Readonly<Record<string, string | number>>
  place?: Place
}

export function modificationOf(
  code: ModificationCode,
  evidence: Modification['evidence'] = {},
  place?: Place,
): Modification {
  const { field } = evidence
  return {
    kind: table[code][0],
    code,
    what: fill(table[code][2], evidence),
    ...(typeof field === 'string' ? { field } : {}),
    evidence,
    ...(place === undefined ? {} : { place }),
  }
}

/** The change as a sentence, without the page it is on. */
export function describeModification(
  { code, evidence }: Pick<Modification, 'code' | 'evidence'>,
  language: 'es' | 'en',
): string {
  return fill(table[code][language === 'es' ? 1 : 2], evidence)
}

function fill(sentence: string, evidence: Modification['evidence']): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(evidence[name] ?? '–'))
}
