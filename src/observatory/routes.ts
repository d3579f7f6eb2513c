// The addresses of the observatory: list, profile, comparison, and the same as files.
import Type from 'typebox'
import type { PageContext } from '#pages'
import { actorOf } from '#people'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { answerRoutes } from './answering/answer-routes.ts'
import type { Answering } from './answering/answering.ts'
import type { AnswerSigning } from './answering/attestation.ts'
import { answerSheetTable } from './answering/answers-table.ts'
import type { Assessing } from './assessing/assessing.ts'
import { assessmentRoutes } from './assessing/assessment-routes.ts'
import { cityPage, cityView } from './city-page.ts'
import { comparePage } from './compare-page.ts'
import { ObservatoryError } from './errors.ts'
import type { House } from './house/house.ts'
import { mayWrite } from './house/permit.ts'
import { houseRoutes } from './house/house-routes.ts'
import type { Printing } from './house/print-report.ts'
import { tableAnswer } from './files/figure-file.ts'
import { answersTable, codebookTable } from './open-editions.ts'
import { changesIn } from './changes.ts'
import { changesPage, changesTableFile } from './changes-page.ts'
import { figureRoutes } from './figure-routes.ts'
import { cohortFrom } from './cohort.ts'
import { type Filters, filterNames, listPage } from './list-page.ts'
import type { Observatory } from './observatory.ts'

export interface ObservatoryFace {
  observatory: Pick<Observatory, 'holdings' | 'frozenVersion' | 'frozenHoldings' | 'surveyVersion'>
  house: House
  printing: Printing
  answering: Answering
  signing: AnswerSigning
  assessing: Assessing
  context(request: RouteRequest): PageContext
}

const id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const text = Type.Optional(Type.String({ maxLength: 200 }))
const read = { method: 'GET', verb: 'read', loads: 'nothing', openQuery: true } as const
/** A group may name all 45 cities. */
const group = Type.Optional(Type.String({ maxLength: 1200 }))
const choice = Type.Object({ edition: text, wording: text, cohort: group })

export function observatoryRoutes(face: ObservatoryFace): RouteDefinition[] {
  const { house, printing, answering, signing, assessing, context, observatory } = face
  const holdings = () => observatory.holdings()
  return [
    ...houseRoutes({ house, printing, context, holdings }),
    ...answerRoutes({ answering, signing, context, holdings }),
    ...assessmentRoutes({ assessing, context }),
    ...figureRoutes({ observatory, context }),
    {
      ...{ ...read, url: '/observatory', kind: 'page' },
      schema: {
        query: Type.Object({
          ...{ area: text, role: text, activity: text, region: text, size: text, income: text },
        }),
      },
      async handle(request) {
        const context = face.context(request)
        const answers = mayWrite(actorOf(request), 'draft', context.now)
        return page(listPage(context, await holdings(), filtersIn(request), answers))
      },
    },
    {
      ...{ ...read, url: '/observatory/cities/:city', kind: 'page' },
      schema: { params: Type.Object({ city: id }), query: choice },
      async handle(request) {
        const context = face.context(request)
        const holdings = await face.observatory.holdings()
        const view = cityView(context, holdings, {
          ...request.query,
          city: request.params['city'] ?? '',
        })
        if (holdings === null) throw new ObservatoryError('not-found')
        return page(cityPage(context, holdings, view))
      },
    },
    {
      ...{ ...read, url: '/observatory/compare', kind: 'page' },
      schema: { query: Type.Object({ cities: text, cohort: group }) },
      handle: async (request) =>
        page(
          comparePage(
            face.context(request),
            await face.observatory.holdings(),
            String(request.query['cities'] ?? ''),
            request.query['cohort'],
          ),
        ),
    },
    {
      ...{ ...read, url: '/observatory/changes', kind: 'page' },
      schema: { query: Type.Object({ from: text, to: text, cohort: group }) },
      handle: async (request) =>
        page(changesPage(face.context(request), await holdings(), request.query)),
    },
    {
      ...{ ...read, url: '/observatory/changes/:file', kind: 'file', cors: true },
      summary: 'What changed between two editions, over cities that answered both.',
      schema: {
        params: Type.Object({ file: Type.String({ pattern: '^changes\\.(csv|json|xlsx)$' }) }),
        query: Type.Object({ from: text, to: text, cohort: group }),
      },
      async handle(request) {
        const context = face.context(request)
        const held = await holdings()
        if (held === null) throw new ObservatoryError('not-found')
        const cohort = cohortFrom(held, request.query['cohort'])
        const changes = changesIn(held, request.query, context.lang, cohort)
        const { title, ...table } = changesTableFile(context, changes)
        return tableAnswer(request.params['file'] ?? '', table, title)
      },
    },
    {
      ...{ ...read, url: '/observatory/cities/:city/profile.json', kind: 'file', cors: true },
      summary: 'The answers of a city in one edition, with its sentences and what each depends on.',
      schema: { params: Type.Object({ city: id }), query: choice },
      async handle(request) {
        const { place, profile, sentences } = cityView(
          face.context(request),
          await face.observatory.holdings(),
          { ...request.query, city: request.params['city'] ?? '' },
        )
        return json({ place, profile, sentences })
      },
    },
    {
      ...{ ...read, url: '/observatory/cities/:city/:file', kind: 'file', cors: true },
      summary:
        'The answers of a city in one edition, one row for each choice; the same file can be read in again.',
      schema: {
        params: Type.Object({
          ...{ city: id, file: Type.String({ pattern: '^answers\\.(csv|json|xlsx)$' }) },
        }),
        query: Type.Object({ edition: text }),
      },
      async handle(request) {
        const { city = '', file = '' } = request.params
        const held = await holdings()
        const { profile } = cityView(face.context(request), held, { ...request.query, city })
        if (held === null) throw new ObservatoryError('not-found')
        return tableAnswer(file, answerSheetTable(held.survey, profile), city)
      },
    },
    {
      ...{ ...read, url: '/observatory/cities.json', kind: 'file', cors: true },
      summary:
        'The survey with its questions and published figures, the cities, and every answer sheet.',
      schema: {},
      handle: async () => json((await face.observatory.holdings()) ?? {}),
    },
    {
      ...{ ...read, url: '/observatory/answers/:file', kind: 'file', cors: true },
      summary:
        'All answer sheets, one row for each choice, or the codebook, as `.csv`, `.json` or `.xlsx`.',
      schema: {
        params: Type.Object({
          file: Type.String({ pattern: '^(answers|codebook)\\.(csv|json|xlsx)$' }),
        }),
      },
      handle: (request) => answersFile(face, request),
    },
  ]
}

async function answersFile(
  { observatory }: ObservatoryFace,
  { params }: RouteRequest,
): Promise<Answer> {
  const holdings = await observatory.holdings()
  if (holdings === null) throw new ObservatoryError('not-found')
  const { file = '' } = params
  const codebook = file.startsWith('codebook')
  const table = codebook ? codebookTable(holdings) : answersTable(holdings)
  return tableAnswer(file, table, codebook ? 'codebook' : 'answers')
}

const page = (body: string): Answer => ({ body, cache: 'no-cache' })

function json(content: object): Answer {
  return {
    type: 'application/json; charset=utf-8',
    body: JSON.stringify(content, null, 1),
    cache: 'no-cache',
  }
}

function filtersIn({ query }: RouteRequest): Filters {
  const filters: Filters = {}
  for (const name of filterNames) {
    const value = query[name]
    if (typeof value === 'string' && value !== '') filters[name] = value
  }
  return filters
}
