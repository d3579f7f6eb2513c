// The pages of acts in a case: the list with how to begin one, and what all of them share.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  emptyState,
  form,
  layout,
  notice,
  selectField,
  table,
} from '#pages'
import type { Answer, RouteDefinition, RouteRequest } from '#platform'
import { shownNumber } from '../filing/filing-parts.ts'
import { type ActState, numberShown } from './act.ts'
import type { ActParts } from './act-parts.ts'
import type { OpenActs } from './read-act.ts'
import type { Act } from './store-acts.ts'

export interface ActFace {
  acts: ActParts
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'>): PageContext
  /** Makes a route ask for a fresh proof of presence. */
  prove(route: RouteDefinition): RouteDefinition
}

type Crumb = { label: string; href?: string }

export function workPage(
  context: PageContext,
  parts: { title: string; body: Html; trail?: Crumb[]; scripts?: string[] },
  status = 200,
): Answer {
  const { t, link } = context
  const { title, body, trail = [], scripts } = parts
  return {
    ...{ status, cache: 'no-store' },
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      ...(scripts === undefined ? {} : { scripts }),
      breadcrumbs: [{ label: t('case-files.tray.title'), href: link('/bandeja') }, ...trail],
    }),
  }
}

/** The case, as the trail of its acts names it. */
export function caseCrumb(
  { t, link }: PageContext,
  filed: { id: string; year: number; number: number },
): Crumb {
  const number = shownNumber(filed)
  return { label: t('case-files.tray.case', { number }), href: link(`/bandeja/${filed.id}`) }
}

const kinds: Readonly<Record<ActState, Parameters<typeof badge>[0]['kind']>> = {
  draft: 'plain',
  visas: 'info',
  'to-sign': 'warn',
  signed: 'good',
  'set-aside': 'bad',
  dropped: 'plain',
}

export function stateBadge({ t }: PageContext, state: ActState): Html {
  return badge({ label: t(`case-files.acts.state.${state}`), kind: kinds[state] ?? 'plain' })
}

/** Kind and number, or kind alone while it has none. */
export function actName(
  { t }: PageContext,
  { kind, year, number }: Pick<Act, 'kind' | 'year' | 'number'>,
): string {
  const name = t(`case-files.acts.kind.${kind}`)
  return year === null || number === null ? name : `${name} ${numberShown({ year, number })}`
}

/** That a signature has no time of an authority yet. */
export function pendingTime({ t }: PageContext, pending: boolean): Html | null {
  return pending ? badge({ label: t('case-files.acts.time-pending'), kind: 'warn' }) : null
}

/** `/bandeja/{id}/actos` */
export function actsPage(
  context: PageContext,
  { filed, acts, mayDraft, templates }: OpenActs,
  setsAside: string | null = null,
): Answer {
  const { t, lang, locale, link } = context
  const title = t('case-files.acts.title')
  const address = `/bandeja/${filed.id}/actos`
  const list = table(context, {
    ...{ id: 'acts', caption: title, captionHidden: true, stack: true, dense: true },
    columns: [
      { id: 'act', label: t('case-files.acts.document'), rowHead: true },
      { id: 'about', label: t('case-files.acts.about') },
      { id: 'state', label: t('case-files.acts.state') },
      { id: 'who', label: t('case-files.acts.drafter') },
      { id: 'when', label: t('case-files.acts.when'), kind: 'date' },
    ],
    rows: acts.map((act) => ({
      act: html`<a href="${link(`${address}/${act.id}`)}">${actName(context, act)}</a>`,
      about: act.title,
      state: html`${stateBadge(context, act.state)} ${pendingTime(context, act.pending)}`,
      who: act.drafterName,
      when: locale.dateTime(lang, act.signedAt ?? act.created),
    })),
  })
  const begin = form(context, {
    action: link(address),
    body: html`${asideNotice(context, acts, setsAside)}${selectField(context, {
      name: 'template',
      label: t('case-files.acts.template'),
      hint: t('case-files.acts.template-hint'),
      options: templates.map(({ code, content }) => ({ value: code, label: content.name })),
    })}`,
    submit: t('case-files.acts.begin'),
    kind: acts.length === 0 ? 'primary' : 'secondary',
  })
  const body = html`<h1>${title}</h1>
    ${
      acts.length === 0
        ? emptyState({ title: t('case-files.acts.none'), body: t('case-files.acts.none-text') })
        : list
    }
    ${
      mayDraft && templates.length > 0
        ? html`<h2>${t('case-files.acts.new')}</h2>
            ${begin}`
        : null
    }`
  return workPage(context, { title, body, trail: [caseCrumb(context, filed)] })
}

/** Which signed act the new one is to set aside. */
function asideNotice(
  context: PageContext,
  acts: OpenActs['acts'],
  setsAside: string | null,
): Html | null {
  const { t } = context
  const other = acts.find(({ id, state }) => id === setsAside && state === 'signed')
  if (other === undefined) return null
  const title = t('case-files.acts.will-set-aside', { name: actName(context, other) })
  return html`${notice(context, { kind: 'warning', title })}
    <input type="hidden" name="sets-aside" value="${other.id}" />`
}
