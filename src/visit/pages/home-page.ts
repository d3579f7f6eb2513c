// The first page: three numbers to call, what is on, where to walk, and one tap to take it all along.
import { type Html, html } from '@rimaq/markup'
import { alertBanner } from '../alerts/alerts-page.ts'
import { happenings, notOver } from '../agenda/agenda.ts'
import { happeningItem } from '../agenda/agenda-page.ts'
import type { Content } from '../content/model.ts'
import { document } from '../document.ts'
import { type View, day, link } from '../view.ts'
import type { Ways } from '../ways.ts'
import { callButton, firstContacts, languageField } from './parts.ts'
import { routeItem } from './routes-page.ts'

const nothing = { date: '', district: '', audience: '', free: false }

export function homePage(view: View, content: Content, ways: Ways): string {
  const { t } = view
  const calls = firstContacts(content)
  const next = notOver(happenings(content, { ...nothing, span: 'proximas' }, view.now), view.now)
  const today = next.filter(({ date }) => date === view.now.date)
  const shown = (today.length > 0 ? today : next).slice(0, 3)
  const body = html`
    <p class="today">${day(view, view.now.date)}</p>
    <h1>${t('visit.home.title', { city: view.city.name })}</h1>
    ${alertBanner(view, content)}
    ${
      calls.length === 0
        ? null
        : html`<section class="calls" aria-label="${t('visit.home.calls')}">
            ${calls.map((contact) => callButton(view, contact))}
          </section>`
    }
    <form class="search" action="/vive/lugares" role="search">
      ${languageField(view)}
      <label for="q">${t('visit.places.search')}</label>
      <div class="search-line">
        <input id="q" name="q" type="search" autocomplete="off" />
        <button>${t('visit.places.find')}</button>
      </div>
    </form>
    <p><a class="more" href="${link(view, '/vive/mapa')}">${t('visit.map.see')}</a></p>
    <section>
      <h2>${today.length > 0 ? t('visit.home.today') : t('visit.home.next')}</h2>
      ${
        shown.length === 0
          ? html`<p>
              ${t(view.loading && content.events.length === 0 ? 'visit.loading' : 'visit.agenda.empty')}
            </p>`
          : html`<ul class="items">
              ${shown.map((happening) => happeningItem(view, content, happening))}
            </ul>`
      }
      <p><a class="more" href="${link(view, '/vive/agenda')}">${t('visit.home.agenda')}</a></p>
    </section>
    <section>
      <h2>${t('visit.home.routes')}</h2>
      ${
        content.routes.length === 0
          ? html`<p>${t(view.loading ? 'visit.loading' : 'visit.routes.empty')}</p>`
          : html`<ul class="items">
              ${content.routes.slice(0, 3).map((route) => routeItem(view, route, ways))}
            </ul>`
      }
      <p><a class="more" href="${link(view, '/vive/rutas')}">${t('visit.home.all-routes')}</a></p>
    </section>
    <section class="take" id="take">
      <h2>${t('visit.pack.title')}</h2>
      <p>${t('visit.pack.about')}</p>
      ${packButton(view)}
    </section>
  `
  return document(view, {
    title: t('visit.name', { city: view.city.name }),
    description: t('visit.home.about', { city: view.city.name }),
    section: 'home',
    body,
  })
}

/** Filled in by the script, where the browser can keep pages. */
function packButton({ t }: View): Html {
  return html`<rimaq-pack
    data-take="${t('visit.pack.take')}"
    data-again="${t('visit.pack.again')}"
    data-taking="${t('visit.pack.taking')}"
    data-taken="${t('visit.pack.taken')}"
    data-failed="${t('visit.pack.failed')}"
    ><p class="quiet">${t('visit.pack.needs-script')}</p></rimaq-pack
  >`
}
