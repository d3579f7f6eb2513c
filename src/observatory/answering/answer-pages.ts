// The pages on which a city answers a survey itself: one section after another, then all of it before it is handed in.
import { randomUUID } from 'node:crypto'
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  checkboxes,
  form,
  layout,
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
import { type Question, type Survey, wordsOf } from '../survey.ts'
import { answerInWords } from '../words.ts'
import type { DraftView } from './answering.ts'
import { signaturePart } from './attestation-part.ts'
import { answerPath } from './paths.ts'
import { type ReviewRights, reviewActions } from './review-actions.ts'
import { completed, questionsOf, sectionMark, sectionsOf, statesToChoose } from './draft.ts'

export interface AnswerPageParts {
  place: Place
  edition: number
  view: DraftView
}

export function frame(
  context: PageContext,
  title: string,
  body: Html,
  scripts: string[] = [],
): string {
  const { t, link } = context
  return layout(context, {
    ...{ title, body, kind: 'work', noindex: true, section: 'observatory', scripts },
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
        { id: 'file', label: t('observatory.import.file') },
      ],
      rows: drafts.map(({ edition, view }) => ({
        file: html`<a href="${link(`${answerPath}/${edition}/import`)}"
          >${t('observatory.import.title')}<span class="visually-hidden"> ${edition}</span></a
        >`,
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
    <p
      class="quiet"
      role="status"
      data-autosave="${link(`${answerPath}/${edition}/${section}`)}"
      data-saved="${t('observatory.answering.autosaved')}"
      data-failed="${t('observatory.answering.autosave-failed')}"
      data-unsaved="${t('observatory.answering.autosave-unsaved')}"
      data-changed="${t('observatory.answering.autosave-changed')}"
      data-restored="${t('observatory.answering.autosave-restored')}"
    >
      ${t('observatory.answering.saving')}
    </p>
    ${form(context, {
      action: link(`${answerPath}/${edition}/${section}`),
      body: html`<input type="hidden" name="idempotency-key" value="${randomUUID()}" />
        <input
          type="hidden"
          name="seen"
          value="${sectionMark(view.survey, view.draft, edition, section)}"
        />
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
  return frame(context, title, body, ['answer-form'])
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
  may: ReviewRights,
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
              value: withNotes(context, survey, id, whole.answers[id] ?? { state: 'left-blank' }),
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
    ${signaturePart(context, edition, view, may)} ${reviewActions(context, edition, view, may)}`
  return frame(context, title, body)
}

/** What a reviewer judges: the answer, and what it rests on. */
function withNotes(context: PageContext, survey: Survey, id: string, answer: Answer): Html {
  const { t } = context
  const { evidence, comment } = answer
  const note = (label: string, text: string | undefined): Html | null =>
    text === undefined ? null : html`<br /><span class="quiet">${label}: ${text}</span>`
  return html`${answerInWords(context, survey, id, answer)}
  ${note(t('observatory.why.evidence'), evidence)} ${note(t('observatory.why.comment'), comment)}`
}

function returnedNotice(context: PageContext, { draft }: DraftView): Html | null {
  if (draft.returned === null || draft.returned === '') return null
  return notice(context, {
    kind: 'warning',
    title: context.t('observatory.answering.returned'),
    body: draft.returned,
  })
}
