// Turns whatever went wrong into one sentence for the person who asked, and a status for programs.
import type { Lang, Locale } from '../ground.ts'
import { SandboxError } from '../sandbox/sandbox-error.ts'
import type { SandboxErrorCode } from '../sandbox/sandbox-error.ts'
import { Refusal } from './refusal.ts'
import type { InputFault, RefusalCode } from './refusal.ts'

/** What a person or a program is told. Nothing in it comes from an unexpected error. */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  /** Id of the request; the log has the rest under it. */
  id: string
  faults: { in: InputFault['in']; name: string; reason: string; sentence: string }[]
  retryAfter?: number
}

/** How a room's own error classes are explained; given by main.ts, which knows the rooms. */
export interface Explained {
  status: number
  code: string
  /** For people, in the reader's language. */
  sentence: string
  retryAfter?: number
}

export type Explain = (error: unknown, lang: Lang) => Explained | null

const statuses: Record<RefusalCode, number> = {
  'invalid-input': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'foreign-origin': 403,
  'not-found': 404,
  'wrong-method': 405,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-type': 415,
  'bad-range': 416,
  'too-many-requests': 429,
  unavailable: 503,
  'took-too-long': 504,
}

/** Fastify's own refusals, by their code; those not named here go by their status. */
const ofFastify: Record<string, RefusalCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_NOT_FOUND: 'not-found',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}

const ofSandbox: Record<SandboxErrorCode, RefusalCode> = {
  'too-long': 'took-too-long',
  'too-much-memory': 'too-large',
  crashed: 'invalid-input',
}

/** An error as a refusal where it is one; null means unexpected. */
export function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof SandboxError) {
    const { code, detail } = error
    const sentence = `platform.sandbox.${code}`
    return new Refusal(ofSandbox[code], { sentence, values: detail, cause: error })
  }
  if (typeof error !== 'object' || error === null) return null
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? ofFastify[code] : undefined
  if (known) return new Refusal(known, { cause: error })
  const ofOurs = typeof code === 'string' && code.startsWith('FST_ERR')
  if ((ofOurs || error instanceof SyntaxError) && typeof statusCode === 'number') {
    if (statusCode >= 400 && statusCode < 500) {
      return new Refusal('invalid-input', { sentence: 'platform.problem.unreadable', cause: error })
    }
  }
  return null
}

/** Builds the problem: a refusal's own sentence, a room's explanation, or the general sentence. */
export function describeProblem(
  error: unknown,
  context: { locale: Locale; lang: Lang; id: string; explain?: Explain },
): Problem {
  const { locale, lang, id } = context
  const t = locale.for(lang)
  const refusal = asRefusal(error)
  if (refusal) {
    const { code } = refusal
    const problem: Problem = {
      status: statuses[code],
      code,
      title: t(`platform.problem.${code}.title`),
      detail: t(refusal.sentence ?? `platform.problem.${code}.detail`, refusal.values),
      id,
      faults: refusal.faults.map((fault) => ({
        in: fault.in,
        name: fault.name,
        reason: fault.reason,
        sentence: t(`platform.fault.${fault.reason}`, { name: fault.name, ...fault.values }),
      })),
    }
    if (refusal.retryAfter !== undefined) problem.retryAfter = refusal.retryAfter
    return problem
  }
  const explained = context.explain?.(error, lang)
  if (explained) {
    const { status, code, sentence, retryAfter } = explained
    const kind = codeOfStatus(status)
    const title = t(`platform.problem.${kind}.title`)
    const problem: Problem = { status, code, title, detail: sentence, id, faults: [] }
    if (retryAfter !== undefined) problem.retryAfter = retryAfter
    return problem
  }
  return {
    status: 500,
    code: 'internal',
    title: t('platform.problem.internal.title'),
    detail: t('platform.problem.internal.detail', { id }),
    id,
    faults: [],
  }
}

function codeOfStatus(status: number): RefusalCode | 'internal' {
  for (const [code, own] of Object.entries(statuses)) {
    if (own === status) return code as RefusalCode
  }
  return status >= 500 ? 'internal' : 'invalid-input'
}

/** RFC 9457. */
export function problemJson(problem: Problem): object {
  return {
    type: 'about:blank',
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: `urn:uuid:${problem.id}`,
    code: problem.code,
    ...(problem.faults.length > 0 && { faults: problem.faults }),
  }
}

/** A bare page, used until the pages room gives its own. */
export function plainErrorPage(problem: Problem, lang: Lang): string {
  const faults = problem.faults.map((fault) => `<li>${escape(fault.sentence)}</li>`).join('')
  return `<!doctype html>
<html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(problem.title)}</title>
<h1>${escape(problem.title)}</h1>
<p>${escape(problem.detail)}</p>${faults && `<ul>${faults}</ul>`}
<p><small>${problem.id}</small></p>
</html>
`
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
