// Says in a sentence what was found in a file, the gravest first, with the way to the whole report.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import { describeFinding } from '@rimaq/tables'
import type { Finding } from '@rimaq/tables'
import { datasetPath, tableParameters } from './portal.ts'
import type { FoundTable } from './portal.ts'

const weight: Record<Finding['severity'], number> = { error: 0, warning: 1, notice: 2 }

/** What is still wrong before what was repaired; then by gravity. */
export function byGravity(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity, repaired }: Finding): number =>
    weight[severity] + (repaired === true ? 3 : 0)
  return findings.toSorted((a, b) => rank(a) - rank(b))
}

/** "LATITUD y LONGITUD están intercambiadas en 4487 filas. Y 2 observaciones más." */
export function findingsSentence(context: PageContext, found: FoundTable): Html {
  const { t, link, lang } = context
  const { version } = found
  const [first] = byGravity(version.findings)
  const address = link(datasetPath(found.dataset, 'report'), tableParameters(found))
  if (!first) {
    return html`<p><a href="${address}">${t('open-data.report.link.clean')}</a></p>`
  }
  const words = describeFinding(first, version.manifest, lang === 'en' ? 'en' : 'es')
  const repaired = first.repaired === true
  const others = version.findings.length - 1
  return html`<p class="table-card-finding finding-${repaired ? 'notice' : first.severity}">
    <strong>${t(repaired ? 'open-data.report.repaired' : 'open-data.report.open')}:</strong>
    ${words.what}
    <a href="${address}"
      >${others > 0 ? t('open-data.report.link.more', { count: others }) : t('open-data.report.title')}</a
    >
  </p>`
}
