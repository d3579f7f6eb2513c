// What the official sees after a party was given its key: the key to be handed over, once; and the form that gives it.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, button, linkButton, notice, summaryList } from '#pages'
import type { Answer } from '#platform'
import { shownKey } from '../filing/filing-key.ts'
import { onceField } from '../tray/once-field.ts'
import { workPage } from '../tray/tray-pages.ts'
import type { Admitted } from './admit-party.ts'

/** `/bandeja/{id}/partes/{party}/acceso` */
export function admittedPage(
  context: PageContext,
  given: { id: string; admitted: Admitted | null; error: string | null; url: string },
): Answer {
  const { t, link } = context
  const { id, admitted, error, url } = given
  const title = t('case-files.parties.access')
  const key = admitted?.key ?? null
  const body = html`<h1>${title}</h1>
    ${error === null ? null : notice(context, { kind: 'error', title: error, live: true })}
    ${
      admitted === null
        ? null
        : notice(context, {
            kind: 'success',
            title: t(`case-files.parties.admitted-${key === null ? 'mail' : 'hand'}`, {
              name: admitted.name,
            }),
            live: true,
          })
    }
    ${
      admitted === null || key === null
        ? null
        : html`<p>${t('case-files.parties.hand-over')}</p>
            ${summaryList([
              { label: t('case-files.parties.who-gets'), value: admitted.name },
              {
                label: t('case-files.receipt.key'),
                value: html`<strong><code>${shownKey(key)}</code></strong>`,
              },
              {
                label: t('case-files.parties.address'),
                value: html`<code class="hash">${url}/parte/${id}/${key}</code>`,
              },
            ])}`
    }
    <p>
      ${linkButton({
        label: t('case-files.parties.back'),
        href: link(`/bandeja/${id}`),
        kind: 'secondary',
      })}
    </p>`
  return workPage(context, { title, body, ...(error === null ? {} : { status: 422 }) })
}

/** In the list of parties: a key by mail where an address is known, or to be handed over. */
export function accessForm(
  context: PageContext,
  given: {
    caseId: string
    seen: number
    party: { id: string; name: string; email: string | null }
  },
): Html {
  const { t, link } = context
  const { caseId, seen, party } = given
  const { id, name, email } = party
  const one = (how: 'correo' | 'mano', label: string): Html =>
    html`<form method="post" action="${link(`/bandeja/${caseId}/partes/${id}/acceso`)}">
      ${onceField()}<input type="hidden" name="visto" value="${seen}" />
      <input type="hidden" name="como" value="${how}" />
      ${button({ label, kind: 'quiet' })}
    </form>`
  return html`<div class="button-row">
    ${email === null ? null : one('correo', t('case-files.parties.give-mail', { name, email }))}
    ${one('mano', t('case-files.parties.give-hand', { name }))}
  </div>`
}
