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
import { lowerLevel } from '../lower-level.ts'
import { proposeLowerLevel } from '../propose-lower-level.ts'
import { raiseLevel } from '../raise-level.ts'
import { type Level, type RecordFacts, levels, rank } from '../record.ts'
import { type LevelChangeRow, levelChangesOf } from '../store-levels.ts'
import { levelOf } from '../store-records.ts'
import { actorOf, type Admin, adminPage, peopleContext, sentenceOf } from './admin.ts'
import { type Answers, answerOf } from './questions.ts'

interface Shown {
  facts: RecordFacts
  changes: LevelChangeRow[]
}

/** Loader of `/admin/records/{kind}/{id}`: null for absent and invisible alike. */
export async function loadRecordPage(admin: Admin, request: RouteRequest): Promise<Shown | null> {
  const { database, clock } = admin
  return inViewOf({ database, clock, actor: actorOf(request) }, async (view) => {
    const { kind = '', id = '' } = request.params
    const facts = await findRecord(view, { verb: 'read', kind, id })
    return facts === null ? null : { facts, changes: await levelChangesOf(view.trx, facts.id) }
  })
}

/** GET and POST `/admin/records/{kind}/{id}` */
export async function recordPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  let { facts, changes } = request.record as Shown
  let failed: string | null = null
  if (request.method === 'POST') {
    try {
      await changeLevel(admin, request, facts.id)
      const again = await loadRecordPage(admin, request)
      // Whoever raises a level may lose sight of the record by it.
      if (again === null) return closedPage(context)
      ;({ facts, changes } = again)
    } catch (error) {
      failed = sentenceOf(context, error)
    }
  }
  const { t } = context
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
    ${forms(admin, request, facts, changes)} ${history(context, changes)}`
  return adminPage(context, { title, body, seenBy: 'record' })
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
  const may = (verb: string): boolean => {
    const actor = actorOf(request)
    if (actor.kind === 'operator') return verb === 'raise-level'
    return (
      actor.kind === 'person' &&
      actor.holding !== null &&
      grants(actor.holding, verb, facts.procedure)
    )
  }
  const choice = (list: readonly Level[], id: string): Html =>
    selectField(context, {
      name: 'level',
      id,
      label: t('people.level.new'),
      options: list.map((level) => ({ value: level, label: t(`people.level.name.${level}`) })),
    })
  const hidden = (name: string, value: string): Html =>
    html`<input type="hidden" name="${name}" value="${value}" />`
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
            body: html`${hidden('do', 'raise')} ${choice(stricter, 'raise-level')}
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
            body: html`${hidden('do', 'lower')} ${choice(milder, 'lower-level')}
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
                body: html`${hidden('do', 'agree')} ${hidden('proposal', each.id)}`,
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
