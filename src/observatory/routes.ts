// The addresses of the observatory: list, profile, comparison, and the same as files.
import Type from 'typebox'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { answerRoutes } from './answering/answer-routes.ts'
import type { Answering } from './answering/answering.ts'
import type { Assessing } from './assessing/assessing.ts'
import { assessmentRoutes } from './assessing/assessment-routes.ts'
import { cityPage, cityView } from './city-page.ts'
import { comparePage } from './compare-page.ts'
import { ObservatoryError } from './errors.ts'
import type { House } from './house/house.ts'
import { houseRoutes } from './house/house-routes.ts'
import { type Format, answerFile, formats } from './files/figure-file.ts'
import { figureOf, figureQuestions, fileOf } from './figures.ts'
import { cohortFrom } from './cohort.ts'
import { type Filters, filterNames, listPage } from './list-page.ts'
import type { Observatory } from './observatory.ts'

export interface ObservatoryFace {
  observatory: Pick<Observatory, 'holdings'>
  house: House
  answering: Answering
  assessing: Assessing
  context(request: RouteRequest): PageContext
}

const id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const text = Type.Optional(Type.String({ maxLength: 200 }))
const read = { method: 'GET', verb: 'read', loads: 'nothing', openQuery: true } as const
const choice = Type.Object({ edition: text, wording: text, cohort: text })

export function observatoryRoutes(face: ObservatoryFace): RouteDefinition[] {
  const { house, answering, assessing, context, observatory } = face
  const holdings = () => observatory.holdings()
  return [
    ...houseRoutes({ house, context, holdings }),
    ...answerRoutes({ answering, context, holdings }),
    ...assessmentRoutes({ assessing, context }),
    {
      ...{ ...read, url: '/observatory', kind: 'page' },
      schema: {
        query: Type.Object({ area: text, role: text, activity: text, region: text, size: text }),
      },
      handle: async (request) =>
        page(
          listPage(face.context(request), await face.observatory.holdings(), filtersIn(request)),
        ),
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
      schema: { query: Type.Object({ cities: text }) },
      handle: async (request) =>
        page(
          comparePage(
            face.context(request),
            await face.observatory.holdings(),
            String(request.query['cities'] ?? ''),
          ),
        ),
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
      ...{ ...read, url: '/observatory/cities.json', kind: 'file', cors: true },
      summary:
        'The survey with its questions and published figures, the cities, and every answer sheet.',
      schema: {},
      handle: async () => json((await face.observatory.holdings()) ?? {}),
    },
    {
      ...{ ...read, url: '/observatory/figures/:file', kind: 'file', cors: true },
      summary:
        'One figure over all cities that are held, as `.csv`, `.json`, `.xlsx`, `.svg` or `.png`.',
      schema: {
        params: Type.Object({
          file: Type.String({
            pattern: `^(${figureQuestions.join('|')})\\.(${formats.join('|')})$`,
          }),
        }),
      },
      handle: (request) => figureFile(face, request),
    },
  ]
}

async function figureFile(face: ObservatoryFace, request: RouteRequest): Promise<Answer> {
  const { t, lang, locale } = face.context(request)
  const [name, ending] = (request.params['file'] ?? '').split('.')
  const question = figureQuestions.find((each) => each === name)
  const format = formats.find((each) => each === ending)
  const holdings = await face.observatory.holdings()
  if (question === undefined || format === undefined || holdings === null) {
    throw new ObservatoryError('not-found')
  }
  const cohort = cohortFrom(holdings, request.query['cohort'])
  const number = (value: number): string => locale.number(lang, value)
  const file = fileOf({ t, lang, number }, figureOf(holdings, question, lang, cohort), cohort)
  return answerFile(file, format satisfies Format)
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
