// The page of one case for an official: who has it, when it is due and why, what can be done, documents, movements, events.
import { type Html, html } from '@rimaq/markup'
import { type CivilDate, explainDeadline, explainTerm } from '@rimaq/workdays'
import { type Actor, decide } from '#people'
import { archiveLinks } from '../archive/archive-page.ts'
import { type PageContext, badge, emptyState, linkButton, notice, summaryList, table } from '#pages'
import type { Answer } from '#platform'
import { isUnderWay } from '../case/custody.ts'
import { daysOf, dutyOf } from '../case/days.ts'
import { actorIn } from '../case/event-actor.ts'
import { kindsWithoutClock } from '../case/kinds.ts'
import { partiesOf } from '../case/parties.ts'
import { wordsOf } from '../catalogue/procedure.ts'
import { languageOf, noonOf } from '../deadlines/deadline-page.ts'
import { answersList, shownNumber, scanMark } from '../filing/filing-parts.ts'
import { type Sent } from '../filing/filing-parts.ts'
import { feeRows } from '../own/fee-part.ts'
import { type ActionName, actionForms, requirementName } from './action-forms.ts'
import type { OpenCase, TrayParts } from './open-case.ts'
import { secretsIn } from '../parties/secrets.ts'
import { partiesList } from './party-fields.ts'
import { stageBadge } from './tray-page.ts'
import { workPage } from './tray-pages.ts'

export interface CaseShown {
  opened: OpenCase
  actor: Actor
  parts: Pick<TrayParts, 'calendars'>
  /** The action that was just done. */
  done: ActionName | null
  refused: { action: ActionName; sent: Sent; error: string } | null
}

/** `/bandeja/{id}` */
export function casePage(context: PageContext, shown: CaseShown): Answer {
  const { t, lang, link } = context
  const { opened, done, refused } = shown
  const { filed, state } = opened
  const title = t('case-files.tray.case', { number: shownNumber(filed) })
  const body = html`<h1>
      ${title} ${badge({ label: t(`case-files.phase.${state.phase}`), kind: 'info' })}
    </h1>
    <p class="lead">${wordsOf(filed.content.name, lang)}</p>
    ${
      done === null
        ? null
        : notice(context, {
            ...{ kind: 'success', title: t(`case-files.act.done.${done}`), live: true },
          })
    }
    ${refused === null ? null : notice(context, { kind: 'error', title: refused.error, live: true })}
    ${summaryOf(context, opened)} ${partsOf(context)}
    <div class="button-row">
      ${linkButton({ label: t('case-files.acts.title'), href: link(`/bandeja/${filed.id}/actos`), kind: 'secondary' })}
      ${linkButton({ label: t('case-files.notify.title'), href: link(`/bandeja/${filed.id}/notificar`), kind: 'secondary' })}
      ${archiveLinks(context, filed.id)}
    </div>
    ${actionForms({ context, ...shown })} ${observationsOf(context, opened)}
    ${documentsOf(context, opened)}
    <h2 id="partes">${t('case-files.tray.parties')}</h2>
    ${answersList(context, filed)}
    ${partiesList(context, {
      parties: partiesOf(opened.events),
      caseId: filed.id,
      seen: opened.events.at(-1)?.seq ?? 0,
      admits: admits(context, shown),
    })}
    ${movementsOf(context, opened)} ${reportsOf(context, opened)} ${termsOf(context, opened)}
    ${eventsOf(context, opened)}`
  return workPage(context, { title, body, ...(refused === null ? {} : { status: 422 }) })
}

/** A party is let in by who works on the case, while there is something to see. */
function admits(context: PageContext, { actor, opened }: CaseShown): boolean {
  const phases: readonly string[] = kindsWithoutClock['party-admitted']
  return (
    phases.includes(opened.state.phase) && decide(actor, 'update', opened.record, context).permit
  )
}

/** Where the parts of a long page begin. */
function partsOf({ t }: PageContext): Html {
  const parts = [
    ['documentos', t('case-files.draft.attached')],
    ['partes', t('case-files.tray.parties')],
    ['movimientos', t('case-files.move.title')],
    ['hechos', t('case-files.tray.events')],
  ]
  return html`<nav class="tray-list" aria-label="${t('case-files.tray.parts')}">
    <ul>
      ${parts.map(([id, label]) => html`<li><a href="#${id}">${label}</a></li>`)}
    </ul>
  </nav>`
}

function summaryOf(context: PageContext, { filed, custody, state, names, events }: OpenCase): Html {
  const { t, lang, locale, link } = context
  const post = names.posts.get(custody.position ?? '')
  const duty = dutyOf(state)
  const days = daysOf(state)
  const day = (date: string): string => locale.date(lang, noonOf(date as CivilDate))
  const late = state.terms.findLast(({ rule }) => rule === 'DERIV')
  const missed = late?.status === 'overdue' || late?.status === 'met-late'
  const way = custody.movements.find((each) => !each.copy && isUnderWay(each))
  return summaryList([
    {
      label: t('case-files.tray.has'),
      value: html`${names.offices.get(custody.office) ?? ''}${way === undefined ? null : html` ${badge({ label: t('case-files.move.waits'), kind: 'warn' })}`},
      ${post === undefined ? t('case-files.tray.nobody') : `${post.holders.join(', ')} (${post.title})`}`,
    },
    {
      label: t('case-files.tray.next'),
      value:
        duty?.due === null || duty === null
          ? null
          : html`<strong>${day(duty.due)}</strong> ${stageBadge(context, days, state.today)}
              <span class="quiet">${explainTerm(duty, { language: languageOf(lang) })}</span>`,
    },
    { label: t('case-files.receipt.filed'), value: locale.dateTime(lang, filed.filedAt) },
    { label: t('case-files.receipt.received'), value: day(filed.receivedOn) },
    {
      label: t('case-files.receipt.due'),
      value:
        filed.term === null || filed.dueOn === null
          ? null
          : html`${day(filed.dueOn)}
              <span class="quiet"
                >${explainDeadline(filed.term, { language: languageOf(lang), warn: true })}.</span
              >`,
    },
    {
      label: t('case-files.receipt.silent'),
      value:
        state.silence !== null
          ? t(`case-files.silence.came.${state.silence.kind}`, { day: day(state.silence.on) })
          : filed.silentOn === null
            ? null
            : t('case-files.tray.silent-on', { day: day(filed.silentOn) }),
    },
    ...feeRows(context, events),
    { label: t('case-files.access.told'), value: lateAccess(context, events) },
    {
      label: t('case-files.tray.same-day'),
      value: missed
        ? html`${badge({ label: t('case-files.tray.missed'), kind: 'bad' })}
            <span class="quiet">${t('case-files.tray.missed-text')}</span>`
        : null,
    },
    {
      label: t('case-files.receipt.version'),
      value: html`<a href="${link(`/tramites/${filed.code}/versiones/${filed.version}`)}"
        >${filed.version}</a
      >`,
    },
  ])
}

/** That those responsible for a request for information were told, each time in a line. */
function lateAccess({ t, lang, locale }: PageContext, events: OpenCase['events']): Html | null {
  const told = events.filter(({ kind }) => kind === 'access-late-told')
  if (told.length === 0) return null
  return html`${told.map(({ at, content }) => {
    const mails = Number(content['mails'])
    const stage = content['stage'] === 'answer' ? 'answer' : 'warning'
    return html`<div>
      ${t(`case-files.access.told-${stage}`, { mails, on: locale.date(lang, at) })}
    </div>`
  })}`
}

function observationsOf(context: PageContext, opened: OpenCase): Html | null {
  const { t, lang, locale } = context
  const { custody, events } = opened
  if (custody.observations.length === 0) return null
  return html`<h2>${t('case-files.observed.title')}</h2>
    ${custody.observations.map(({ seq, items, corrected }) => {
      const at = events.find((event) => event.seq === seq)?.at
      return html`<h3>
          ${at === undefined ? '' : locale.dateTime(lang, at)}
          ${badge(
            corrected === null
              ? { label: t('case-files.observed.open'), kind: 'warn' }
              : { label: t('case-files.observed.corrected'), kind: 'good' },
          )}
        </h3>
        <ul>
          ${items.map(
            ({ requirement, reason }) =>
              html`<li>${requirementName(opened, requirement, lang)}${reason}</li>`,
          )}
        </ul>`
    })}`
}

function documentsOf(context: PageContext, { filed, events, unread }: OpenCase): Html {
  const { t, lang, locale, link } = context
  const { files, id } = filed
  const kept = secretsIn(events)
  return html`<h2 id="documentos">${t('case-files.draft.attached')}</h2>
    ${
      files.length === 0
        ? html`<p>${t('case-files.receipt.no-files')}</p>`
        : html`<ul>
            ${files.map(
              ({ name, bytes, position, sha256, scan }) =>
                html`<li>
                  <a href="${link(`/bandeja/${id}/documentos/${position}`)}">${name}</a>
                  ${scanMark(context, { scan })}
                  ${kept.has(position) ? badge({ label: t('case-files.secrets.kept'), kind: 'info' }) : null}
                  ${unreadMark(context, unread.get(position))} (${locale.bytes(lang, bytes)})
                  <details class="event-proof">
                    <summary>${t('case-files.tray.document-proof', { name })}</summary>
                    <p>SHA-256 <code class="hash">${sha256}</code></p>
                  </details>
                </li>`,
            )}
          </ul>`
    }`
}

/** Search does not find it by its text, and why. */
function unreadMark(
  { t }: PageContext,
  state: 'waiting' | 'without-text' | 'unreadable' | undefined,
): Html | null {
  if (state === undefined) return null
  return html`<span class="quiet">${t(`case-files.reading.${state}`)}</span>`
}

function movementsOf(context: PageContext, { custody, names, events }: OpenCase): Html {
  const { t, lang, locale } = context
  const { movements } = custody
  const heading = html`<h2 id="movimientos">${t('case-files.move.title')}</h2>`
  if (movements.length === 0) {
    return html`${heading}${emptyState({ title: t('case-files.move.none') })}`
  }
  const reasonOf = (seq: number | null): string => {
    const reason = events.find((event) => event.seq === seq)?.content['reason']
    return typeof reason === 'string' ? reason : ''
  }
  return html`${heading}
  ${table(context, {
    ...{ id: 'movements', caption: t('case-files.move.title'), captionHidden: true },
    ...{ stack: true, dense: true },
    columns: [
      { id: 'at', label: t('case-files.move.sent'), rowHead: true },
      { id: 'from', label: t('case-files.move.from') },
      { id: 'to', label: t('case-files.move.to') },
      { id: 'motive', label: t('case-files.move.motive') },
      { id: 'note', label: t('case-files.move.note') },
      { id: 'state', label: t('case-files.move.state') },
    ],
    rows: movements.map((each) => ({
      at: locale.dateTime(lang, each.sentAt),
      from: names.offices.get(each.from) ?? '',
      to: html`${names.offices.get(each.to) ?? ''}
      ${each.copy ? badge({ label: t('case-files.move.copy'), kind: 'info' }) : null}`,
      motive: html`${t(`case-files.motive.${each.motive}`)}
      ${each.priority === 'urgent' ? badge({ label: t('case-files.move.urgent'), kind: 'warn' }) : null}`,
      note: each.returned === null ? each.note : `${each.note} ${reasonOf(each.returned)}`.trim(),
      state: t(
        `case-files.move.is.${each.returned !== null ? 'returned' : each.cancelled !== null ? 'cancelled' : each.received !== null ? 'received' : 'waits'}`,
      ),
    })),
  })}`
}

function reportsOf(context: PageContext, { custody, names, state }: OpenCase): Html | null {
  const { t, lang, locale } = context
  if (custody.tasks.length === 0) return null
  return html`<h2>${t('case-files.report.title')}</h2>
    <ul>
      ${custody.tasks.map(({ task, office, asked, answered }) => {
        const due = state.terms.find(({ key }) => key === task)?.due ?? null
        return html`<li>
          ${names.offices.get(office) ?? ''}: ${asked}
          ${
            answered !== null
              ? badge({ label: t('case-files.report.answered'), kind: 'good' })
              : due === null
                ? null
                : t('case-files.report.due', { day: locale.date(lang, noonOf(due), 'short') })
          }
        </li>`
      })}
    </ul>`
}

/** Every term of the case in a sentence each, as the legal clock says it. */
function termsOf({ t, lang }: PageContext, { state }: OpenCase): Html {
  return html`<h2>${t('case-files.tray.terms')}</h2>
    <ul>
      ${state.terms.map(
        (term) => html`<li>${explainTerm(term, { language: languageOf(lang) })}</li>`,
      )}
    </ul>`
}

/** One line for people; hash, chain and proof behind it. */
function eventsOf(context: PageContext, { events, names, proofs }: OpenCase): Html {
  const { t, lang, locale } = context
  const line = (event: OpenCase['events'][number]): Html => {
    const by = actorIn(event)
    const who =
      by?.kind === 'official'
        ? (names.holdings.get(by.holding)?.names ?? '')
        : by === null
          ? ''
          : t(`case-files.by.${by.kind}`)
    const what = t(`case-files.event.${event.kind}`)
    return html`<li>
      <p>
        <span class="quiet">${locale.dateTime(lang, event.at)}</span>
        ${what.charAt(0).toUpperCase()}${what.slice(1)}
        ${who === '' ? null : html`<span class="quiet">${t('case-files.tray.by', { who })}</span>`}
      </p>
      ${proofOf(context, event, proofs.get(event.seq) ?? null)}
    </li>`
  }
  return html`<h2 id="hechos">${t('case-files.tray.events')}</h2>
    <ol class="case-events">
      ${events.map(line)}
    </ol>`
}

function proofOf(
  { t }: PageContext,
  { seq, hash, previousHash }: OpenCase['events'][number],
  entry: string | null,
): Html {
  return html`<details class="event-proof">
    <summary>${t('case-files.tray.proof', { seq })}</summary>
    ${summaryList([
      { label: t('case-files.tray.hash'), value: html`<code class="hash">${hash}</code>` },
      {
        label: t('case-files.tray.previous'),
        value: previousHash === null ? null : html`<code class="hash">${previousHash}</code>`,
      },
      {
        label: t('case-files.tray.register'),
        value:
          entry === null
            ? null
            : html`<a href="/ledger/receipt/${entry}">${t('case-files.tray.receipt', { seq })}</a>`,
      },
    ])}
  </details>`
}
