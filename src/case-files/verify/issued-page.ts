// What a code leads to: what the document is, when and by whom it was issued, its hash, and the verdict on its signatures.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, linkButton, notice, summaryList } from '#pages'
import type { Answer } from '#platform'
import type { Issued } from '../seal/store-issued.ts'
import type { Judged } from './judge-child.ts'
import { verdictPart } from './verdict-part.ts'
import { verificationPage } from './verify-page.ts'

/** Kinds with words of their own; every other one is a document. */
const kinds = ['receipt', 'resolution', 'act', 'letter', 'report', 'proof', 'index'] as const

export function kindWords({ t }: PageContext, { kind }: Issued): string {
  const known = kinds.find((each) => each === kind) ?? 'document'
  return t(`case-files.verify.kind.${known}`)
}

/** `/verificar/{code}` */
export function issuedPage(
  context: PageContext,
  { issued, judged }: { issued: Issued; judged: Judged | null },
): Answer {
  const { t, link } = context
  const title = kindWords(context, issued)
  const body = html`<h1>${title}</h1>
    ${notice(context, {
      kind: 'success',
      title: t('case-files.verify.exists', { issuer: issued.issuer }),
      body: t('case-files.verify.compare'),
    })}
    ${issuedFacts(context, issued)}
    ${
      issued.openToAll
        ? linkButton({
            label: t('case-files.verify.download'),
            href: link(`/verificar/${issued.code}/documento`),
          })
        : html`<p>${t('case-files.verify.restricted')}</p>`
    }
    <h2>${t('case-files.verify.signatures')}</h2>
    ${sealNotes(context, issued)}
    ${judged === null ? html`<p>${t('case-files.verify.no-verdict')}</p>` : verdictPart(context, judged.report)}
    <h2>${t('case-files.verify.have-file')}</h2>
    <p>
      <a href="${link('/verificar')}">${t('case-files.verify.have-file-text')}</a>
    </p>`
  return verificationPage(context, { title, body })
}

/** What the register says of it; the title only where everybody may read the document. */
export function issuedFacts(context: PageContext, issued: Issued): Html {
  const { t, lang, locale } = context
  const { code, title, issuer, issuedAt, openToAll, versions } = issued
  return html`${summaryList([
    { label: t('case-files.seal.receipt.code'), value: html`<code>${code}</code>` },
    { label: t('case-files.verify.name'), value: openToAll ? title : null },
    { label: t('case-files.verify.issuer'), value: issuer },
    { label: t('case-files.verify.issued-at'), value: locale.dateTime(lang, issuedAt) },
    ...versions.map(({ version, sha256, bytes, level, madeAt }) => ({
      label: version === 1 ? 'SHA-256' : t('case-files.verify.later-version', { level }),
      value: html`<code class="hash">${sha256}</code>
        <span class="quiet">${locale.bytes(lang, bytes)}, ${locale.dateTime(lang, madeAt)}</span>`,
    })),
  ])}`
}

/** What has to be said about the seal whatever the verdict is. */
function sealNotes(context: PageContext, { versions, lasting }: Issued): Html {
  const { t } = context
  const last = versions.at(-1)
  return html`${last?.testSeal === true ? notice(context, { kind: 'warning', title: t('case-files.seal.test') }) : null}
  ${last?.pending === true ? notice(context, { kind: 'info', title: t('case-files.verify.pending') }) : null}
  ${lasting !== null && last?.pending === false ? notice(context, { kind: 'info', title: t('case-files.verify.lasting') }) : null}`
}

/** A code that is well written and stands on nothing the city issued. */
export function unknownPage(context: PageContext, code: string): Answer {
  const { t, link } = context
  const title = t('case-files.verify.none')
  const body = html`<h1>${title}</h1>
    <p><code>${code}</code></p>
    <p>${t('case-files.verify.none-text')}</p>
    <p><a href="${link('/verificar')}">${t('case-files.verify.again')}</a></p>`
  return verificationPage(context, { title, body }, { status: 404 })
}
