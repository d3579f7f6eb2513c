// What a file that was handed in turned out to be: whether this city issued it, whether it was changed, and its signatures.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, notice, summaryList } from '#pages'
import type { Answer } from '#platform'
import { issuedFacts, kindWords } from './issued-page.ts'
import { verdictPart } from './verdict-part.ts'
import type { FileVerdict } from './verifier.ts'
import { verificationPage } from './verify-page.ts'

const notices = { authentic: 'success', 'added-to': 'warning', unknown: 'info' } as const

/** `/verificar/archivo` */
export function fileVerdictPage(context: PageContext, verdict: FileVerdict): Answer {
  const { t, lang, locale, link } = context
  const { judged, origin, issued } = verdict
  const failed = judged.report.overall.indication === 'TOTAL-FAILED'
  const title = t('case-files.verify.result')
  const body = html`<h1>${title}</h1>
    ${notice(context, {
      kind: failed && origin === 'unknown' ? 'error' : notices[origin],
      title: t(`case-files.verify.origin.${origin}`, { issuer: issued?.issuer ?? '' }),
      body: t(`case-files.verify.origin-text.${origin}`),
    })}
    ${issued === null ? null : issuedPart(context, verdict)}
    <h2>${t('case-files.verify.signatures')}</h2>
    ${
      issued?.versions.at(-1)?.testSeal === true
        ? notice(context, { kind: 'warning', title: t('case-files.seal.test') })
        : null
    }
    ${verdictPart(context, judged.report)}
    <h2>${t('case-files.verify.file')}</h2>
    ${summaryList([
      { label: t('case-files.draft.size'), value: locale.bytes(lang, judged.bytes) },
      { label: 'SHA-256', value: html`<code class="hash">${judged.sha256}</code>` },
    ])}
    <p class="quiet">${t('case-files.verify.not-kept')}</p>
    <p><a href="${link('/verificar')}">${t('case-files.verify.again')}</a></p>`
  return verificationPage(context, { title, body })
}

function issuedPart(context: PageContext, { issued }: FileVerdict): Html | null {
  if (issued === null) return null
  return html`<h2>${kindWords(context, issued)}</h2>
    ${issuedFacts(context, issued)}`
}
