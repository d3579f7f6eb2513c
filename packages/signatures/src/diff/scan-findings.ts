// What a document can hold that may show something else once it is signed: a closed list with sentences for people.
import type { Place } from './modification.ts'

/** `stop`: should not be signed like this. `look`: a person has to look at it before signing. */
export type Severity = 'stop' | 'look'

const table = {
  script: [
    'stop',
    'el documento trae un programa (JavaScript) que puede cambiar lo que se ve',
    'the document holds a program (JavaScript) that can change what is seen',
  ],
  'action-at-opening': [
    'look',
    'algo ocurre al abrir el documento o una página ({type})',
    'something happens when the document or a page is opened ({type})',
  ],
  'leads-outside': [
    'look',
    'algo del documento envía datos o abre otros archivos ({type})',
    'something in the document sends data or opens other files ({type})',
  ],
  'content-outside': [
    'stop',
    'parte de lo que se ve está fuera del archivo y puede cambiar después',
    'part of what is seen lies outside the file and can change later',
  ],
  'dynamic-form': [
    'stop',
    'trae un formulario dinámico (XFA), que se puede ver distinto en cada programa',
    'it holds a dynamic form (XFA), which can look different in each program',
  ],
  'hidden-layer': [
    'stop',
    'hay capas que no se ven ahora y se pueden mostrar después',
    'there are layers that are not seen now and can be shown later',
  ],
  'layer-by-use': [
    'look',
    'hay capas que se ven en la pantalla y no en el papel, o al revés',
    'there are layers that are seen on the screen and not on paper, or the other way round',
  ],
  'covered-text': [
    'stop',
    'hay texto tapado por una imagen o un área dibujada encima: «{text}»',
    'there is text under an image or an area drawn on top of it: “{text}”',
  ],
  'covered-by-annotation': [
    'stop',
    'una anotación ({type}) tapa texto de la página: «{text}»',
    'an annotation ({type}) covers text of the page: “{text}”',
  ],
  'covered-by-field': [
    'stop',
    'el campo «{field}» está encima de texto de la página: «{text}»',
    'the field “{field}” lies on top of text of the page: “{text}”',
  ],
  'hidden-annotation': [
    'look',
    'hay una anotación escondida ({type})',
    'there is a hidden annotation ({type})',
  ],
  'field-disagrees': [
    'stop',
    'el campo «{field}» muestra otra cosa que su valor',
    'the field “{field}” shows something else than its value',
  ],
  'hidden-object': [
    'stop',
    'el archivo guarda otra versión escondida de una de sus partes (objeto {number})',
    'the file keeps another, hidden version of one of its parts (object {number})',
  ],
  'page-outside': [
    'stop',
    'el archivo guarda una página que no se muestra (objeto {number})',
    'the file keeps a page that is not shown (object {number})',
  ],
  'unused-content': [
    'look',
    'el archivo guarda {type} que no usa (objeto {number})',
    'the file keeps {type} it does not use (object {number})',
  ],
  attachment: ['look', 'trae archivos adjuntos', 'it holds attached files'],
  'not-looked-through': [
    'look',
    'no se pudo mirar todo: {what}',
    'not everything could be looked through: {what}',
  ],
} as const satisfies Record<string, readonly [severity: Severity, es: string, en: string]>

export type FindingCode = keyof typeof table
export const findingCodes: readonly FindingCode[] = Object.keys(table) as FindingCode[]

export interface Finding {
  code: FindingCode
  severity: Severity
  /** The sentence in English. */
  what: string
  evidence: Readonly<Record<string, string | number>>
  place?: Place
}

export function findingOf(
  code: FindingCode,
  evidence: Finding['evidence'] = {},
  place?: Place,
): Finding {
  const [severity, , en] = table[code]
  const more = place === undefined ? {} : { place }
  return { code, severity, what: fill(en, evidence), evidence, ...more }
}

/** The finding as a sentence, without the page it is on. */
export function describeFinding(
  { code, evidence }: Pick<Finding, 'code' | 'evidence'>,
  language: 'es' | 'en',
): string {
  return fill(table[code][language === 'es' ? 1 : 2], evidence)
}

function fill(sentence: string, evidence: Finding['evidence']): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(evidence[name] ?? '–'))
}
