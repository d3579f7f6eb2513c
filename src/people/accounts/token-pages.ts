// Pages for tokens of programs: what it may do and for how long; then the token, once.
import {
  type FormError,
  type PageContext,
  checkboxes,
  codeBlock,
  emptyState,
  form,
  linkButton,
  radios,
  selectField,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { html } from '@rimaq/markup'
import type { SignedIn } from './account.ts'
import { actingField, page } from './page-parts.ts'
import { statusOf } from './sign-in-pages.ts'
import type { SystemHolding } from './store-tokens.ts'
import type { TokenRequest } from './tokens.ts'
import { crumbs } from './ways-pages.ts'

/** Days a token may be asked for. */
export const lives = [30, 90, 365] as const

export function newTokenPage(
  context: PageContext,
  view: {
    signedIn: SignedIn
    /** Each with the verbs it has. */
    offered: readonly (SystemHolding & { verbs: string[] })[]
    typed: Partial<TokenRequest>
    errors?: FormError[]
    status?: number
  },
): Answer {
  const { t, link } = context
  const { offered, typed, errors = [] } = view
  const title = t('people.tokens.new')
  const verbs = [...new Set(offered.flatMap((each) => each.verbs))].toSorted()
  const body =
    offered.length === 0
      ? emptyState({
          title: t('people.tokens.no-program'),
          body: t('people.tokens.no-program-next'),
          action: linkButton({
            label: t('people.account.title'),
            href: link('/cuenta'),
            kind: 'secondary',
          }),
        })
      : form(context, {
          action: link('/cuenta/tokens'),
          errors,
          body: html`${actingField(view.signedIn)}
          ${textField(context, {
            name: 'name',
            label: t('people.tokens.name'),
            hint: t('people.tokens.name-hint'),
            maxlength: 80,
            value: typed.name ?? null,
          })}
          ${radios(context, {
            name: 'holding',
            label: t('people.tokens.program'),
            options: offered.map(({ id, program, office }) => ({
              value: id,
              label: program,
              hint: office,
            })),
            values: [typed.holding ?? (offered.length === 1 ? (offered[0]?.id ?? '') : '')],
          })}
          ${checkboxes(context, {
            name: 'verbs',
            label: t('people.tokens.verbs'),
            options: verbs.map((verb) => ({ value: verb, label: verb })),
            values: typed.verbs ?? [],
          })}
          ${textField(context, {
            name: 'dataset',
            label: t('people.tokens.dataset'),
            hint: t('people.tokens.dataset-hint'),
            required: false,
            width: 'medium',
            value: typed.dataset ?? null,
          })}
          ${selectField(context, {
            name: 'days',
            label: t('people.tokens.life'),
            options: lives.map((days) => ({
              value: String(days),
              label: t('people.tokens.days', { count: days }),
            })),
            value: String(typed.days ?? 90),
          })}`,
          submit: t('people.tokens.make'),
        })
  return page(
    context,
    {
      title,
      breadcrumbs: crumbs(context, title),
      body: html`<h1>${title}</h1>
        ${body}`,
    },
    statusOf(view),
  )
}

/** The only time the token is seen. */
export function tokenPage(context: PageContext, token: string, origin: string): Answer {
  const { t, link } = context
  const title = t('people.tokens.made')
  return page(context, {
    title,
    breadcrumbs: crumbs(context, title),
    body: html`<h1>${title}</h1>
      <p class="lead">${t('people.tokens.once')}</p>
      ${codeBlock(context, { label: t('people.tokens.token'), code: token })}
      ${codeBlock(context, {
        label: t('people.tokens.example'),
        code: `curl -H 'Authorization: Bearer ${token}' ${origin}/api/3/action/package_list`,
      })}
      <p>${linkButton({ label: t('people.tokens.kept'), href: link('/cuenta') })}</p>`,
  })
}
