// The figures of the city's own house as files and for other sites, as they stand now or stood at an instant.
import Type from 'typebox'
import type { Html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { embedFrame } from '../embed-page.ts'
import { ObservatoryError } from '../errors.ts'
import { answerFile, formats } from '../files/figure-file.ts'
import type { Holdings } from '../observatory.ts'
import type { House } from './house.ts'
import { houseFigureBody } from './house-figure-part.ts'
import { type HouseFigure, houseFigureFile, houseFigureIds, houseFigures } from './house-figures.ts'
import { indicatorFigure } from './indicator-figure.ts'
import { indicatorFile } from './indicator-file.ts'
import type { Indicator } from './indicator.ts'
import { housePath } from './paths.ts'

interface Face {
  house: House
  holdings(): Promise<Holdings | null>
  context(request: RouteRequest): PageContext
}

const read = { method: 'GET', verb: 'read', loads: 'nothing', openQuery: true } as const
const query = Type.Object({ at: Type.Optional(Type.String({ maxLength: 40 })) })

/** `name.ending` of the address. @throws ObservatoryError not-found */
function fileAsked(request: RouteRequest): { name: string; format: (typeof formats)[number] } {
  const [name = '', ending] = (request.params['file'] ?? '').split('.')
  const format = formats.find((each) => each === ending)
  if (format === undefined) throw new ObservatoryError('not-found')
  return { name, format }
}

export function houseFigureRoutes(face: Face): RouteDefinition[] {
  const names = houseFigureIds.join('|')
  return [
    {
      ...{ ...read, url: `${housePath}/figures/:file`, kind: 'file', cors: true },
      summary:
        'A figure of the city’s own house, as `.csv`, `.json`, `.xlsx`, `.svg` or `.png`; with `at` as it stood at that instant.',
      schema: {
        params: Type.Object({
          file: Type.String({ pattern: `^(${names})\\.(${formats.join('|')})$` }),
        }),
        query,
      },
      limits: { perMinute: 120 },
      async handle(request) {
        const { name, format } = fileAsked(request)
        const { figure } = await figureAsked(face, request, name)
        return answerFile(houseFigureFile(face.context(request), figure), format)
      },
    },
    {
      ...{ ...read, url: `${housePath}/embed/:figure`, kind: 'page', embeddable: true },
      schema: { params: Type.Object({ figure: Type.String({ pattern: `^(${names})$` }) }), query },
      handle: (request) => embedded(face, request),
    },
    {
      ...{ ...read, url: `${housePath}/values/:file`, kind: 'file', cors: true },
      summary:
        'The values of one indicator, as `.csv`, `.json`, `.xlsx`, `.svg` or `.png`; with `at` as they stood at that instant.',
      schema: {
        params: Type.Object({
          file: Type.String({
            pattern: `^[a-z0-9]+(-[a-z0-9]+)*\\.(${formats.join('|')})$`,
            maxLength: 90,
          }),
        }),
        query,
      },
      limits: { perMinute: 120 },
      async handle(request) {
        const { name, format } = fileAsked(request)
        const { indicator } = await indicatorAsked(face, request, name)
        return answerFile(indicatorFile(face.context(request), indicator), format)
      },
    },
    {
      ...{ ...read, url: `${housePath}/embed/values/:id`, kind: 'page', embeddable: true },
      schema: {
        params: Type.Object({
          id: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 80 }),
        }),
        query,
      },
      async handle(request) {
        const { indicator, at } = await indicatorAsked(face, request, request.params['id'] ?? '')
        const context = face.context(request)
        return framed(context, {
          ...{ title: String(indicator.sheet.content['name']), at },
          body: indicatorFigure(context, indicator),
        })
      },
    },
  ]
}

async function embedded(face: Face, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { figure, at } = await figureAsked(face, request, request.params['figure'] ?? '')
  return framed(context, { title: figure.title, at, body: houseFigureBody(context, figure) })
}

function framed(
  context: PageContext,
  { title, body, at }: { title: string; body: Html; at: Date | null },
): Answer {
  const { t, lang, locale } = context
  const moment =
    at === null
      ? t('observatory.embed.live')
      : t('observatory.embed.at', { when: locale.dateTime(lang, at) })
  return {
    body: embedFrame(context, { title, body, moment, home: housePath }),
    cache: at === null ? 'public, max-age=300' : 'public, max-age=86400',
  }
}

/** Null: now. An instant that is still to come has no state that stays. @throws ObservatoryError not-found */
function instantIn(face: Face, request: RouteRequest): Date | null {
  const asked = request.query['at']
  const at = asked === undefined ? null : new Date(String(asked))
  if (at !== null && !(at <= face.context(request).now)) throw new ObservatoryError('not-found')
  return at
}

/** @throws ObservatoryError not-found */
async function figureAsked(
  face: Face,
  request: RouteRequest,
  name: string,
): Promise<{ figure: HouseFigure; at: Date | null }> {
  const at = instantIn(face, request)
  const view = await face.house.view(at ?? undefined)
  const survey = (await face.holdings())?.survey ?? null
  const figure = houseFigures(face.context(request), view, survey).find(({ id }) => id === name)
  if (figure === undefined) throw new ObservatoryError('not-found')
  return { figure, at }
}

/** @throws ObservatoryError not-found, also where it had no value then */
async function indicatorAsked(
  face: Face,
  request: RouteRequest,
  name: string,
): Promise<{ indicator: Indicator; at: Date | null }> {
  const at = instantIn(face, request)
  const { indicators } = await face.house.view(at ?? undefined)
  const indicator = indicators.find(({ sheet }) => sheet.id === name)
  if (indicator === undefined || (at !== null && indicator.values.length === 0)) {
    throw new ObservatoryError('not-found')
  }
  return { indicator, at }
}
