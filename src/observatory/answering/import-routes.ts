// The addresses on which a file of answers is read in; faults are named by question and row, and nothing is taken then.
import Type from 'typebox'
import type { Actor } from '#people'
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteDefinition, type RouteRequest } from '#platform'
import { readUploadForm } from '#platform/http'
import { TableError, describeTableError } from '@rimaq/tables'
import type { AnswerPageParts } from './answer-pages.ts'
import type { Answering } from './answering.ts'
import { answersFrom } from './answers-table.ts'
import { importPage } from './import-page.ts'
import { answerPath } from './paths.ts'
import { limits } from './read-rows.ts'

interface Face {
  answering: Answering
  context(request: RouteRequest): PageContext
  /** @throws Refusal not-found for who may not draft */
  asked(request: RouteRequest): Promise<{ actor: Actor; year: number; parts: AnswerPageParts }>
}

const params = Type.Object({ edition: Type.String({ pattern: '^20\\d{2}$' }) })
const url = `${answerPath}/:edition/import`
const common = { verb: 'draft', loads: 'shelf', kind: 'page', openQuery: true, url } as const

export function importRoutes(face: Face): RouteDefinition[] {
  return [
    {
      ...{ ...common, method: 'GET', schema: { params } },
      async handle(request) {
        const { parts } = await face.asked(request)
        return page(importPage(face.context(request), parts, []))
      },
    },
    {
      ...{ ...common, method: 'POST', schema: { params }, uploadBody: true },
      limits: { perMinute: 20, bodyBytes: limits.bytes + 100_000 },
      handle: (request) => take(face, request),
    },
  ]
}

async function take(face: Face, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { actor, year, parts } = await face.asked(request)
  const type = request.headers['content-type']
  const upload = await readUploadForm(
    request.body as AsyncIterable<Uint8Array>,
    Array.isArray(type) ? (type[0] ?? '') : (type ?? ''),
  )
  const refuse = (faults: string[]): Answer => ({
    ...page(importPage(context, parts, faults)),
    status: 422,
  })
  const { survey, sheet, draft } = parts.view
  try {
    const read = await face.answering.readFile({ name: upload.name, file: upload.file })
    const { answers, problems } = answersFrom(survey, { ...sheet, answers: draft.answers }, read)
    if (problems.length > 0) return refuse(faultsIn(context, parts, problems))
    if (Object.keys(answers).length === 0) return refuse([context.t('observatory.import.empty')])
    await face.answering.as(actor).takeAnswers(year, answers)
  } catch (error) {
    upload.drop()
    if (error instanceof TableError) {
      return refuse([describeTableError(error, context.lang === 'en' ? 'en' : 'es')])
    }
    if (error instanceof Refusal && error.code === 'too-large') {
      return refuse([context.t('observatory.import.too-large', { most: limits.bytes >> 20 })])
    }
    throw error
  }
  const location = context.link(`${answerPath}/${year}/review`)
  return { status: 303, headers: { location }, body: '' }
}

/** One sentence each: the row of the file, the question by code and words, and what is wrong. */
function faultsIn(
  { t, lang }: PageContext,
  { view: { survey } }: AnswerPageParts,
  problems: ReturnType<typeof answersFrom>['problems'],
): string[] {
  return problems.map(({ code, row, question, found }) => {
    const asked = survey.questions.find(({ id }) => id === question)
    const fault = t(`observatory.import.problem.${code}`, { found })
    const about =
      asked === undefined
        ? (question ?? '')
        : `${question ?? ''} (${asked.text[lang === 'en' ? 'en' : 'es']})`
    if (row === null) return fault
    return about === ''
      ? t('observatory.import.row', { row, fault })
      : t('observatory.import.row-question', { row, question: about, fault })
  })
}

const page = (body: string): Answer => ({ body, cache: 'no-store' })
