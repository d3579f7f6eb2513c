// The pages of the catalogue: every procedure in force, and one of them with all it asks and gives.
import { type Html, html } from '@rimaq/markup'
import { explainDeadline } from '@rimaq/workdays'
import {
  type PageContext,
  badge,
  details,
  emptyState,
  layout,
  linkButton,
  notice,
  searchBox,
  summaryList,
  table,
} from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { feeInWords, payInWords } from './fee-words.ts'
import { answerBy } from '../deadlines/answer-by.ts'
import { type DeadlineFace, languageOf, noonOf } from '../deadlines/deadline-page.ts'
import type { Counter } from '../filing/counter.ts'
import type { Catalogue } from './catalogue.ts'
import { findProcedures } from './find-procedures.ts'
import {
  type LegalBasis,
  type ProcedureContent,
  type ProcedureVersion,
  type Requirement,
  wordsOf,
} from './procedure.ts'

export interface CatalogueFace extends DeadlineFace {
  catalogue: Catalogue
  counter: Pick<Counter, 'isOpen'>
}

const kinds = ['procedure', 'service', 'information', 'letter', 'complaint', 'appeal'] as const

/** `/tramites` */
export async function cataloguePage(face: CatalogueFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { t, link } = context
  const words = String(request.query['q'] ?? '').slice(0, 200)
  const all = await face.catalogue.inForce()
  const found = findProcedures(all, words)
  const title = t('case-files.catalogue.title')
  const groups = kinds
    .map((kind) => ({ kind, list: found.filter(({ content }) => content.kind === kind) }))
    .filter(({ list }) => list.length > 0)
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.catalogue.lead')}</p>
    ${searchBox(context, {
      id: 'procedure-search',
      action: '/tramites',
      label: t('case-files.catalogue.search'),
      labelShown: true,
      value: words,
    })}
    <p class="quiet" role="status">${t('case-files.catalogue.count', { count: found.length })}</p>
    ${
      found.length === 0
        ? emptyState({
            title: t('case-files.catalogue.none'),
            body: t('case-files.catalogue.none-text'),
          })
        : groups.map(
            ({ kind, list }) =>
              html`<section class="procedure-group">
                <h2>${t(`case-files.kind.${kind}`)}</h2>
                <ul class="procedure-list">
                  ${list.map((each) => html`<li>${entry(context, each)}</li>`)}
                </ul>
              </section>`,
          )
    }
    <p>
      <a href="${link('/seguimiento')}">${t('case-files.track.title')}</a> ·
      <a href="${link('/mis-tramites')}">${t('case-files.mine.title')}</a> ·
      <a href="${link('/verificar')}">${t('case-files.verify.title')}</a> ·
      <a href="${link('/plazos')}">${t('case-files.deadline.title')}</a> ·
      <a href="${link('/tramites.json')}">JSON</a> · <a href="${link('/tramites.csv')}">CSV</a>
    </p>`
  return page(context, { title, description: t('case-files.catalogue.lead'), body })
}

function entry(context: PageContext, { code, content }: ProcedureVersion): Html {
  const { lang, link } = context
  return html`<h3><a href="${link(`/tramites/${code}`)}">${wordsOf(content.name, lang)}</a></h3>
    <p>${wordsOf(content.purpose, lang)}</p>
    <p class="quiet">${termInShort(context, content)} · ${feeInWords(context, content)}</p>`
}

/** `/tramites/{code}` and `/tramites/{code}/versiones/{number}`. @throws CaseFilesError not-found */
export async function procedurePage(face: CatalogueFace, request: RouteRequest): Promise<Answer> {
  const context = face.context(request)
  const { t, lang, locale, link } = context
  const { code = '', number } = request.params
  const versions = (await face.catalogue.versions(code)).filter(({ state }) => state !== 'draft')
  const inForce = versions.find(({ state }) => state === 'published')
  const version =
    number === undefined ? (inForce ?? versions[0]) : versions.find((v) => v.number === +number)
  if (version === undefined) throw new CaseFilesError('not-found', { code })
  const { content, published, retired } = version
  const open = retired === null && (await face.counter.isOpen())
  const title = wordsOf(content.name, lang)
  const body = html`<h1>${title}</h1>
    <p class="lead">${wordsOf(content.purpose, lang)}</p>
    ${
      retired === null
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.procedure.retired', { day: locale.date(lang, retired) }),
            body: inForce
              ? html`<a href="${link(`/tramites/${code}`)}">${t('case-files.procedure.newer')}</a>`
              : null,
          })
    }
    ${
      content.open === undefined
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.procedure.open'),
            body: wordsOf(content.open, lang),
          })
    }
    ${open ? html`<p>${linkButton({ label: t('case-files.filing.start'), href: link(`/tramites/${code}/presentar`) })}</p>` : null}
    ${summaryList([
      { label: t('case-files.procedure.who'), value: content.who && wordsOf(content.who, lang) },
      { label: t('case-files.procedure.term'), value: termInWords(context, content) },
      { label: t('case-files.procedure.silence'), value: silenceInWords(context, content) },
      { label: t('case-files.procedure.fee'), value: feeInWords(context, content) },
      { label: t('case-files.procedure.pay'), value: payInWords(context, content) },
      {
        label: t('case-files.procedure.channels'),
        value: html`${content.channels.map((each) => t(`case-files.channel.${each}`)).join('; ')}
        ${open ? null : html`<span class="quiet">${t('case-files.procedure.not-yet')}</span>`}`,
      },
      { label: t('case-files.procedure.receives'), value: content.offices.receives },
      { label: t('case-files.procedure.decides'), value: content.offices.decides },
    ])}
    ${retired === null ? todayPart(context, content, face.calendars) : null}
    ${requirementsPart(context, content)} ${resultsPart(context, content)}
    ${appealsPart(context, content)} ${basisPart(context, content)}
    ${versionsPart(context, { code, versions, shown: version })}`
  return page(context, {
    title,
    description: wordsOf(content.purpose, lang),
    body,
    breadcrumbs: [{ label: t('case-files.catalogue.title'), href: link('/tramites') }],
    structured: {
      '@context': 'https://schema.org',
      '@type': 'GovernmentService',
      name: content.name.es,
      description: content.purpose.es,
      ...(published ? { dateModified: published.toISOString() } : {}),
      provider: { '@type': 'GovernmentOrganization', name: context.city.institution },
    },
  })
}

/** When the answer is due if it is filed now. */
function todayPart(
  context: PageContext,
  content: ProcedureContent,
  calendars: CatalogueFace['calendars'],
): Html | null {
  const { t, lang, locale, now, link } = context
  const answer = answerBy(content, now, calendars)
  if (answer === null) return null
  const { received, term, silence } = answer
  const day = (date: typeof received): string => locale.date(lang, noonOf(date))
  const address = link('/plazos', { desde: received, dias: term.amount })
  return notice(context, {
    kind: 'info',
    title: t('case-files.procedure.today', { day: day(term.due) }),
    body: html`<p>${explainDeadline(term, { language: languageOf(lang), warn: true })}.</p>
      ${silence === null ? null : html`<p>${t('case-files.procedure.silent-on', { day: day(silence) })}</p>`}
      <p><a href="${address}">${t('case-files.procedure.which-days')}</a></p>`,
  })
}

function requirementsPart(context: PageContext, content: ProcedureContent): Html {
  const { t } = context
  const always = content.requirements.filter(({ when }) => when === undefined)
  const sometimes = content.requirements.filter(({ when }) => when !== undefined)
  return html`<section>
    <h2>${t('case-files.procedure.requirements')}</h2>
    ${
      always.length === 0
        ? html`<p>${t('case-files.procedure.no-requirements')}</p>`
        : html`<ol>
            ${always.map((each) => html`<li>${requirementText(context, each)}</li>`)}
          </ol>`
    }
    ${
      sometimes.length === 0
        ? null
        : html`<h3>${t('case-files.procedure.sometimes')}</h3>
            <ul>
              ${sometimes.map(
                (each) =>
                  html`<li>
                    <span class="quiet">${conditionInWords(context, content, each)}</span>
                    ${requirementText(context, each)}
                  </li>`,
              )}
            </ul>`
    }
    <p class="quiet">${t('case-files.procedure.forbidden')}</p>
  </section>`
}

function requirementText({ t, lang }: PageContext, requirement: Requirement): Html {
  const { text, optional, validDays } = requirement
  return html`${wordsOf(text, lang)}
  ${optional ? badge({ label: t('case-files.procedure.optional') }) : null}
  ${validDays === undefined ? null : html`<span class="quiet">${t('case-files.procedure.valid', { days: validDays })}</span>`}`
}

function conditionInWords(
  { t }: PageContext,
  { form }: ProcedureContent,
  { when }: Requirement,
): string {
  if (when === undefined) return ''
  const field = (form.properties[when.field] ?? {}) as { title?: string }
  const values = (Array.isArray(when.is) ? when.is : [when.is]).map((each) =>
    typeof each === 'boolean' ? t(`case-files.answer.${each ? 'yes' : 'no'}`) : String(each),
  )
  return t('case-files.procedure.when', {
    field: field.title ?? when.field,
    values: values.join(' / '),
  })
}

function resultsPart({ t, lang }: PageContext, { results, series }: ProcedureContent): Html {
  return html`<section>
    <h2>${t('case-files.procedure.results')}</h2>
    <ul>
      ${results.map(({ name }) => html`<li>${wordsOf(name, lang)}</li>`)}
    </ul>
    <p class="quiet">
      ${t(`case-files.procedure.kept.${series.disposition}`, { years: series.years })}
    </p>
  </section>`
}

function appealsPart({ t }: PageContext, { offices }: ProcedureContent): Html | null {
  const { reconsideration, appeal } = offices
  if (reconsideration === undefined && appeal === undefined) return null
  return html`<section>
    <h2>${t('case-files.procedure.appeals')}</h2>
    <ul>
      ${reconsideration ? html`<li>${t('case-files.procedure.reconsideration', { office: reconsideration })}</li>` : null}
      ${appeal ? html`<li>${t('case-files.procedure.appeal', { office: appeal })}</li>` : null}
    </ul>
  </section>`
}

function basisPart(context: PageContext, content: ProcedureContent): Html {
  const { t } = context
  const used = [content.term?.basis, content.fee.basis, content.series.basis].filter(
    (each) => each !== undefined,
  )
  const all = [...content.basis, ...used]
  return html`<section>
    <h2>${t('case-files.procedure.basis')}</h2>
    <ul>
      ${all.map((each) => html`<li>${basisInWords(context, each)}</li>`)}
    </ul>
  </section>`
}

function basisInWords({ t }: PageContext, { norm, article, url, verified }: LegalBasis): Html {
  const text = article === undefined ? norm : t('case-files.procedure.article', { norm, article })
  return html`${url === undefined ? text : html`<a href="${url}" rel="noopener">${text}</a>`}
  ${verified ? null : badge({ label: t('case-files.procedure.unverified'), kind: 'warn' })}`
}

function versionsPart(
  context: PageContext,
  parts: { code: string; versions: ProcedureVersion[]; shown: ProcedureVersion },
): Html {
  const { t, lang, locale, link } = context
  const list = table(context, {
    id: 'versions',
    caption: t('case-files.procedure.versions'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'number', label: t('case-files.procedure.version'), rowHead: true },
      { id: 'from', label: t('case-files.procedure.from'), kind: 'date' },
      { id: 'until', label: t('case-files.procedure.until'), kind: 'date' },
    ],
    rows: parts.versions.map(({ number, published, retired }) => ({
      number: html`<a href="${link(`/tramites/${parts.code}/versiones/${number}`)}">${number}</a>`,
      from: published === null ? '' : locale.date(lang, published),
      until: retired === null ? t('case-files.procedure.now') : locale.date(lang, retired),
    })),
  })
  const summary = t('case-files.procedure.shown', { number: parts.shown.number })
  return details({
    summary,
    body: html`${list}
      <p class="quiet">SHA-256 <code class="hash">${parts.shown.hash}</code></p>`,
  })
}

function termInShort({ t }: PageContext, { term, qualification }: ProcedureContent): string {
  if (qualification === 'automatic') return t('case-files.term.automatic-short')
  return term === null ? '' : t(`case-files.term.${term.unit}`, { count: term.amount })
}

function termInWords({ t }: PageContext, { term, qualification }: ProcedureContent): string {
  if (qualification === 'automatic') return t('case-files.term.automatic')
  return term === null ? '' : t(`case-files.term.${term.unit}`, { count: term.amount })
}

function silenceInWords({ t, lang }: PageContext, content: ProcedureContent): string | null {
  const { qualification, silenceReason } = content
  if (qualification === 'positive-silence') return t('case-files.silence.positive')
  if (qualification !== 'negative-silence') return null
  const reason = silenceReason === undefined ? '' : wordsOf(silenceReason, lang)
  return `${t('case-files.silence.negative')} ${reason}`.trim()
}

function page(context: PageContext, parts: Omit<Parameters<typeof layout>[1], 'section'>): Answer {
  return {
    body: layout(context, { ...parts, section: 'procedures', styles: ['case-files.css'] }),
    cache: 'no-cache',
  }
}
