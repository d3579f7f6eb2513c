// Emergency access: one person asks with a reason, another agrees, thirty minutes follow.
import { html } from '@rimaq/markup'
import { emptyState, form, notice, table, textArea, textField } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { approveBreakGlass, glassTime } from '../approve-break-glass.ts'
import { noticesAbout } from '../notices/store-notices.ts'
import { requestBreakGlass } from '../request-break-glass.ts'
import { type BreakGlassRow, breakGlassOf } from '../store-levels.ts'
import { asProgram } from '../store-view.ts'
import {
  actorOf,
  type Admin,
  adminPage,
  institutionsFor,
  peopleContext,
  sentenceOf,
} from './admin.ts'
import { onceField } from './once-field.ts'
import { type Answers, answerOf } from './questions.ts'

/** GET and POST `/admin/emergencies` */
export async function emergenciesPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const institutions = await institutionsFor(admin, request, 'request-break-glass')
  const answers = (request.body as Answers | undefined) ?? {}
  let told = null
  let failed: string | null = null
  if (request.method === 'POST') {
    try {
      told = await act(admin, request, answers)
    } catch (error) {
      failed = sentenceOf(context, error)
    }
  }
  const now = admin.clock.now()
  const requests = await admin.database.transaction((trx) =>
    asProgram(trx, now, async () => {
      const found: BreakGlassRow[] = []
      for (const { id } of institutions) found.push(...(await breakGlassOf(trx, id, 50)))
      return found
    }),
  )
  const approved = requests.filter(({ approvedAt }) => approvedAt !== null).map(({ id }) => id)
  const known = await noticesAbout(admin.database.kysely, 'emergency', approved)
  const actor = actorOf(request)
  const rows = requests.map((each) => {
    const waiting =
      each.approvedAt === null && now.getTime() - each.requestedAt.getTime() < glassTime.waiting
    const other = actor.kind === 'person' && actor.person !== each.requestedBy
    return {
      when: context.locale.date(context.lang, each.requestedAt),
      record: html`<code>${each.record}</code>`,
      reason: each.reason,
      state: each.approvedAt
        ? html`${t('people.glass.approved', { when: context.locale.date(context.lang, each.approvedAt) })}<br />
            <span class="quiet"
              >${t('people.glass.told', { told: 0, read: 0, ...known.get(each.id) })}</span
            >`
        : waiting && other
          ? form(context, {
              action: link('/admin/emergencies'),
              submit: t('people.glass.agree'),
              body: html`${onceField()}<input type="hidden" name="request" value="${each.id}" />`,
            })
          : t(waiting ? 'people.glass.waiting' : 'people.glass.lapsed'),
    }
  })
  const title = t('people.glass.title')
  const body = html`<h1>${title}</h1>
    <p>${t('people.glass.about')}</p>
    ${told === null ? null : notice(context, { kind: 'success', title: told, live: true })}
    <h2>${t('people.glass.ask')}</h2>
    ${form(context, {
      action: link('/admin/emergencies'),
      errors: failed === null ? [] : [{ field: null, message: failed }],
      submit: t('people.glass.ask'),
      body: html`${onceField()}
      ${textField(context, { name: 'record', label: t('people.glass.record'), value: told === null ? answerOf(answers, 'record') : null })}
      ${textArea(context, { name: 'reason', label: t('people.glass.reason'), hint: t('people.glass.reason-hint'), rows: 4, value: told === null ? answerOf(answers, 'reason') : null })}`,
    })}
    <h2>${t('people.glass.requests')}</h2>
    ${
      rows.length === 0
        ? emptyState({ title: t('people.glass.none'), heading: 3 })
        : table(context, {
            id: 'requests',
            caption: t('people.glass.requests'),
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'when', label: t('people.glass.when'), rowHead: true },
              { id: 'record', label: t('people.glass.record') },
              { id: 'reason', label: t('people.glass.reason') },
              { id: 'state', label: t('people.glass.state') },
            ],
            rows,
          })
    }`
  const status = failed === null ? 200 : 422
  return adminPage(context, { title, body, seenBy: 'request-break-glass', status })
}

/** What happened, in words. */
async function act(admin: Admin, request: RouteRequest, answers: Answers): Promise<string> {
  const context = admin.context(request)
  const asked = answerOf(answers, 'request')
  if (asked !== '') {
    const { tell } = await approveBreakGlass(peopleContext(admin, request), { request: asked })
    return context.t('people.glass.opened', { people: tell.length })
  }
  const record = answerOf(answers, 'record')
  await requestBreakGlass(peopleContext(admin, request), {
    record,
    reason: answerOf(answers, 'reason'),
  })
  return context.t('people.glass.asked')
}
