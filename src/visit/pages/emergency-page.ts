// Whom to call: big numbers first, then where one is, then all others with how far they are trusted.
import { type Html, html } from '@rimaq/markup'
import { alertBanner } from '../alerts/alerts-page.ts'
import type { Contact, Content } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, say } from '../view.ts'
import { callButton, dotted, firstContacts, numberSource } from './parts.ts'

export function emergencyPage(view: View, content: Content): string {
  const { t } = view
  const first = firstContacts(content)
  const rest = content.contacts.filter((contact) => !first.includes(contact))
  const wardens = rest.filter(({ kind, active }) => kind === 'serenazgo' && active)
  const others = rest.filter((contact) => !wardens.includes(contact))
  const body = html`
    <h1>${t('visit.emergency.title')}</h1>
    ${
      content.contacts.length === 0
        ? html`<p>${t(view.loading ? 'visit.emergency.loading' : 'visit.emergency.empty')}</p>`
        : html`<section class="calls calls-big" aria-label="${t('visit.home.calls')}">
            ${first.map((contact) => callButton(view, contact, 'call call-big'))}
          </section>`
    }
    ${alertBanner(view, content)}
    <section>
      <h2>${t('visit.emergency.where')}</h2>
      <p>${t('visit.emergency.tell')}</p>
      <rimaq-position
        data-find="${t('visit.emergency.find')}"
        data-finding="${t('visit.emergency.finding')}"
        data-failed="${t('visit.emergency.not-found')}"
        data-coordinates="${t('visit.emergency.coordinates')}"
        data-code="${t('visit.emergency.code')}"
        data-near="${t('visit.emergency.near')}"
        data-district="${t('visit.emergency.district')}"
        data-wardens="${t('visit.emergency.wardens')}"
        data-share="${t('visit.emergency.share')}"
        data-message="${t('visit.emergency.message')}"
      ></rimaq-position>
    </section>
    ${
      wardens.length === 0
        ? null
        : html`<section>
            <h2>${t('visit.emergency.wardens')}</h2>
            <p>${t('visit.emergency.wardens-about')}</p>
            <ul class="contacts">
              ${wardens.map((contact) => contactItem(view, content, contact))}
            </ul>
          </section>`
    }
    <section>
      <h2>${t('visit.emergency.all')}</h2>
      <ul class="contacts">
        ${others.map((contact) => contactItem(view, content, contact))}
      </ul>
    </section>
    <section>
      <h2>${t('visit.emergency.trust')}</h2>
      <p>${t('visit.emergency.trust-about')}</p>
      <ul class="contacts contacts-plain">
        ${first.map(
          (contact) =>
            html`<li>
              <strong>${contact.number}</strong> ${say(view, contact.name)}
              ${numberSource(view, content, contact)}
            </li>`,
        )}
      </ul>
    </section>
  `
  return document(view, {
    title: t('visit.emergency.title'),
    description: t('visit.emergency.about'),
    section: 'emergency',
    body,
  })
}

function contactItem(view: View, content: Content, contact: Contact): Html {
  const { t } = view
  const district = content.districts.find(({ ubigeo }) => ubigeo === contact.ubigeo)
  return html`<li data-ubigeo="${contact.ubigeo || null}">
    ${
      contact.active
        ? callButton(view, contact, 'call call-line')
        : html`<p class="not-yet"><strong>${contact.number}</strong> ${say(view, contact.name)}</p>`
    }
    <p>
      ${dotted([
        say(view, contact.about),
        district?.name ?? null,
        contact.hours === '24/7' ? t('visit.emergency.always') : null,
        contact.free === true ? t('visit.free') : null,
        contact.active ? null : html`<strong>${t('visit.emergency.announced')}</strong>`,
      ])}
    </p>
    ${numberSource(view, content, contact)}
  </li>`
}
