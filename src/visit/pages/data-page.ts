// Says what Vive stands on: each table with its version and age, and every row that is not shown and why.
import { type Html, html } from '@rimaq/markup'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import { isOld, lastCheck } from '../numbers/last-check.ts'
import { type View, day, link, say } from '../view.ts'

export function dataPage(view: View, content: Content): string {
  const { t } = view
  const body = html`
    <h1>${t('visit.data.title')}</h1>
    <p class="lead">${t('visit.data.about')}</p>
    <ul class="items">
      ${content.tables.map(
        (table) =>
          html`<li>
            <h2 class="h3">
              <a href="${link(view, `/dataset/${table.slug}`)}"
                >${say(view, table.title)}${table.part === null ? null : `: ${table.part.replaceAll('-', ' ')}`}</a
              >
            </h2>
            <p>
              ${t('visit.data.table', { rows: table.rows, version: table.version })} ·
              <time datetime="${table.published}"
                >${day(view, table.published.slice(0, 10), 'date')}</time
              >
            </p>
          </li>`,
      )}
    </ul>
    <h2>${t('visit.data.check')}</h2>
    ${toCheck(view, content)}
    <h2>${t('visit.data.not-shown')}</h2>
    ${
      content.faults.length === 0
        ? html`<p>${t('visit.data.all-shown')}</p>`
        : html`<ul>
            ${content.faults.map(
              (fault) =>
                html`<li>
                  <a href="${link(view, fault.address)}"
                    >${t('visit.data.row', { table: fault.table, row: fault.row })}</a
                  >: ${t(`visit.fault.${fault.code}`)} <q>${fault.found}</q>
                </li>`,
            )}
          </ul>`
    }
  `
  return document(view, { title: t('visit.data.title'), body })
}

function toCheck(view: View, content: Content): Html {
  const { verifyDays: days } = content
  const old = content.contacts.filter((contact) => isOld(contact, view.now.date, days))
  if (old.length === 0) return html`<p>${view.t('visit.data.all-checked', { days })}</p>`
  return html`<p>${view.t('visit.data.check-about', { days })}</p>
    <ul>
      ${old.map(
        (contact) =>
          html`<li>
            <a href="${link(view, contact.from.row)}"
              >${contact.number} ${say(view, contact.name)}</a
            >: ${day(view, lastCheck(contact), 'date')}
          </li>`,
      )}
    </ul>`
}

/** A page for an address that nothing stands at. */
export function missingPage(view: View): string {
  const { t } = view
  const body = html`<h1>${t('visit.missing.title')}</h1>
    <p>${t('visit.missing.about')}</p>
    <p><a class="more" href="${link(view, '/vive')}">${t('visit.missing.home')}</a></p>`
  return document(view, { title: t('visit.missing.title'), body })
}
