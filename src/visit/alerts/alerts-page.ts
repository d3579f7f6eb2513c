// Alerts of the city: what holds now on top of other pages, all of them on one, and one with its source.
import { type Html, html } from '@rimaq/markup'
import { formatIso, formatMinute } from '@rimaq/walks'
import type { Alert, Content, Words } from '../content/model.ts'
import { document } from '../document.ts'
import { districtField, languageField, sourceLine } from '../pages/parts.ts'
import { type View, day, link, say } from '../view.ts'
import { alertsAhead, alertsNow, concerns } from './alerts.ts'

/** Above everything else where something holds; nothing where nothing does. */
export function alertBanner(view: View, content: Content, ubigeo = ''): Html | null {
  const found = alertsNow(content, view.now).filter(
    (alert) => ubigeo === '' || concerns(alert, ubigeo),
  )
  if (found.length === 0) return null
  return html`<section class="alerts" aria-label="${view.t('visit.alerts.title')}">
    ${found.slice(0, 3).map((alert) => alertItem(view, content, alert, 2))}
    ${
      found.length > 3
        ? html`<p>
            <a class="more" href="${link(view, '/vive/avisos')}">${view.t('visit.alerts.all')}</a>
          </p>`
        : null
    }
  </section>`
}

function alertItem(view: View, content: Content, alert: Alert, level: 2 | 3): Html {
  const { t } = view
  const name = html`<a
    href="${link(view, `/vive/avisos/${alert.id}`)}"
    lang="${spoken(view, alert.title)}"
    >${say(view, alert.title)}</a
  >`
  return html`<div class="${`alert alert-${alert.severity}`}">
    <p class="alert-mark">
      ${t(`visit.severity.${alert.severity}`)} · ${areaOf(view, content, alert)}
    </p>
    ${level === 2 ? html`<h2 class="h3">${name}</h2>` : html`<h3>${name}</h3>`}
    <p>${t('visit.alerts.until', { until: moment(view, alert.ends) })}</p>
    ${sourceLine(view, alert.from)}
  </div>`
}

/** Names of its districts, or the city. */
export function areaOf(view: View, content: Content, { districts }: Alert): string {
  if (districts.length === 0) return view.t('visit.alerts.whole-city', { city: view.city.name })
  return districts
    .map((ubigeo) => content.districts.find((each) => each.ubigeo === ubigeo)?.name ?? ubigeo)
    .join(', ')
}

function moment(view: View, time: number): string {
  const date = formatIso(time, true)
  return `${day(view, date, 'short')} ${formatMinute(Math.floor((time % 86_400) / 60))}`
}

export function alertsPage(view: View, content: Content, query: URLSearchParams): string {
  const { t } = view
  const district = query.get('distrito') ?? ''
  const here = (alert: Alert): boolean => district === '' || concerns(alert, district)
  const now = alertsNow(content, view.now).filter(here)
  const ahead = alertsAhead(content, view.now).filter(here)
  const feed = link(view, '/vive/avisos.atom', { distrito: district })
  const body = html`
    <h1>${t('visit.alerts.title')}</h1>
    <form class="filter filter-line" action="/vive/avisos">
      ${languageField(view)} ${districtField(view, content, district, content.districts)}
      <button>${t('visit.agenda.show')}</button>
    </form>
    ${
      now.length === 0
        ? html`<p>${t('visit.alerts.none')}</p>`
        : html`<div class="alerts">${now.map((alert) => alertItem(view, content, alert, 2))}</div>`
    }
    ${
      ahead.length === 0
        ? null
        : html`<h2>${t('visit.alerts.ahead')}</h2>
            <div class="alerts">${ahead.map((alert) => alertItem(view, content, alert, 3))}</div>`
    }
    ${pushPart(view, content)}
    <p class="actions"><a class="button button-quiet" href="${feed}">Atom</a></p>
    <p class="quiet">${t('visit.alerts.feed')}</p>
  `
  return document(view, {
    title: t('visit.alerts.title'),
    body,
    alternates: [{ type: 'application/atom+xml', href: feed }],
  })
}

/** Filled in by the script, where the browser can be told of something and the city has it switched on. */
function pushPart(view: View, content: Content): Html {
  const { t } = view
  const said = view.kept !== undefined ? 'offline' : view.push === undefined ? 'off' : 'about'
  return html`<section class="take" id="phones">
    <h2>${t('visit.push.title')}</h2>
    <p>${t(`visit.push.${said}`)}</p>
    ${
      view.push === undefined
        ? null
        : html`<rimaq-push
            data-key="${view.push}"
            data-ask="${t('visit.push.ask')}"
            data-stop="${t('visit.push.stop')}"
            data-on="${t('visit.push.on')}"
            data-stopped="${t('visit.push.stopped')}"
            data-denied="${t('visit.push.denied')}"
            data-failed="${t('visit.push.failed')}"
            data-none="${t('visit.push.none')}"
            ><details>
              <summary>${t('visit.push.districts')}</summary>
              <fieldset>
                <legend class="visually-hidden">${t('visit.push.districts')}</legend>
                ${districtTicks(content)}
              </fieldset>
            </details>
            <p class="quiet">${t('visit.push.needs-script')}</p></rimaq-push
          >`
    }
  </section>`
}

function districtTicks({ districts }: Content): Html[] {
  return [...districts]
    .sort((a, b) => a.name.localeCompare(b.name, 'es'))
    .map(
      ({ ubigeo, name }) =>
        html`<label class="tick"
          ><input type="checkbox" name="distritos" value="${ubigeo}" /> ${name}</label
        >`,
    )
}

export function alertPage(view: View, content: Content, id: string): string | null {
  const alert = content.alerts.find((each) => each.id === id)
  if (!alert) return null
  const { t } = view
  const now = alertsNow(content, view.now)
  const over = !now.includes(alert) && !alertsAhead(content, view.now).includes(alert)
  const body = html`
    <p class="over">${alert.sender}</p>
    <h1 lang="${spoken(view, alert.title)}">${say(view, alert.title)}</h1>
    <p>
      <span class="${`mark alert-${alert.severity}`}"
        >${t(`visit.severity.${alert.severity}`)}</span
      >
      ${t(`visit.alert-kind.${alert.kind}`)}
    </p>
    ${over ? html`<p class="mark mark-warn">${t('visit.alerts.over')}</p>` : null}
    <p class="lead" lang="${spoken(view, alert.text)}">${say(view, alert.text)}</p>
    <dl class="facts">
      ${fact(t('visit.alerts.where'), areaOf(view, content, alert))}
      ${fact(t('visit.alerts.from'), moment(view, alert.begins))}
      ${fact(t('visit.alerts.to'), moment(view, alert.ends))}
    </dl>
    <p class="actions">
      <a class="button button-quiet" href="${link(view, '/vive/emergency')}"
        >${t('visit.home.calls')}</a
      >
      ${over ? null : html`<a class="button button-quiet" href="${`/vive/avisos/${alert.id}.cap`}">CAP</a>`}
    </p>
    ${sourceLine(view, alert.from)}
  `
  return document(view, { title: say(view, alert.title), body })
}

/** Spanish where it was not written in the reader's language (WCAG 2.2, 3.1.2); null where it was. */
function spoken(view: View, words: Words): string | null {
  return words[view.lang] === undefined ? 'es' : null
}

function fact(label: string, value: string): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`
}
