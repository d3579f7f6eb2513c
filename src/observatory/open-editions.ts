// Publishes the answer sheets, the codebook and the frozen figures as one dataset of the portal.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Shelf, type ShelfWriter, workFolder } from '#datasets'
import type { Jobs } from '#platform'
import type { Aggregate } from './aggregate.ts'
import { type Answer, type AnswerState, answerStates } from './answer.ts'
import { type FigureFile, csvOf } from './files/figure-file.ts'
import type { Holdings, Observatory } from './observatory.ts'
import type { FrozenEdition } from './store-observatory.ts'
import { isAsked, questionOf } from './survey.ts'

/** Name of the job; what says the same as the newest version publishes nothing. */
export const editionsJob = 'observatory.editions'

/** Address of the dataset in the portal. */
export const editionsDataset = 'observatorio-de-ciudades'

const about = {
  title: {
    es: 'Observatorio de la innovación en las ciudades: respuestas, libro de códigos y cifras',
    en: 'Observatory of innovation in cities: answers, codebook and figures',
  },
  description: {
    es: 'Lo que 45 ciudades respondieron en 2018 y 2020 a la encuesta de la OCDE y Bloomberg Philanthropies, leído de páginas públicas: una muestra de conveniencia, no los resultados de la encuesta. Cada fila lleva el estado de la respuesta y la página de la que se leyó; lo que no está en el texto es «not-in-source», nunca «no» ni cero. Se publica solo cada vez que algo cambia; cada versión queda.',
    en: 'What 45 cities answered in 2018 and 2020 to the survey by the OECD and Bloomberg Philanthropies, read from public pages: a convenience sample, not the results of the survey. Each row carries the state of the answer and the page it was read from; what is not in the text is “not-in-source”, never “no” and never zero. Published by itself each time something changes; every version stays.',
  },
  tags: ['innovación', 'ciudades', 'encuesta'],
  frequency: 'IRREG' as const,
}

export interface OpenEditionsParts {
  jobs: Jobs
  observatory: Pick<Observatory, 'holdings' | 'frozen'>
  /** As the operator. */
  shelf: Shelf & ShelfWriter
  /** Folder for the files on their way. */
  temp: string
}

/** Call before `jobs.work()`. */
export function defineOpenEditions(parts: OpenEditionsParts): void {
  parts.jobs.define(editionsJob, () => publishEditions(parts))
}

async function publishEditions({ observatory, shelf, temp }: OpenEditionsParts): Promise<void> {
  const holdings = await observatory.holdings()
  if (holdings === null || holdings.profiles.length === 0) return
  const frozen = await observatory.frozen(holdings.survey.id)
  const files = [
    { resource: 'respuestas', text: csvOf(answersTable(holdings)) },
    { resource: 'libro-de-codigos', text: csvOf(codebookTable(holdings)) },
    { resource: 'cifras', text: csvOf(figuresTable(frozen)) },
  ]
  const known = await shelf.dataset(editionsDataset)
  const folder = await workFolder(temp, 'editions')
  try {
    for (const { resource, text } of files) {
      const path = join(folder, `${resource}.csv`)
      await writeFile(path, text)
      await shelf.publishFile({
        ...{ path, name: `${resource}.csv`, resource },
        ...{ dataset: editionsDataset, title: about.title.es },
        // Answers of administrations; mayors and officers are not among the columns.
        privacy: { gate: 'identifiers' },
      })
    }
    if (known === null) await shelf.updateDataset(editionsDataset, about)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Row = (string | number | null)[]

type Table = Pick<FigureFile, 'columns' | 'rows'>

const table = (columns: readonly string[], rows: Row[]): Table => ({
  columns: columns.map((id) => ({ id, label: id })),
  rows,
})

/** One row for each choice, or one with the state alone where nothing was chosen. */
export function answersTable({ survey, places, profiles }: Holdings): Table {
  const columns = [
    ...['ciudad_id', 'ciudad', 'pais', 'edicion', 'version', 'pregunta', 'estado', 'opcion'],
    ...['palabras_propias', 'valor', 'nota', 'fuente', 'alcance', 'origen'],
  ]
  const rows = profiles.flatMap((profile): Row[] => {
    const place = places.find(({ id }) => id === profile.city)
    const before = [profile.city, place?.name.es ?? '', place?.country ?? '']
    const { source } = profile
    return survey.questions.flatMap(({ id }): Row[] => {
      const answer = profile.answers[id] ?? { state: 'not-in-source' as const }
      return choicesIn(answer).map(({ option, other, value }) => [
        ...[...before, profile.edition, profile.version, id, answer.state, option, other, value],
        ...[answer.comment ?? null, source.url, source.extent, source.kind],
      ])
    })
  })
  return table(columns, rows)
}

interface Chosen {
  option: string | null
  other: string | null
  value: string | number | null
}

function choicesIn(answer: Answer): Chosen[] {
  const none = { option: null, other: null, value: null }
  if (answer.value !== undefined) return [{ ...none, value: answer.value }]
  const areas = [
    ...(answer.sufficient ?? []).map((option) => ({ ...none, option, value: 'sufficient' })),
    ...(answer.insufficient ?? []).map((option) => ({ ...none, option, value: 'insufficient' })),
  ]
  const chosen = (answer.choices ?? []).map((each) =>
    'option' in each ? { ...none, option: each.option } : { ...none, other: each.other },
  )
  return [...areas, ...chosen].length > 0 ? [...areas, ...chosen] : [none]
}

/** Every question with every option, and which editions asked it. */
export function codebookTable({ survey }: Holdings): Table {
  const columns = [
    ...['pregunta', 'seccion', 'tipo', 'redaccion', 'codigo', 'pregunta_es', 'pregunta_en'],
    ...['condicion', 'opcion', 'opcion_es', 'opcion_en', 'ediciones'],
  ]
  const years = survey.editions.map(({ year }) => year)
  const rows = survey.questions.flatMap((own): Row[] => {
    const { id, section, type, wording, code = null, text, base } = own
    const rule = base === undefined ? null : `${base.question} = ${base.is.join(' | ')}`
    const head: Row = [id, section, type, wording, code, text.es, text.en, rule]
    const options = questionOf(survey, id)?.options ?? []
    if (options.length === 0) return [[...head, null, null, null, years.join(' ')]]
    return options.map((option) => [
      ...[...head, option.id, option.es, option.en],
      years.filter((year) => isAsked(option, year)).join(' '),
    ])
  })
  const states = answerStates.map((state): Row => [
    ...[
      'estado',
      null,
      'estado',
      'verified',
      null,
      'Estado de una respuesta',
      'State of an answer',
    ],
    ...[null, state, stateWords[state].es, stateWords[state].en, years.join(' ')],
  ])
  return table(columns, [...rows, ...states])
}

/** What the eight states say, for who reads the table without its pages. */
const stateWords: Readonly<Record<AnswerState, { es: string; en: string }>> = {
  answered: { es: 'Respondida', en: 'Answered' },
  'none-of-these': { es: 'Ninguna de estas', en: 'None of these' },
  'not-asked-in-edition': { es: 'No preguntada en esta edición', en: 'Not asked in this edition' },
  'skipped-by-rule': { es: 'No aplica por otra respuesta', en: 'Skipped by an earlier answer' },
  declined: { es: 'Prefirió no responder', en: 'Declined' },
  unknown: { es: 'La ciudad no lo sabe', en: 'Unknown to the city' },
  'left-blank': { es: 'En blanco', en: 'Left blank' },
  'not-in-source': { es: 'No está en el texto leído', en: 'Not in the text that was read' },
}

/** The figures as they were frozen, with the version and the hash they can be cited by. */
function figuresTable(frozen: readonly FrozenEdition[]): Table {
  const columns = [
    ...['ambito', 'version', 'pregunta', 'opcion', 'ciudades', 'preguntadas', 'respondieron'],
    ...['eligieron', 'porcentaje', 'desde', 'hasta', 'motivo_sin_porcentaje', 'hash'],
  ]
  const rows = frozen.flatMap(({ scope, version, content, hash }): Row[] =>
    (content as { figures: Aggregate[] }).figures.map((each) => [
      ...[scope, version, each.question, each.option, each.places, each.asked, each.answered],
      ...[each.chosen, each.percent, each.low, each.high, each.suppressed, hash],
    ]),
  )
  return table(columns, rows)
}
