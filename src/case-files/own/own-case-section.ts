// On the pages of the own case: where the case is, who has it, when it is due and why, and the correction when one is asked for.
import { type Html, html } from '@rimaq/markup'
import { explainDeadline, explainTerm } from '@rimaq/workdays'
import {
  type PageContext,
  details,
  fileField,
  form,
  notice,
  selectField,
  summaryList,
  textArea,
  textField,
  timeline,
} from '#pages'
import { citizensTerm } from '../case/days.ts'
import { wordsOf } from '../catalogue/procedure.ts'
import { languageOf, noonOf } from '../deadlines/deadline-page.ts'
import { accepted } from '../filing/file-kinds.ts'
import type { FiledFile } from '../filing/store-filings.ts'
import { type Sent, filesTable } from '../filing/filing-parts.ts'
import { fieldsOf } from '../filing/form-answers.ts'
import { fieldOf } from '../filing/form-page.ts'
import { feeRows, hasFee, ownFeeForm } from './fee-part.ts'
import type { OwnCase } from './read-own-case.ts'
import { secretBoxes } from './secret-boxes.ts'

/** What was refused just now, for the form it was sent by. */
export interface RefusedOwn {
  form: 'archivo' | 'subsanar' | 'suspender' | 'derecho' | 'reserva'
  error: string
  sent: Sent
}

interface Shown {
  shown: OwnCase
  /** Address of the case for its reader: with the key, or under the account. */
  base: string
  refused: RefusedOwn | null
}

export function ownCaseSection(context: PageContext, given: Shown): Html {
  const { shown } = given
  return html`${whereItIs(context, shown)}
  ${shown.state.phase === 'observed' ? correction(context, given) : null} ${pause(context, given)}
  ${fee(context, given)} ${secrets(context, given)} ${happened(context, shown)}`
}

/** At the top of the page: what was done or refused just now, what waits for the filer, and where. */
export function ownCaseAlert(
  context: PageContext,
  { shown, done, refused }: { shown: OwnCase; done: boolean; refused: RefusedOwn | null },
): Html | null {
  const { t, lang, locale } = context
  if (done) {
    return notice(context, { kind: 'success', title: t('case-files.own.done'), live: true })
  }
  if (refused !== null) {
    return notice(context, { kind: 'error', title: refused.error, live: true })
  }
  const due = citizensTerm(shown.state)?.due ?? null
  if (shown.state.phase !== 'observed' || due === null) return null
  return notice(context, {
    kind: 'warning',
    title: t('case-files.own.until', { day: locale.date(lang, noonOf(due)) }),
    body: html`<a href="#subsanar">${t('case-files.own.correct')}</a>`,
  })
}

function whereItIs(context: PageContext, { state, office, post, custody, events }: OwnCase): Html {
  const { t, lang, locale } = context
  const { phase, silence } = state
  const term = citizensTerm(state)
  const main = state.terms.findLast(({ rule }) => rule.startsWith('EVAL'))
  const gone = events.findLast(({ kind }) => kind === 'forwarded')?.content['entity']
  const next =
    typeof gone === 'string'
      ? t('case-files.own.forwarded', { entity: gone })
      : t(`case-files.own.next.${phase}`)
  const way = custody.movements.findLast(({ copy }) => !copy)
  return html`<h2>${t('case-files.own.where')}</h2>
    ${summaryList([
      { label: t('case-files.own.phase'), value: t(`case-files.mine.phase.${phase}`) },
      {
        label: t('case-files.own.has'),
        value: html`${office}${post === null ? null : html`, ${post}`}`,
      },
      {
        label: t('case-files.own.since'),
        value: way === undefined ? null : locale.dateTime(lang, way.sentAt),
      },
      {
        label: t('case-files.own.clock'),
        value: main === undefined ? null : explainTerm(main, { language: languageOf(lang) }),
      },
      {
        label: t('case-files.receipt.silent'),
        value:
          silence === null
            ? null
            : t(`case-files.own.silence.${silence.kind}`, {
                day: locale.date(lang, noonOf(silence.on)),
              }),
      },
      { label: t('case-files.own.next'), value: next },
      ...feeRows(context, events),
      {
        label: t('case-files.own.yours'),
        value:
          term?.due === undefined || term.due === null
            ? null
            : html`<strong>${locale.date(lang, noonOf(term.due))}</strong>`,
      },
    ])}`
}

/** What is to be corrected, until when and why, and all that is needed to do it. */
function correction(context: PageContext, { shown, base, refused }: Shown): Html {
  const { t, lang, locale, link } = context
  const { filed, custody, state, attached } = shown
  const { content, answers } = filed
  const address = `${base}/subsanar`
  const term = citizensTerm(state)
  const counted = term?.computations.at(-1)
  const asked = custody.observations.at(-1)?.items ?? []
  const nameOf = (id: string): string => {
    const found = content.requirements.find((each) => each.id === id)
    return found === undefined ? '' : `${wordsOf(found.text, lang)}: `
  }
  const wanted = content.requirements.filter(({ kind }) => kind !== 'form')
  const errorOf = (name: RefusedOwn['form']): string | null =>
    refused?.form === name ? refused.error : null
  const sent = refused?.form === 'subsanar' ? refused.sent : asSent(answers)
  const files = errorOf('archivo')
  const whole = errorOf('subsanar')
  return html`<section aria-labelledby="subsanar" class="own-correction">
    <h2 id="subsanar">${t('case-files.own.correct')}</h2>
    ${notice(context, {
      kind: 'warning',
      title:
        term?.due === null || term === null
          ? t('case-files.own.correct')
          : t('case-files.own.until', { day: locale.date(lang, noonOf(term.due)) }),
      body: html`${observationNotice(context, { shown, base })}
        <ul>
          ${asked.map(({ requirement, reason }) => html`<li>${nameOf(requirement)}${reason}</li>`)}
        </ul>
        ${
          counted === undefined
            ? null
            : html`<p class="quiet">
                ${explainDeadline(counted, { language: languageOf(lang), warn: true })}.
                ${t('case-files.own.otherwise')}
              </p>`
        }`,
    })}
    ${attached.length === 0 ? null : filesTable(context, { files: attached, content, remove: address })}
    ${form(context, {
      action: link(`${address}/archivo`),
      upload: true,
      errors: files === null ? [] : [{ field: 'file', message: files }],
      submit: t('case-files.draft.attach'),
      kind: 'secondary',
      body: html`${selectField(context, {
        ...{ name: 'requirement', label: t('case-files.draft.for') },
        options: [
          ...wanted.map(({ id, text }) => ({ value: id, label: wordsOf(text, lang) })),
          { value: '-', label: t('case-files.draft.other') },
        ],
        value: asked.find(({ requirement }) => requirement !== '')?.requirement ?? '-',
      })}
      ${fileField(context, {
        ...{ name: 'file', label: t('case-files.draft.file'), accept: accepted, error: files },
        hint: t('case-files.draft.file-hint'),
      })}`,
    })}
    ${form(context, {
      action: link(address),
      errors: whole === null ? [] : [{ field: null, message: whole }],
      submit: t('case-files.own.send'),
      body: html`${
        attached.length === 0
          ? null
          : secretBoxes(context, {
              ...{ files: attached, marked: new Set<number>(), answers: false },
              id: 'subsanar-reservado',
            })
      }
      ${fieldsOf(content).map((field) =>
        fieldOf(context, { ...field, required: false }, { sent, error: null }),
      )}
      ${textArea(context, {
        ...{ name: 'aclaracion', label: t('case-files.own.note'), rows: 4, maxlength: 2_000 },
        ...{
          required: false,
          value: typeof sent['aclaracion'] === 'string' ? sent['aclaracion'] : null,
        },
      })}`,
    })}
  </section>`
}

/** The signed notice that observed, where one did: to be read, and to be verified by anybody. */
function observationNotice(
  { t, link }: PageContext,
  { shown, base }: Pick<Shown, 'shown' | 'base'>,
): Html | null {
  const made = noticeIn(shown)
  if (made === null) return null
  return html`<p>
    <a href="${link(`${base}/observacion`)}"
      >${t('case-files.own.notice', { number: made.number })}</a
    >
    · <a href="${link(`/verificar/${made.code}`)}">${t('case-files.verify.title')}</a>
  </p>`
}

/** Number, code and document of the last notice of observation; null where a form observed. */
export function noticeIn({
  events,
  filed,
}: Pick<OwnCase, 'events' | 'filed'>): { number: string; code: string; file: FiledFile } | null {
  const { sha256, number, code } = events.findLast(({ kind }) => kind === 'observed')?.content ?? {}
  const file = filed.files.find((each) => each.sha256 === sha256)
  return file === undefined ? null : { number: String(number), code: String(code), file }
}

const asSent = (answers: Readonly<Record<string, unknown>>): Sent =>
  Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, String(value)]))

/** Where silence approves, the filer may stop the clock for a step of its own (Law 27444, art. 136.4). */
function pause(context: PageContext, { shown, base, refused }: Shown): Html | null {
  const { t, link } = context
  const { filed, state } = shown
  if (state.phase !== 'open' || filed.content.qualification !== 'positive-silence') return null
  const failed = refused?.form === 'suspender' ? refused : null
  const of = (name: string): string | null => {
    const value = failed?.sent[name]
    return typeof value === 'string' ? value : null
  }
  return details({
    summary: t('case-files.own.suspend'),
    open: failed !== null,
    body: form(context, {
      action: link(`${base}/suspender`),
      errors: failed === null ? [] : [{ field: 'dias', message: failed.error }],
      submit: t('case-files.own.suspend-do'),
      kind: 'secondary',
      body: html`<p>${t('case-files.own.suspend-text')}</p>
        ${textField(context, {
          ...{ name: 'dias', label: t('case-files.own.days'), inputmode: 'numeric' },
          ...{ width: 'short', value: of('dias') },
        })}
        ${textArea(context, {
          ...{ name: 'por-que', label: t('case-files.own.why'), rows: 3, maxlength: 2_000 },
          value: of('por-que'),
        })}`,
    }),
  })
}

/** Where the procedure has a fee, the filer says what was paid, so that it can be given back. */
function fee(context: PageContext, { shown, base, refused }: Shown): Html | null {
  const { filed, state } = shown
  const over = ['not-filed', 'closed', 'firm'].includes(state.phase)
  if (over || !hasFee(filed.content)) return null
  const failed = refused?.form === 'derecho' ? refused : null
  return ownFeeForm(context, { base, sent: failed?.sent ?? {}, error: failed?.error ?? null })
}

/** What other parties of the case do not see, where there is something to keep (art. 160.1). */
function secrets(context: PageContext, { shown, base }: Shown): Html | null {
  const { t, link } = context
  const { own, kept, state } = shown
  if (['not-filed', 'closed'].includes(state.phase)) return null
  return details({
    summary: t('case-files.secrets.title'),
    body: form(context, {
      action: link(`${base}/reserva`),
      submit: t('case-files.secrets.do'),
      kind: 'secondary',
      body: secretBoxes(context, { files: own, marked: kept }),
    }),
  })
}

/** Drafts on their way within the entity: the filer is told what comes of them. */
const inner: ReadonlySet<string> = new Set(
  'act-submitted act-approved act-returned act-signed document-stamped'.split(' '),
)

/** Everything that happened, the newest first (Law 27444, art. 55.3, 160). */
export function happened(
  context: PageContext,
  { events }: { events: readonly Pick<OwnCase['events'][number], 'at' | 'kind'>[] },
): Html {
  const { t } = context
  return html`<h2>${t('case-files.tray.events')}</h2>
    ${timeline(context, {
      label: t('case-files.tray.events'),
      entries: events
        .filter(({ kind }) => !inner.has(kind))
        .map(({ at, kind }) => ({ title: t(`case-files.event.${kind}`), date: at }))
        .toReversed(),
    })}`
}
