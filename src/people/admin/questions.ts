// Asks one question per page and keeps the answers in the form, until all are given and agreed to.
import { html, type Html } from '@rimaq/markup'
import { type FormError, type PageContext, form, summaryList } from '#pages'
import { onceField } from './once-field.ts'

export type Answers = Record<string, string | string[]>

export interface Question {
  name: string
  /** Heading of its page and label in the summary. */
  title: string
  /** Whether it is asked at all, after the answers before it; default always. */
  when?(answers: Answers): boolean
  ask(value: string, error: string | null, values: readonly string[]): Html
  /** What is wrong with the answer, in words; null when nothing is. */
  check(value: string, answers: Answers): Promise<string | null> | string | null
  /** The answer as it stands in the summary; default as given. */
  show?(value: string, values: readonly string[]): string
}

export interface Asked {
  /** All answers are right and agreed to. */
  done: boolean
  title: string
  body: Html
}

/** The text of an answer; of several the first. */
export function answerOf(answers: Answers, name: string): string {
  return answersOf(answers, name)[0]?.trim() ?? ''
}

export function answersOf(answers: Answers, name: string): string[] {
  const value = answers[name]
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/**
 * The page of the first question that has no right answer yet, else the summary, else `done`. `failed`
 * is what the act itself was refused for. Hidden fields carry what was answered before.
 */
export async function askInTurn(
  context: PageContext,
  asking: {
    title: string
    action: string
    questions: readonly Question[]
    answers: Answers
    submit: string
    failed?: string | null
  },
): Promise<Asked> {
  const { t } = context
  const { answers, action } = asking
  const questions = asking.questions.filter(({ when }) => when?.(answers) ?? true)
  for (const [place, question] of questions.entries()) {
    const given = answers[question.name] !== undefined
    const wrong = await question.check(answerOf(answers, question.name), answers)
    const changing = answers['change'] === question.name
    if (given && wrong === null && !changing) continue
    // Right after the question before it was answered there is nothing to reproach yet.
    const message = given && !changing ? wrong : null
    const errors: FormError[] = message === null ? [] : [{ field: question.name, message }]
    const body = html`<p class="quiet">${asking.title}</p>
      <h1>${question.title}</h1>
      <p class="quiet">${t('people.form.step', { step: place + 1, steps: questions.length })}</p>
      ${form(context, {
        action,
        errors,
        body: html`${hidden(answers, question.name)}
        ${question.ask(answerOf(answers, question.name), message, answersOf(answers, question.name))}`,
        submit: t('people.form.continue'),
      })}`
    return { done: false, title: question.title, body }
  }
  if (answers['agreed'] === 'yes' && !asking.failed) {
    return { done: true, title: asking.title, body: html`` }
  }
  const errors = asking.failed ? [{ field: null, message: asking.failed }] : []
  const body = html`<h1>${asking.title}</h1>
    <p>${t('people.form.check')}</p>
    ${summaryList(
      questions.map((question) => ({
        label: question.title,
        value:
          question.show?.(answerOf(answers, question.name), answersOf(answers, question.name)) ??
          answerOf(answers, question.name),
      })),
    )}
    ${form(context, {
      action,
      errors,
      body: html`${hidden(answers, 'agreed')} ${onceField()}<input
          type="hidden"
          name="agreed"
          value="yes"
        />`,
      submit: asking.submit,
    })}
    ${form(context, {
      action,
      body: html`${hidden(answers, 'change')}
        <input type="hidden" name="change" value="${questions[0]?.name ?? ''}" />`,
      submit: t('people.form.again'),
    })}`
  return { done: false, title: asking.title, body }
}

function hidden(answers: Answers, without: string): Html[] {
  return Object.keys(answers)
    .filter((name) => ![without, 'agreed', 'change'].includes(name))
    .flatMap((name) =>
      answersOf(answers, name).map(
        (value) => html`<input type="hidden" name="${name}" value="${value}" />`,
      ),
    )
}
