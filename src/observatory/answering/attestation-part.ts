// Shows who signed answers digitally and what is to be said of it, and asks whoever may for the signed document.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, fileField, form } from '#pages'
import type { Attestation } from './attestation.ts'
import type { DraftView } from './answering.ts'
import { answerPath } from './paths.ts'

/** One line for each signature; `link` is the address of the signed file. */
export function signersPart(
  { t, lang, locale }: PageContext,
  { file, signers, judged }: Attestation,
  link: string,
): Html {
  return html`<ul class="observatory-signers">
      ${signers.map(
        ({ name, level, time, verdict }) =>
          html`<li>
            ${t('observatory.attested.by', {
              name: name ?? t('observatory.attested.nameless'),
              when: locale.dateTime(lang, new Date(time)),
            })}
            ${badge({
              label: t(`observatory.attested.${verdict}`),
              kind: verdict === 'valid' ? 'good' : 'warn',
            })}
            <span class="quiet">${level}</span>
          </li>`,
      )}
    </ul>
    <p class="quiet">
      ${
        signers.some(({ verdict }) => verdict === 'undetermined')
          ? t('observatory.attested.undetermined-text')
          : null
      }
      ${t('observatory.attested.judged', { when: locale.dateTime(lang, new Date(judged)) })}
      <a href="${link}">${t('observatory.attested.file')}</a>. SHA-256
      <code class="hash">${file}</code>
    </p>`
}

/** Between handing in and publishing: the document to sign, and the signed one. Nobody has to. */
export function signaturePart(
  context: PageContext,
  edition: number,
  { draft }: DraftView,
  { draft: mayDraft, fault = null }: { draft: boolean; fault?: string | null },
): Html | null {
  const { t, link } = context
  const { document, signature } = draft
  if (draft.state !== 'submitted' || document === undefined) return null
  const original = link(`${answerPath}/${edition}/document.pdf`)
  return html`<section id="signature">
    <h2>${t('observatory.attested.title')}</h2>
    ${signature === undefined ? null : signersPart(context, signature, original)}
    <p>
      ${t('observatory.attested.lead')}
      <a href="${original}">${t('observatory.attested.document')}</a>
    </p>
    ${
      mayDraft
        ? form(context, {
            action: link(`${answerPath}/${edition}/signature`),
            upload: true,
            errors: fault === null ? [] : [{ field: 'file', message: fault }],
            body: fileField(context, {
              ...{ name: 'file', label: t('observatory.attested.field'), accept: '.pdf' },
              hint: t('observatory.attested.hint'),
              ...(fault === null ? {} : { error: fault }),
            }),
            submit: t('observatory.attested.upload'),
            kind: 'secondary',
          })
        : null
    }
  </section>`
}
