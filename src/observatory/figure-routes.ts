// The addresses of figures over cities: as files and for other sites, counted now or as they were frozen.
import Type from 'typebox'
import type { PageContext } from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { cohortFrom } from './cohort.ts'
import { type EmbedParts, embedFrame, embedPage } from './embed-page.ts'
import { ObservatoryError } from './errors.ts'
import { answerFile, formats } from './files/figure-file.ts'
import { figureOf, figureQuestions, fileOf, frozenFigure } from './figures.ts'
import type { Observatory } from './observatory.ts'
import { publishedBody, publishedFile, publishedName } from './published-figure.ts'
import type { Survey } from './survey.ts'

interface Face {
  observatory: Pick<Observatory, 'holdings' | 'frozenVersion' | 'frozenHoldings' | 'surveyVersion'>
  context(request: RouteRequest): PageContext
}

const read = { method: 'GET', verb: 'read', loads: 'nothing', openQuery: true } as const
const names = [...figureQuestions, publishedName].join('|')
const query = Type.Object({
  /** A group may name all 45 cities. */
  cohort: Type.Optional(Type.String({ maxLength: 1200 })),
  version: Type.Optional(Type.String({ maxLength: 20 })),
})

export function figureRoutes(face: Face): RouteDefinition[] {
  return [
    {
      ...{ ...read, url: '/observatory/figures/:file', kind: 'file', cors: true },
      summary:
        'One figure over all cities that are held, or over a group (`cohort`), as `.csv`, `.json`, `.xlsx`, `.svg` or `.png`; with `version` as it was frozen.',
      schema: {
        params: Type.Object({
          file: Type.String({ pattern: `^(${names})\\.(${formats.join('|')})$` }),
        }),
        query,
      },
      limits: { perMinute: 120 },
      handle: (request) => figureFile(face, request),
    },
    {
      ...{ ...read, url: '/observatory/embed/:figure', kind: 'page', embeddable: true },
      schema: { params: Type.Object({ figure: Type.String({ pattern: `^(${names})$` }) }), query },
      handle: (request) => embedded(face, request),
    },
    {
      ...{ ...read, url: '/observatory/frozen/:scope/:version', kind: 'file', cors: true },
      summary:
        'Every figure of an edition (or `pooled`) as it was frozen, with its hash; it never changes.',
      schema: {
        params: Type.Object({
          scope: Type.String({ pattern: '^(pooled|20\\d{2})$' }),
          version: Type.String({ pattern: '^[1-9]\\d{0,6}$' }),
        }),
      },
      async handle({ params }) {
        const { scope = '', version } = params
        const found = await face.observatory.frozenVersion(scope, Number(version))
        if (found === null) throw new ObservatoryError('not-found')
        return {
          type: 'application/json; charset=utf-8',
          body: JSON.stringify(found, null, 1),
          cache: 'public, max-age=31536000, immutable',
          etag: found.hash,
        }
      },
    },
  ]
}

async function figureFile(face: Face, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { t, lang, locale } = context
  const [name = '', ending] = (request.params['file'] ?? '').split('.')
  const format = formats.find((each) => each === ending)
  if (format === undefined) throw new ObservatoryError('not-found')
  if (name === publishedName) {
    const { survey } = await publishedAsked(face, request)
    return answerFile(publishedFile(context, survey), format)
  }
  const { holdings, figure, cohort } = await figureAsked(face, request, name)
  const number = (value: number): string => locale.number(lang, value)
  return answerFile(fileOf({ t, lang, number }, holdings.survey, figure, cohort), format)
}

/** What other sites show for a while; what is frozen, for a day. */
const cacheOf = (frozen: object | null): string =>
  frozen === null ? 'public, max-age=300' : 'public, max-age=86400'

async function embedded(face: Face, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { figure: name = '' } = request.params
  if (name !== publishedName) {
    const parts = await figureAsked(face, request, name)
    return { body: embedPage(context, parts), cache: cacheOf(parts.frozen) }
  }
  const { t, lang, locale } = context
  const { survey, frozen } = await publishedAsked(face, request)
  const moment =
    frozen === null
      ? t('observatory.embed.published')
      : t('observatory.embed.frozen', {
          version: frozen.version,
          when: locale.dateTime(lang, frozen.when),
        })
  const title = t('observatory.figure.published-funded')
  const parts = { title, body: publishedBody(context, survey), moment, home: '/observatory' }
  return { body: embedFrame(context, parts), cache: cacheOf(frozen) }
}

/** Undefined where none is asked for; one that cannot be is 0, which nothing has. */
function versionIn({ query: asked }: RouteRequest): number | undefined {
  const { version } = asked
  if (version === undefined) return undefined
  return /^[1-9]\d{0,6}$/.test(String(version)) ? Number(version) : 0
}

/**
 * The figure as it is counted now, or as it was frozen in `version`. Over all cities the counts were
 * kept; over a group they follow from the sheets, the survey and the groups that were kept with them.
 * @throws ObservatoryError not-found
 */
async function figureAsked(
  { observatory, context }: Face,
  request: RouteRequest,
  name: string,
): Promise<EmbedParts> {
  const { lang } = context(request)
  const question = figureQuestions.find((each) => each === name)
  const version = versionIn(request)
  const frozen = version === undefined ? null : await observatory.frozenHoldings(version)
  const holdings = version === undefined ? await observatory.holdings() : frozen?.holdings
  if (question === undefined || !holdings) throw new ObservatoryError('not-found')
  const cohort = cohortFrom(holdings, request.query['cohort'])
  const group = cohort === undefined ? {} : { cohort }
  if (version === undefined || frozen === null) {
    const figure = figureOf(holdings, question, lang, cohort)
    return { holdings, figure, frozen: null, ...group }
  }
  const figure =
    cohort === undefined
      ? frozenFigure(holdings, question, lang, frozen.figures)
      : figureOf(holdings, question, lang, cohort)
  return { holdings, figure, frozen: { version, when: frozen.when }, ...group }
}

/** The survey as it is now, or as `version` stated it. @throws ObservatoryError not-found */
async function publishedAsked(
  { observatory }: Face,
  request: RouteRequest,
): Promise<{ survey: Survey; frozen: { version: number; when: Date } | null }> {
  const version = versionIn(request)
  if (version === undefined) {
    const holdings = await observatory.holdings()
    if (holdings === null) throw new ObservatoryError('not-found')
    return { survey: holdings.survey, frozen: null }
  }
  const found = await observatory.surveyVersion(version)
  if (found === null) throw new ObservatoryError('not-found')
  return { survey: found.survey, frozen: { version, when: found.when } }
}
