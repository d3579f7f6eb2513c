// Shows how far the reading of a file is, on the page and to the script that keeps it fresh.
import { html, type Html } from '@rimaq/markup'
import type { ReadingProgress, Submission } from '#datasets'
import { type PageContext, linkButton, notice, progress } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { Type } from 'typebox'
import { type Publishing, shelfOf } from './publishing.ts'
import { needOfficial } from './work-page.ts'

/** In the order they are done. */
const phases = ['wait', 'unpack', 'read', 'types', 'checks', 'privacy', 'write', 'stats'] as const

/** Seconds of silence after which the page says that nobody reads now. */
const silent = 30

export const readingAnswer = Type.Object({
  state: Type.String(),
  label: Type.String(),
  count: Type.String(),
  done: Type.Number(),
  total: Type.Number(),
  stopped: Type.Boolean(),
})

interface Far {
  label: string
  /** Steps done, with a share of the one under way. */
  done: number
  stopped: boolean
}

function howFar({ t }: PageContext, at: ReadingProgress | null): Far {
  const phase = phases.find((each) => each === at?.phase) ?? 'wait'
  const stopped = (at?.silence ?? 0) > silent
  const done = phases.indexOf(phase) + Math.min(0.99, at?.share ?? 0)
  return { label: t(`open-data.reading.phase.${phase}`), done, stopped }
}

/** Number of the step under way. */
const stepOf = (done: number): number => Math.min(phases.length, Math.floor(done) + 1)

const countOf = ({ t }: PageContext, done: number): string =>
  t('open-data.reading.step', { step: stepOf(done), steps: phases.length })

/** Works without a script by a link; with one it is kept fresh and opens what was found by itself. */
export async function readingPart(
  publishing: Publishing,
  request: RouteRequest,
  { id }: Submission,
): Promise<Html> {
  const context = publishing.context(request)
  const { t, link } = context
  const at = await shelfOf(publishing, request).readingProgress(id)
  const { label, done, stopped } = howFar(context, at)
  return html`<rimaq-reading data-source="${link(`/revisar/${id}/lectura`)}">
    ${progress(context, {
      id: 'reading',
      label,
      done,
      total: phases.length,
      format: (value) => context.locale.number(context.lang, stepOf(value)),
      remaining: t('open-data.reading.leave'),
    })}
    <div data-stopped hidden="${!stopped}">
      ${notice(context, {
        kind: 'warning',
        title: t('open-data.reading.silent'),
        body: t('open-data.reading.silent-text'),
      })}
    </div>
    <p data-refresh>
      ${linkButton({
        label: t('open-data.reading.refresh'),
        href: link(`/revisar/${id}`),
        kind: 'secondary',
      })}
    </p>
    <p class="visually-hidden" role="status" data-said></p>
  </rimaq-reading>`
}

/** GET `/revisar/{id}/lectura`: the same for the script. */
export async function readingJson(publishing: Publishing, request: RouteRequest): Promise<Answer> {
  needOfficial(request)
  const submission = request.record as Submission | undefined
  if (submission === undefined) throw new Refusal('not-found')
  const context = publishing.context(request)
  const { id, state } = submission
  const far = howFar(context, await shelfOf(publishing, request).readingProgress(id))
  const body = { state, ...far, count: countOf(context, far.done), total: phases.length }
  return { body, cache: 'no-store' }
}
