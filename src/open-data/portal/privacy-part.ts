// What in a table points to people and what was done about it, in words, for the report page.
import { html, type Html } from '@rimaq/markup'
import { badge, notice, summaryList } from '#pages'
import type { PageContext } from '#pages'
import { describeElsewhere, describePrivacy, describeStep, isPrivacyStep } from '@rimaq/tables'
import type { PrivacyFinding } from '@rimaq/tables'
import type { FoundTable } from './portal.ts'

/** What still stands before what is only possible, and what was treated last. */
function rank({ treated, confidence }: PrivacyFinding): number {
  return treated === true ? 3 : { certain: 0, likely: 1, possible: 2 }[confidence]
}

/** Nothing for versions from before the gate. */
export function privacyPart(context: PageContext, found: FoundTable): Html | null {
  const { t } = context
  const { version } = found
  const { privacy: decision, manifest } = version
  if (decision === null && manifest.privacy === undefined) return null
  const findings = (manifest.privacy?.findings ?? []).toSorted((a, b) => rank(a) - rank(b))
  return html`<section>
    <h2>${t('open-data.privacy.title')}</h2>
    ${decisionNotice(context, found)}
    ${(manifest.privacy?.elsewhere ?? []).map(
      (each) => html`<p>${describeElsewhere(each, context.lang === 'en' ? 'en' : 'es')}</p>`,
    )}
    ${
      findings.length === 0
        ? null
        : html`<ol class="findings">
            ${findings.map((finding) => one(context, found, finding))}
          </ol>`
    }
    ${stepList(context, found)}
  </section>`
}

/** How the version passed the gate; an override with who answers for it, why and when. */
function decisionNotice(context: PageContext, { version }: FoundTable): Html | null {
  const { t, locale, lang } = context
  const { privacy: decision } = version
  if (decision === null) return null
  const { kind, by, reason, decided } = decision
  if (kind === 'override') {
    return notice(context, {
      kind: 'warning',
      title: t('open-data.privacy.kind.override'),
      body: html`<p>
        ${t('open-data.privacy.override', {
          by: by ?? '',
          when: locale.dateTime(lang, decided),
          reason: reason ?? '',
        })}
      </p>`,
    })
  }
  return notice(context, {
    kind: kind === 'off' ? 'info' : 'success',
    title: t(`open-data.privacy.kind.${kind}`),
    ...(kind === 'treated' && { body: html`<p>${t('open-data.privacy.closed')}</p>` }),
  })
}

function one(context: PageContext, { version }: FoundTable, finding: PrivacyFinding): Html {
  const { t, lang } = context
  const said = describePrivacy(finding, version.manifest.columns, lang === 'en' ? 'en' : 'es')
  const treated = finding.treated === true
  const gravity = treated || finding.confidence === 'possible' ? 'notice' : 'error'
  const done = treated ? t('open-data.privacy.done') : t('open-data.report.remedy')
  return html`<li class="finding finding-${gravity}">
    <h3>
      ${said.what}
      ${treated ? badge({ label: t('open-data.privacy.treated'), kind: 'good' }) : null}
    </h3>
    ${summaryList([
      { label: t('open-data.report.why'), value: said.why },
      { label: t('open-data.privacy.sure'), value: said.sure },
      { label: done, value: said.remedies[0] ?? null },
    ])}
  </li>`
}

/** Steps of the recipe as sentences: they hold for the next upload too. */
function stepList({ t, lang }: PageContext, { version }: FoundTable): Html | null {
  const { recipe, privacy, columns } = version.manifest
  const steps = recipe.steps.filter(isPrivacyStep)
  if (steps.length === 0) return null
  const named = (privacy?.findings ?? []).flatMap(({ column, name, columns: several }) => [
    ...(column === undefined ? [] : [{ id: column, name: name ?? column }]),
    ...(several ?? []),
  ])
  const language = lang === 'en' ? 'en' : 'es'
  return html`<h3>${t('open-data.privacy.steps')}</h3>
    <ul>
      ${steps.map((step) => html`<li>${describeStep(step, [...columns, ...named], language)}</li>`)}
    </ul>`
}
