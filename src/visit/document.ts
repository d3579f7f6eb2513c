// Writes a whole page of Vive: small head, name, five places to go, content, where it all comes from.
import { type Html, html, jsonLd, render } from '@rimaq/markup'
import { type View, day, link, withParameters } from './view.ts'

export interface Parts {
  title: string
  description?: string
  body: Html
  /** Which of the five places one is in. */
  section?: Section
  structured?: unknown
  /** Addresses of the same as a file. */
  alternates?: readonly { type: string; href: string }[]
}

export type Section = 'home' | 'routes' | 'agenda' | 'places' | 'plan' | 'emergency'

const sections: readonly { id: Section; path: string; icon: string }[] = [
  { id: 'home', path: '/vive', icon: 'M3 11 12 4l9 7M5.5 9.5V20h13V9.5' },
  {
    id: 'routes',
    path: '/vive/rutas',
    icon: 'M6 19a2 2 0 1 0 0-.1M18 5a2 2 0 1 0 0-.1M8 19h6a3.5 3.5 0 0 0 0-7h-4a3.5 3.5 0 0 1 0-7h6',
  },
  { id: 'agenda', path: '/vive/agenda', icon: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4' },
  { id: 'plan', path: '/vive/plan', icon: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.5 2' },
  {
    id: 'emergency',
    path: '/vive/emergency',
    icon: 'M6 3h4l2 5-2.5 1.5a11 11 0 0 0 5 5L16 12l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2',
  },
]

const languages = { es: 'Español', en: 'English', qu: 'Runasimi' } as const

/** No style or script stands in the page; without both it reads from top to bottom. */
export function document(view: View, parts: Parts): string {
  const { t, city, asset } = view
  const name = t('visit.name', { city: city.name })
  const title = parts.section === 'home' ? name : t('visit.title', { page: parts.title, name })
  return render(
    html`<!doctype html>
      <html lang="${view.lang}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
          <title>${title}</title>
          ${parts.description ? html`<meta name="description" content="${parts.description}" />` : null}
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#fbf8f1" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#17140f" media="(prefers-color-scheme: dark)" />
          <link rel="stylesheet" href="${asset('vive.css')}" />
          <link rel="manifest" href="${link(view, '/vive/manifest.webmanifest')}" />
          <link rel="icon" href="/vive/icon.svg" type="image/svg+xml" />
          <script type="module" src="${asset('vive.js')}"></script>
          ${(Object.keys(languages) as (keyof typeof languages)[]).map(
            (lang) =>
              html`<link
                rel="alternate"
                hreflang="${lang}"
                href="${view.origin + inLanguage(view, lang)}"
              />`,
          )}
          ${parts.alternates?.map(
            ({ type, href }) => html`<link rel="alternate" type="${type}" href="${href}" />`,
          )}
          ${parts.structured === undefined ? null : jsonLd(parts.structured)}
        </head>
        <body data-worker="/vive/worker.js">
          ${view.kept === undefined ? null : html`<p class="offline" role="status">${t('visit.pack.saved')} <time datetime="${view.kept}">${day(view, view.kept.slice(0, 10), 'long')}</time></p>`}
          <a class="skip" href="#content">${t('visit.skip')}</a>
          <header class="top frame">
            <a class="top-name" href="${link(view, '/vive')}">${name}</a>
            ${languageLinks(view)}
          </header>
          <main id="content" class="frame" tabindex="-1">${parts.body}</main>
          ${navigation(view, parts.section)} ${footer(view)}
        </body>
      </html>`,
  )
}

function languageLinks(view: View): Html {
  return html`<nav class="languages" aria-label="${view.t('visit.languages')}">
    <ul>
      ${(Object.keys(languages) as (keyof typeof languages)[]).map(
        (lang) =>
          html`<li>
            <a
              href="${inLanguage(view, lang)}"
              lang="${lang}"
              hreflang="${lang}"
              aria-current="${lang === view.lang ? 'true' : null}"
              >${lang.toUpperCase()}<span class="visually-hidden"> ${languages[lang]}</span></a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

function inLanguage(view: View, lang: string): string {
  return withParameters(view.address, { lang: lang === 'es' ? '' : lang })
}

/** Below on phones, within reach of a thumb; above the content comes the page itself. */
function navigation(view: View, current: Section | undefined): Html {
  return html`<nav class="places-to-go" aria-label="${view.t('visit.navigation')}">
    <ul class="frame">
      ${sections.map(
        ({ id, path, icon }) =>
          html`<li>
            <a
              class="${`go go-${id}`}"
              href="${link(view, path)}"
              aria-current="${id === current ? 'page' : null}"
              ><svg viewBox="0 0 24 24" aria-hidden="true"><path d="${icon}" /></svg>
              <span>${view.t(`visit.go.${id}`)}</span></a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

function footer(view: View): Html {
  const { t, city } = view
  return html`<footer class="end">
    <div class="frame">
      <p>${t('visit.end.from', { institution: city.institution })}</p>
      <p>
        <a href="${link(view, '/vive/lugares')}">${t('visit.places.title')}</a> ·
        <a href="${link(view, '/vive/mapa')}">${t('visit.map.title')}</a> ·
        <a href="${link(view, '/vive/transporte')}">${t('visit.transit.title')}</a> ·
        <a href="${link(view, '/vive/distritos')}">${t('visit.districts.title')}</a> ·
        <a href="${link(view, '/vive/avisos')}">${t('visit.alerts.title')}</a> ·
        <a href="${link(view, '/vive/datos')}">${t('visit.data.title')}</a> ·
        <a href="${link(view, '/dataset')}">${t('visit.end.portal')}</a>
      </p>
      <p>${t('visit.end.private')}</p>
    </div>
  </footer>`
}
