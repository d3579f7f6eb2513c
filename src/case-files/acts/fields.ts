// Fills the fields of a template from the case, and finds what is left for a person to write.
import type { CaseFile } from '../filing/store-filings.ts'
import { shownNumber } from '../filing/filing-parts.ts'

/** `{{expediente.numero}}` */
const field = /\{\{\s*([a-z.]+)\s*\}\}/g
/** `[[lo que falta]]`: what only a person knows. */
const gap = /\[\[[^[\]\n]{1,300}\]\]/g

/** What the entity knows beside the case. */
export interface Surroundings {
  institution: string
  /** Of the office that answers for the case. */
  office: string
  drafter: string
  city: string
  /** `28 de noviembre de 2026`, in the words of the document. */
  today: string
  received: string
  due: string
}

/** Every field a template may use. */
export function fieldsFor(
  filed: Pick<CaseFile, 'year' | 'number' | 'content' | 'filer' | 'answers'>,
  around: Surroundings,
): Readonly<Record<string, string>> {
  const { content, filer, answers } = filed
  const said = (name: string): string => {
    const value = answers[name]
    return value === undefined ? '' : String(value)
  }
  const norms = content.basis.map(({ norm, article }) =>
    article === undefined ? norm : `${norm}, artículo ${article}`,
  )
  return {
    'expediente.numero': shownNumber(filed),
    'expediente.recibido': around.received,
    'expediente.vence': around.due,
    'expediente.asunto': said('asunto') || content.name.es,
    'procedimiento.nombre': content.name.es,
    'procedimiento.base': norms.join('; '),
    'procedimiento.decide': content.offices.decides,
    'recurso.organo': content.offices.appeal ?? content.offices.decides,
    'reconsideracion.organo': content.offices.reconsideration ?? content.offices.decides,
    'recurso.plazo': 'quince (15) días hábiles',
    'presentante.nombre': filer.name,
    'presentante.documento': `${filer.document} ${filer.number}`,
    'presentante.domicilio': filer.address ?? 'el domicilio que consta en el expediente',
    'entidad.nombre': around.institution,
    'oficina.nombre': around.office,
    'redactor.nombre': around.drafter,
    ciudad: around.city,
    hoy: around.today,
  }
}

/**
 * The text with its fields filled. A value is text: what in it would be a mark of the text is
 * escaped, and it can make no line of its own. A field nobody knows becomes a gap.
 */
export function fill(body: string, values: Readonly<Record<string, string>>): string {
  return body.replaceAll(field, (_whole, name: string) => {
    if (!Object.hasOwn(values, name)) return `[[${name}]]`
    return escaped(values[name] ?? '')
  })
}

function escaped(value: string): string {
  const line = value.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
  return line.replaceAll(/[\\`*_[\]()#<>|]/g, (mark) => `\\${mark}`)
}

/** What is still to be written by a person, in the order of the text. */
export function gapsIn(body: string): string[] {
  return [...body.matchAll(gap)].map(([whole]) => whole.slice(2, -2))
}

/** Fields of a template that no case fills. */
export function unknownFields(body: string, known: readonly string[]): string[] {
  const names = [...body.matchAll(field)].map(([, name = '']) => name)
  return [...new Set(names.filter((name) => !known.includes(name)))]
}
