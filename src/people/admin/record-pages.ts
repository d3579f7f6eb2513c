// Shows the level of a record and who changed it, and lets one person raise it and two lower it.
import { html, type Html } from '@rimaq/markup'
import {
  type PageContext,
  form,
  notice,
  selectField,
  summaryList,
  textArea,
  textField,
  timeline,
} from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { grants } from '../decide.ts'
import { findRecord } from '../find-record.ts'
import { inViewOf } from '../in-view-of.ts'
import { confirmLevel } from '../confirm-level.ts'
import { endRecordAccess } from '../end-access.ts'
import { lowerLevel } from '../lower-level.ts'
import { proposeLowerLevel } from '../propose-lower-level.ts'
import { raiseLevel } from '../raise-level.ts'
import { type AccessReason, type Level, type RecordFacts, levels, rank } from '../record.ts'
import { type LevelChangeRow, levelChangesOf } from '../store-levels.ts'
import { levelOf } from '../store-records.ts'
import { namesOfPrincipals, reviewsOf } from '../store-reviews.ts'
import { asProgram } from '../store-view.ts'
import { accessList, confirmForm, reviewHistory } from './access-parts.ts'
import { actorOf, type Admin, adminPage, peopleContext, sentenceOf } from './admin.ts'
import { onceField } from './once-field.ts'
import { type Answers, answerOf } from './questions.ts'

interface Shown {
  facts: RecordFacts
  changes: LevelChangeRow[]
  reviews: { at: Date; next: string; reason: string }[]
  /** What the principals of its access are called. */
  names: Map<string, string>
}

/** Loader of `/admin/records/{kind}/{id}`: null for absent and invisible alike. */
export async function loadRecordPage(admin: Admin, request: RouteRequest): Promise<Shown | null> {
  const { database, clock } = admin
  return inViewOf({ database, clock, actor: actorOf(request) }, async (view) => {
    const { kind = '', id = '' } = request.params
    const facts = await findRecord(view, { verb: 'read', kind, id })
    if (facts === null) return null
    const principals = facts.access.map(({ principal }) => principal)
    const names = (): Promise<Map<string, string>> => namesOfPrincipals(view.trx, principals)
    return {
      facts,
      changes: await levelChangesOf(view.trx, facts.id),
      reviews: await reviewsOf(view.trx, facts.id),
      names: await asProgram(view.trx, view.now, names),
    }
  })
}

/** GET and POST `/admin/records/{kind}/{id}` */
export async function recordPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  let shown = request.record as Shown
  let failed: string | null = null
  if (request.method === 'POST') {
    try {
      await changeLevel(admin, request, shown.facts.id)
      const again = await loadRecordPage(admin, request)
      // Whoever raises a level may lose sight of the record by it.
      if (again === null) return closedPage(context)
      shown = again
    } catch (error) {
      failed = sentenceOf(context, error)
    }
  }
  const { t } = context
  const { facts, changes } = shown
  const may = mayOn(request, facts)
  const action = context.link(`/admin/records/${facts.kind}/${facts.id}`)
  const title = t('people.level.title')
  const body = html`<h1>${title}</h1>
    ${failed === null ? null : notice(context, { kind: 'error', title: failed, live: true })}
    ${summaryList([
      { label: t('people.level.record'), value: html`${facts.kind} <code>${facts.id}</code>` },
      { label: t('people.level.level'), value: t(`people.level.name.${facts.level}`) },
      { label: t('people.level.basis'), value: facts.basis },
      { label: t('people.level.review'), value: facts.reviewBy },
      { label: t('people.level.state'), value: facts.state },
    ])}
    ${confirmForm(context, { facts, action, may: may('raise-level') })}
    ${forms(admin, request, facts, changes)}
    ${accessList(context, { ...shown, action, now: admin.clock.now(), may })}
    ${reviewHistory(context, shown.reviews)} ${history(context, changes)}`
  return adminPage(context, { title, body, seenBy: 'record', status: failed === null ? 200 : 422 })
}

/** Whether the actor's holding grants a verb for this record; what decide() then says is another matter. */
function mayOn(request: RouteRequest, facts: RecordFacts): (verb: string) => boolean {
  const actor = actorOf(request)
  return (verb) =>
    actor.kind === 'operator'
      ? ['raise-level', 'name-credential'].includes(verb)
      : actor.kind === 'person' &&
        actor.holding !== null &&
        grants(actor.holding, verb, facts.procedure)
}

function closedPage(context: PageContext): Answer {
  const title = context.t('people.level.closed')
  const body = html`<h1>${title}</h1>
    ${notice(context, { kind: 'success', title: context.t('people.level.closed-to-you'), live: true })}`
  return adminPage(context, { title, body, seenBy: 'record' })
}

async function changeLevel(admin: Admin, request: RouteRequest, record: string): Promise<void> {
  const context = peopleContext(admin, request)
  const answers = request.body as Answers
  const text = (name: string): string => answerOf(answers, name)
  const reason = text('reason')
  const level = text('level') as Level
  if (text('do') === 'confirm') {
    return confirmLevel(context, { record, reviewBy: text('review'), reason })
  }
  if (text('do') === 'end-access') {
    const [principal = '', why = ''] = text('access').split('|')
    return endRecordAccess(context, { record, principal, reason: why as AccessReason })
  }
  if (text('do') === 'agree') return lowerLevel(context, { proposal: text('proposal') })
  if (text('do') === 'lower')
    return void (await proposeLowerLevel(context, { record, level, reason }))
  await raiseLevel(context, {
    record,
    level,
    reason,
    basis: text('basis'),
    reviewBy: text('review'),
    authority: text('authority'),
  })
}

function forms(
  admin: Admin,
  request: RouteRequest,
  facts: RecordFacts,
  changes: LevelChangeRow[],
): Html {
  const context = admin.context(request)
  const { t, link } = context
  const action = link(`/admin/records/${facts.kind}/${facts.id}`)
  const may = mayOn(request, facts)
  const choice = (list: readonly Level[], id: string): Html =>
    selectField(context, {
      name: 'level',
      id,
      label: t('people.level.new'),
      options: list.map((level) => ({ value: level, label: t(`people.level.name.${level}`) })),
    })
  const hidden = (name: string, value: string): Html =>
    html`<input type="hidden" name="${name}" value="${value}" />`
  const doing = (what: string): Html => html`${onceField()}${hidden('do', what)}`
  const stricter = levels.filter((level) => rank(level) > rank(facts.level))
  const milder = levels.filter((level) => rank(level) < rank(facts.level))
  const open = changes.filter(({ decidedAt }) => decidedAt === null)
  return html`${
    may('raise-level') && stricter.length > 0
      ? html`<h2>${t('people.level.raise')}</h2>
          <p>${t('people.level.raise-about')}</p>
          ${form(context, {
            action,
            submit: t('people.level.raise'),
            body: html`${doing('raise')} ${choice(stricter, 'raise-level')}
            ${textArea(context, { name: 'reason', id: 'raise-reason', label: t('people.level.reason'), rows: 3 })}
            ${textField(context, { name: 'basis', label: t('people.level.basis'), required: false })}
            ${textField(context, { name: 'review', label: t('people.level.review'), type: 'date', width: 'medium', required: false })}
            ${textField(context, { name: 'authority', label: t('people.level.authority'), required: false })}`,
          })}`
      : null
  }
  ${
    may('propose-lower-level') && milder.length > 0
      ? html`<h2>${t('people.level.lower')}</h2>
          <p>${t('people.level.lower-about')}</p>
          ${form(context, {
            action,
            submit: t('people.level.propose'),
            body: html`${doing('lower')} ${choice(milder, 'lower-level')}
            ${textArea(context, { name: 'reason', id: 'lower-reason', label: t('people.level.reason'), rows: 3 })}`,
          })}`
      : null
  }
  ${open.map(
    (each) =>
      html`<h2>
          ${t('people.level.waiting', { level: t(`people.level.name.${levelOf(each.toLevel)}`) })}
        </h2>
        <p>${each.reason}</p>
        ${
          may('lower-level')
            ? form(context, {
                action,
                submit: t('people.level.agree'),
                body: html`${doing('agree')} ${hidden('proposal', each.id)}`,
              })
            : html`<p class="quiet">${t('people.level.second')}</p>`
        }`,
  )}`
}

function history(context: PageContext, changes: LevelChangeRow[]): Html | null {
  const { t } = context
  const done = changes.filter(({ decidedAt }) => decidedAt !== null)
  if (done.length === 0) return null
  return html`<h2>${t('people.level.history')}</h2>
    ${timeline(context, {
      label: t('people.level.history'),
      entries: done.map((each) => ({
        title: `${t(`people.level.name.${levelOf(each.fromLevel)}`)} → ${t(`people.level.name.${levelOf(each.toLevel)}`)}`,
        date: each.decidedAt ?? each.proposedAt,
        body: each.reason,
      })),
    })}`
}
