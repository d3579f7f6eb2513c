// Asks what one act needs, question by question, does it once, and says what happened.
import { html } from '@rimaq/markup'
import { type PageContext, linkButton, notice } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { adminPage, sentenceOf } from './admin.ts'
import { type Answers, type Question, askInTurn } from './questions.ts'

export interface ActPage {
  title: string
  /** Path of the form, which is that of the page. */
  path: string
  seenBy: string
  submit: string
  questions: readonly Question[]
  breadcrumbs?: { label: string; href?: string }[]
  /** Does it, with the answers in the form, and says in words what happened. */
  act(answers: Answers): Promise<Told>
}

export interface Told {
  title: string
  body?: string
  /** Where one goes on. */
  next?: { label: string; path: string }
}

/**
 * GET asks the first question; POST the next one, and after the last does the act. Answers travel in
 * the form, never in the address; what the address brings (`?position=`) counts as answered.
 */
export async function actPage(
  context: PageContext,
  request: RouteRequest,
  page: ActPage,
): Promise<Answer> {
  const { link } = context
  const sent = { ...((request.body as Answers | undefined) ?? (request.query as Answers)) }
  const asking = {
    title: page.title,
    action: link(page.path),
    questions: page.questions,
    answers: sent,
    submit: page.submit,
  }
  const frame = {
    seenBy: page.seenBy,
    ...(page.breadcrumbs ? { breadcrumbs: page.breadcrumbs } : {}),
  }
  let asked = await askInTurn(context, asking)
  let status = 200
  if (asked.done && request.method === 'POST') {
    try {
      const told = await page.act(sent)
      const body = html`<h1>${asked.title}</h1>
        ${notice(context, {
          kind: 'success',
          title: told.title,
          ...(told.body === undefined ? {} : { body: told.body }),
          live: true,
        })}
        ${
          told.next
            ? html`<p>
                ${linkButton({ label: told.next.label, href: link(told.next.path), kind: 'secondary' })}
              </p>`
            : null
        }`
      return adminPage(context, { title: asked.title, body, ...frame })
    } catch (error) {
      asked = await askInTurn(context, { ...asking, failed: sentenceOf(context, error) })
      // A page of 400 and above says to the memory of keys that nothing was done.
      status = 422
    }
  }
  return adminPage(context, { title: asked.title, body: asked.body, status, ...frame })
}
