// The pages on which a city answers a survey itself: one section after another, then all of it before it is handed in.
import { randomUUID } from 'node:crypto'
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  checkboxes,
  form,
  layout,
  linkButton,
  notice,
  radios,
  selectField,
  summaryList,
  table,
  textArea,
  textField,
} from '#pages'
import { type Answer, optionsIn } from '../answer.ts'
import { nameOf } from '../profile.ts'
import type { Place } from '../profile.ts'
import { type Question, wordsOf } from '../survey.ts'
import { answerInWords } from '../words.ts'
import type { DraftView } from './answering.ts'
import { completed, questionsOf, sectionsOf, statesToChoose } from './draft.ts'

export const answerPath = '/observatory/answer'

export interface AnswerPageParts {
  place: Place
  edition: number
  view: DraftView
}

function frame(context: PageContext, title: string, body: Html): string {
  const { t, link } = context
  return layout(context, {
    ...{ title, body, kind: 'work', noindex: true, section: 'observatory' },
    styles: ['observatory.css'],
    breadcrumbs: [{ label: t('observatory.answering.title'), href: link(answerPath) }],
  })
}

/** `/observatory/answer`: the editions, and how far each is. */
export function editionsPage(
  context: PageContext,
  { place, drafts }: { place: Place; drafts: readonly { edition: number; view: DraftView }[] },
): string {
  const { t, lang, link } = context
  const title = t('observatory.answering.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('observatory.answering.lead', { city: nameOf(place, lang) })}</p>
    ${table(context, {
      id: 'editions',
      ...{ caption: title, captionHidden: true, stack: true },
      columns: [
        { id: 'edition', label: t('observatory.why.edition'), rowHead: true },
        { id: 'state', label: t('observatory.answering.state') },
        { id: 'source', label: t('observatory.why.source') },
      ],
      rows: drafts.map(({ edition, view }) => ({
        edition: html`<a href="${link(`${answerPath}/${edition}/review`)}">${String(edition)}</a>`,
        state: stateBadge(context, view),
        source: t(`observatory.answering.source.${view.sheet.source.kind}`),
      })),
    })}`
  return frame(context, title, body)
}

function stateBadge({ t }: PageContext, { draft }: DraftView): Html {
  const kind = draft.state === 'published' ? 'good' : draft.state === 'submitted' ? 'info' : 'warn'
  return badge({ label: t(`observatory.answering.state.${draft.state}`), kind })
}

/** `/observatory/answer/{edition}/{section}` */
export function sectionPage(context: PageContext, parts: AnswerPageParts, section: number): string {
  const { t, link } = context
  const { edition, view } = parts
  const sections = sectionsOf(view.survey)
  const title = t(`observatory.section.${String(section)}`)
  const body = html`<p class="quiet">
      ${t('observatory.answering.step', {
        step: sections.indexOf(section) + 1,
        of: sections.length,
        year: String(edition),
      })}
    </p>
    <h1>${title}</h1>
    ${returnedNotice(context, view)}
    ${form(context, {
      action: link(`${answerPath}/${edition}/${section}`),
      body: html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />
        ${questionsOf(view.survey, edition, section).map((question) =>
          questionPart(
            context,
            question,
            view.draft.answers[question.id] ?? { state: 'left-blank' },
          ),
        )}`,
      submit: t('observatory.answering.save'),
      other: html`<a href="${link(`${answerPath}/${edition}/review`)}"
        >${t('observatory.answering.to-review')}</a
      >`,
    })}`
  return frame(context, title, body)
}

function questionPart(context: PageContext, question: Question, answer: Answer): Html {
  const { t, lang } = context
  const { id } = question
  const options = question.options.map((option) => ({
    value: option.id,
    label: wordsOf(option, lang),
    ...(option.example ? { hint: wordsOf(option.example, lang) } : {}),
  }))
  const rule = question.base === undefined ? null : t('observatory.answering.rule')
  const own = (answer.choices ?? []).flatMap((each) => ('other' in each ? [each.other] : []))
  return html`<section class="answer-question" id="${id}">
    <h2>${wordsOf(question.text, lang)}</h2>
    ${rule === null ? null : html`<p class="quiet">${rule}</p>`}
    ${
      question.wording === 'reconstructed'
        ? html`<p class="quiet">${t('observatory.answering.reconstructed')}</p>`
        : null
    }
    ${selectField(context, {
      ...{ name: `state-${id}`, label: t('observatory.answering.state-of'), value: answer.state },
      options: statesToChoose.map((value) => ({ value, label: t(`observatory.state.${value}`) })),
    })}
    ${choicesPart(context, question, answer, options)}
    ${
      question.type === 'multi' || question.type === 'single'
        ? textArea(context, {
            ...{ name: `other-${id}`, label: t('observatory.answering.other'), required: false },
            ...{ value: own.join('\n'), rows: 2, hint: t('observatory.answering.other-hint') },
          })
        : null
    }
    ${textField(context, {
      ...{ name: `evidence-${id}`, label: t('observatory.why.evidence'), required: false },
      ...{ value: answer.evidence ?? '', hint: t('observatory.answering.evidence-hint') },
    })}
    ${textField(context, {
      ...{ name: `comment-${id}`, label: t('observatory.why.comment'), required: false },
      value: answer.comment ?? '',
    })}
  </section>`
}

function choicesPart(
  context: PageContext,
  { id, type, options: asked }: Question,
  answer: Answer,
  options: { value: string; label: string }[],
): Html | null {
  const { t } = context
  const label = t('observatory.answering.answer')
  switch (type) {
    case 'single':
      return radios(context, {
        ...{ name: `choice-${id}`, label, options, values: optionsIn(answer), required: false },
      })
    case 'multi':
      return checkboxes(context, {
        ...{ name: `choice-${id}`, label, options, values: optionsIn(answer), required: false },
      })
    case 'count':
      return textField(context, {
        ...{ name: `value-${id}`, label, required: false, inputmode: 'numeric', width: 'short' },
        value: answer.value === undefined ? '' : String(answer.value),
      })
    case 'matrix':
      return html`${asked.map((option) =>
        radios(context, {
          ...{ name: `area-${option.id}`, label: wordsOf(option, context.lang), required: false },
          ...{ inline: true },
          values: answer.sufficient?.includes(option.id)
            ? ['sufficient']
            : answer.insufficient?.includes(option.id)
              ? ['insufficient']
              : ['blank'],
          options: (['sufficient', 'insufficient', 'blank'] as const).map((value) => ({
            value,
            label: t(`observatory.answering.${value}`),
          })),
        }),
      )}`
  }
}

/** `/observatory/answer/{edition}/review`: everything, what contradicts, and what may be done now. */
export function reviewPage(
  context: PageContext,
  { place, edition, view }: AnswerPageParts,
  may: { draft: boolean; publish: boolean; same: boolean },
): string {
  const { t, lang, link } = context
  const { survey, draft, sheet, problems } = view
  const whole = completed(survey, draft, sheet)
  const title = t('observatory.answering.review', {
    city: nameOf(place, lang),
    year: String(edition),
  })
  const body = html`<h1>${title}</h1>
    <p>${stateBadge(context, view)}</p>
    ${returnedNotice(context, view)}
    ${
      problems.length === 0
        ? null
        : notice(context, {
            kind: 'error',
            title: t('observatory.answering.problems', { count: problems.length }),
            body: html`<ul>
              ${problems.map(({ code, question, option }) => {
                const asked = survey.questions.find(({ id }) => id === question)
                const section = asked?.section ?? 1
                return html`<li>
                  <a href="${link(`${answerPath}/${edition}/${section}`)}#${question}"
                    >${asked ? wordsOf(asked.text, lang) : question}</a
                  >
                  ${t(`observatory.answering.problem.${code}`, { option: option ?? '' })}
                </li>`
              })}
            </ul>`,
          })
    }
    ${sectionsOf(survey).map(
      (section) =>
        html`<h2>${t(`observatory.section.${String(section)}`)}</h2>
          ${summaryList(
            questionsOf(survey, edition, section).map(({ id, text }) => ({
              label: wordsOf(text, lang),
              value: answerInWords(
                context,
                survey,
                id,
                whole.answers[id] ?? { state: 'left-blank' },
              ),
            })),
          )}
          ${
            may.draft && draft.state !== 'submitted'
              ? html`<p>
                  <a href="${link(`${answerPath}/${edition}/${section}`)}"
                    >${t('observatory.house.edit')}<span class="visually-hidden">
                      : ${t(`observatory.section.${String(section)}`)}</span
                    ></a
                  >
                </p>`
              : null
          }`,
    )}
    ${actions(context, edition, view, may)}`
  return frame(context, title, body)
}

function actions(
  context: PageContext,
  edition: number,
  { draft, problems }: DraftView,
  may: { draft: boolean; publish: boolean; same: boolean },
): Html | null {
  const { t, link } = context
  const once = html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />`
  if (draft.state === 'draft' && may.draft && problems.length === 0) {
    return form(context, {
      action: link(`${answerPath}/${edition}/submit`),
      body: html`${once}
      ${checkboxes(context, {
        ...{ name: 'attest', label: t('observatory.answering.attest-label') },
        options: [{ value: 'yes', label: t('observatory.answering.attest') }],
      })}`,
      submit: t('observatory.answering.submit'),
    })
  }
  if (draft.state === 'published') {
    return linkButton({
      label: t('observatory.answering.see'),
      href: link('/observatory'),
      kind: 'secondary',
    })
  }
  if (draft.state !== 'submitted') return null
  if (!may.publish || may.same) {
    return notice(context, { kind: 'info', title: t('observatory.answering.second') })
  }
  return html`${form(context, {
    action: link(`${answerPath}/${edition}/publish`),
    body: once,
    submit: t('observatory.answering.publish'),
  })}
  ${form(context, {
    action: link(`${answerPath}/${edition}/return`),
    body: html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />
      ${textArea(context, { name: 'reason', label: t('observatory.answering.reason'), rows: 3 })}`,
    submit: t('observatory.answering.return'),
    kind: 'secondary',
  })}`
}

function returnedNotice(context: PageContext, { draft }: DraftView): Html | null {
  if (draft.returned === null || draft.returned === '') return null
  return notice(context, {
    kind: 'warning',
    title: context.t('observatory.answering.returned'),
    body: draft.returned,
  })
}
