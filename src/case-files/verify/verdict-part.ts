// The verdict on signatures as one can read it across a room, then who, when and what, and the evidence folded.
import { type Html, html } from '@rimaq/markup'
import type { JsonReport } from '@rimaq/signatures'
import { type PageContext, badge, details, summaryList } from '#pages'

type Signature = JsonReport['signatures'][number]

const kinds = {
  'TOTAL-PASSED': { kind: 'good', key: 'passed' },
  INDETERMINATE: { kind: 'warn', key: 'open' },
  'TOTAL-FAILED': { kind: 'bad', key: 'failed' },
} as const

/** The three words are Peru's, in every language; the sentence beside them is the reader's. */
export function verdictPart(context: PageContext, report: JsonReport): Html {
  const { t, lang } = context
  const { overall, refused, signatures } = report
  const told = lang === 'en' ? 'en' : 'es'
  if (overall.indication === null || overall.word === null) {
    return html`<p class="verdict">
        ${badge({ label: t('case-files.verify.unsigned'), kind: 'plain' })}
      </p>
      <p>${t('case-files.verify.unsigned-text')}</p>`
  }
  const { kind, key } = kinds[overall.indication]
  return html`<p class="verdict">${badge({ label: overall.word, kind })}</p>
    <p>${t(`case-files.verify.means.${refused === null ? key : 'unread'}`)}</p>
    ${refused === null ? null : html`<p>${refused[told]}</p>`}
    ${signatures.map((one, at) => signaturePart(context, one, at + 1))}`
}

function signaturePart(context: PageContext, one: Signature, number: number): Html {
  const { t, lang, locale } = context
  const said = lang === 'en' ? one.en : one.es
  const stamp = one.kind === 'document-timestamp'
  const title = t(`case-files.verify.${stamp ? 'stamp' : 'signature'}`, { number })
  const { kind } = kinds[one.indication]
  // What the package says is in Spanish and English; who reads Quechua gets Spanish, marked as such.
  const words = lang === 'qu' ? 'es' : null
  return html`<section class="verdict-signature">
    <h3>${title} ${badge({ label: one.word, kind })}</h3>
    <div lang="${words}">
      <p>${said.who} ${said.when}</p>
      <p>${said.covers}</p>
      ${
        said.changes.length === 0
          ? null
          : html`<ul>
              ${said.changes.map((each) => html`<li>${each}</li>`)}
            </ul>`
      }
      ${said.todo.map((each) => html`<p>${each}</p>`)}
    </div>
    ${details({
      summary: t('case-files.verify.evidence'),
      body: summaryList([
        {
          label: 'ETSI EN 319 102-1',
          value: [one.indication, one.subIndication].filter((each) => each !== null).join(' / '),
        },
        { label: t('case-files.verify.level'), value: one.level },
        {
          label: t('case-files.verify.best-time'),
          value: `${locale.dateTime(lang, new Date(one.bestTime.time))} (${t(`case-files.verify.proof.${one.bestTime.proof}`)})`,
        },
        { label: t('case-files.verify.fields'), value: one.fields.join(', ') },
        {
          label: t('case-files.verify.missing'),
          value:
            said.missing.length === 0
              ? null
              : html`<span lang="${words}">${said.missing.join(' ')}</span>`,
        },
        {
          label: t('case-files.verify.reason'),
          value: one.detail.why === null ? null : html`<span lang="en">${one.detail.why}</span>`,
        },
        {
          label: t('case-files.verify.warnings'),
          value:
            one.detail.warnings.length === 0
              ? null
              : html`<span lang="en">${one.detail.warnings.join(' ')}</span>`,
        },
      ]),
    })}
  </section>`
}
