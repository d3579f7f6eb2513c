// What was found in an uploaded file, in words: what, where, why it matters, and what was done.
import { html, type Html } from '@rimaq/markup'
import { badge, details, notice, summaryList } from '#pages'
import type { PageContext } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { describeFinding } from '@rimaq/tables'
import type { Finding, Source } from '@rimaq/tables'
import { byGravity } from './findings-sentence.ts'
import { findDataset, findTable, inWords, page, tableParameters, trailTo } from './portal.ts'
import type { FoundTable, Portal } from './portal.ts'
import { privacyPart } from './privacy-part.ts'
import { readViewState } from './view-state.ts'

/** `/dataset/{slug}/report?resource=…&version=…` */
export async function reportPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const { t, lang } = context
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const found = await findTable(portal, dataset, readViewState(request.query, []).state)
  const { version } = found
  const title = t('open-data.report.title')
  return page(context, {
    title: `${title} · ${inWords(dataset.title, lang)}`,
    section: 'data',
    noindex: true,
    breadcrumbs: trailTo(context, dataset, title, tableParameters(found)),
    body: html`<h1>${title}</h1>
      <p class="lead">${t('open-data.report.lead', { file: version.originalName })}</p>
      <h2>${t('open-data.report.found')}</h2>
      ${
        version.findings.length === 0
          ? notice(context, { kind: 'success', title: t('open-data.report.none') })
          : html`<ol class="findings">
              ${alike(byGravity(version.findings)).map((group) => one(context, found, group))}
            </ol>`
      }
      ${privacyPart(context, found)}
      <h2>${t('open-data.report.read')}</h2>
      ${readingFacts(context, found)}`,
  })
}

/** Findings of one kind and one fate stand together: the first in full, the others by name. */
function alike(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>()
  for (const finding of findings) {
    const kind = `${finding.code} ${finding.severity} ${finding.repaired === true}`
    const group = groups.get(kind)
    if (group) group.push(finding)
    else groups.set(kind, [finding])
  }
  return [...groups.values()]
}

function one(
  context: PageContext,
  found: FoundTable,
  [finding, ...others]: [Finding, ...Finding[]],
): Html {
  const { t } = context
  const words = describeFinding(
    finding,
    found.version.manifest,
    context.lang === 'en' ? 'en' : 'es',
  )
  return html`<li class="finding finding-${finding.severity}">
    <h3>
      ${words.what}
      ${
        finding.repaired
          ? badge({ label: t('open-data.report.repaired'), kind: 'good' })
          : finding.repair
            ? badge({ label: t('open-data.report.open'), kind: 'warn' })
            : null
      }
    </h3>
    ${summaryList([
      { label: t('open-data.report.where'), value: words.where },
      { label: t('open-data.report.why'), value: words.why },
      { label: t('open-data.report.remedy'), value: words.remedy },
    ])}
    ${
      others.length > 0
        ? details({
            summary: t('open-data.report.alike', { count: others.length }),
            body: html`<ul>
              ${others.map((other) => {
                const { what, where } = describeFinding(
                  other,
                  found.version.manifest,
                  context.lang === 'en' ? 'en' : 'es',
                )
                return html`<li>${what} <span class="quiet">${where}</span></li>`
              })}
            </ul>`,
          })
        : null
    }
  </li>`
}

function readingFacts(context: PageContext, found: FoundTable): Html {
  const { t, locale, lang } = context
  const { version } = found
  const source: Source = version.manifest.source
  return summaryList([
    { label: t('open-data.report.file'), value: version.originalName },
    { label: t('open-data.report.size'), value: locale.bytes(lang, version.originalBytes) },
    {
      label: t('open-data.report.format'),
      value: [...source.wrappers, source.format.toUpperCase()].join(' → '),
    },
    { label: t('open-data.report.encoding'), value: source.encoding ?? null },
    {
      label: t('open-data.report.delimiter'),
      value: source.dialect?.delimiter
        ? html`<code>${visible(source.dialect.delimiter)}</code>`
        : null,
    },
    {
      label: t('open-data.about.created'),
      value: locale.dateTime(lang, version.created),
    },
    {
      label: t('open-data.report.hash'),
      value: version.originalOpen ? html`<code>${version.originalHash}</code>` : null,
    },
  ])
}

function visible(delimiter: string): string {
  return delimiter === '\t' ? 'TAB' : delimiter === ' ' ? 'ESP' : delimiter
}
