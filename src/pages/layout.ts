// Writes the whole document around a page's content: head, city's name, navigation, search, footer.
import { html, jsonLd, render, type Html } from '@rimaq/markup'
import { inLanguage } from './context.ts'
import { breadcrumbs } from './components/breadcrumbs/template.ts'
import { languageSwitch } from './components/language-switch/template.ts'
import { searchBox } from './components/search-box/template.ts'
import type { PageContext, PageParts } from './page.ts'

interface Section {
  id: string
  path: string
}

/** Main navigation; `PageParts.section` names the current one. */
const siteSections: readonly Section[] = [
  { id: 'procedures', path: '/tramites' },
  { id: 'data', path: '/dataset' },
  { id: 'observatory', path: '/observatory' },
  { id: 'visit', path: '/vive' },
  { id: 'organizations', path: '/organization' },
  { id: 'themes', path: '/theme' },
  { id: 'api', path: '/api' },
  { id: 'status', path: '/status' },
]

/** For search engines and shared links; pages that are nobody else's have none. */
function addresses(context: PageContext, canonical: string): Html {
  return html`<link rel="canonical" href="${canonical}" /> ${context.locale.languages.map(
      (lang) =>
        html`<link
          rel="alternate"
          hreflang="${lang}"
          href="${context.absolute(inLanguage(context.address, lang))}"
        />`,
    )}`
}

/** A full HTML document as text, ready to send. No style or script stands in it. */
export function layout(context: PageContext, parts: PageParts): string {
  const { t } = context
  const work = parts.kind === 'work'
  return render(
    html`<!doctype html>
      <html lang="${context.lang}">
        ${head(context, parts)}
        <body class="${work ? 'page page-work' : 'page'}">
          <a class="skip" href="#content">${t('pages.skip')}</a>
          ${header(context, parts)}
          <main id="content" class="site-main frame" tabindex="-1">
            ${parts.breadcrumbs ? breadcrumbs(context, parts.breadcrumbs) : null} ${parts.body}
          </main>
          ${footer(context)}
        </body>
      </html>`,
  )
}

function head(context: PageContext, parts: PageParts): Html {
  const { t, city, asset } = context
  const title =
    parts.title === city.name
      ? parts.title
      : t('pages.title', { page: parts.title, city: city.name })
  const canonical = context.absolute(context.link(context.address))
  return html`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    ${parts.description ? html`<meta name="description" content="${parts.description}" />` : null}
    ${parts.noindex ? html`<meta name="robots" content="noindex" />` : null}
    <meta name="color-scheme" content="light dark" />
    <meta property="og:title" content="${parts.title}" />
    <meta property="og:type" content="website" />
    ${parts.noindex ? null : html`<meta property="og:url" content="${canonical}" />`}
    <meta property="og:locale" content="${openGraphLocales[context.lang]}" />
    <meta name="twitter:card" content="summary" />
    <meta property="og:site_name" content="${city.institution}" />
    ${
      parts.description
        ? html`<meta property="og:description" content="${parts.description}" />`
        : null
    }
    <link
      rel="preload"
      href="${asset('source-sans-3-latin.woff2')}"
      as="font"
      type="font/woff2"
      crossorigin
    />
    <link rel="stylesheet" href="${asset('pages.css')}" />
    ${city.styles ? html`<link rel="stylesheet" href="${asset(city.styles)}" />` : null}
    ${parts.styles?.map((name) => html`<link rel="stylesheet" href="${asset(name)}" />`)}
    <script src="${asset('theme.js')}"></script>
    <script type="module" src="${asset('enhance.js')}"></script>
    ${parts.scripts?.map(
      (name) => html`<script type="module" src="${asset(scriptName(name))}"></script>`,
    )}
    ${parts.noindex ? null : addresses(context, canonical)}
    ${parts.alternates?.map(
      (alternate) =>
        html`<link
          rel="alternate"
          type="${alternate.type}"
          href="${alternate.href}"
          title="${alternate.title ?? null}"
        />`,
    )}
    ${parts.structured === undefined ? null : jsonLd(parts.structured)}
  </head>`
}

const openGraphLocales = { es: 'es_PE', en: 'en_US', qu: 'qu_PE' } as const

function scriptName(name: string): string {
  return name.endsWith('.js') ? name : `${name}.js`
}

function header(context: PageContext, parts: PageParts): Html {
  const { t, city, link } = context
  // Both stand twice, in the bar of wide screens and in the menu of narrow ones; one is shown.
  const tools = html`<div class="site-tools">
    ${personMenu(context)} ${languageSwitch(context)}
  </div>`
  const sections = navigation(context, parts.section)
  return html`<header class="site-header">
    <div class="site-masthead frame">
      <a class="site-name" href="${link('/')}">
        ${city.logo ? html`<img class="site-logo" src="${city.logo}" alt="" />` : null}
        <span>
          <span class="site-city">${city.name}</span>
          <span class="site-institution">${city.institution}</span>
        </span>
      </a>
      ${tools}
      <details class="site-menu">
        <summary>${t('pages.menu')}</summary>
        <div class="site-menu-panel">${sections} ${tools}</div>
      </details>
    </div>
    <div class="site-bar frame">
      ${sections}
      <div class="site-search">
        ${searchBox(context, {
          id: 'site-search',
          action: '/dataset',
          label: t('pages.search.label'),
          suggest: '/api/v1/suggest',
          compact: true,
        })}
      </div>
    </div>
  </header>`
}

/** Who is signed in and as what; the post leads to the choice of another. */
function personMenu(context: PageContext): Html | null {
  const { t, link, person } = context
  if (!person) return null
  const post = person.post ?? t('pages.person.no-post')
  return html`<p class="site-person">
    <a href="${link('/cuenta')}">${person.name}</a>
    ${
      person.more
        ? html`<a class="site-post" href="${link('/cuenta/cargo')}"
            >${post}<span class="visually-hidden">: ${t('pages.person.switch')}</span></a
          >`
        : person.post === null
          ? null
          : html`<span class="site-post">${post}</span>`
    }
    ${
      person.notices
        ? html`<a class="site-notices" href="${link('/cuenta/avisos')}"
            >${t('pages.person.notices', { count: person.notices })}</a
          >`
        : null
    }
  </p>`
}

function navigation(context: PageContext, current: string | undefined): Html {
  const { t, link } = context
  return html`<nav class="site-navigation" aria-label="${t('pages.navigation.label')}">
    <ul>
      ${siteSections.map(
        ({ id, path }) =>
          html`<li>
            <a href="${link(path)}" aria-current="${id === current ? 'true' : null}">
              ${t(`pages.navigation.${id}`)}
            </a>
          </li>`,
      )}
    </ul>
  </nav>`
}

function footer(context: PageContext): Html {
  const { t, city, link } = context
  const { email, phone, address } = city.contact
  const source = context.links?.source
  return html`<footer class="site-footer">
    <div class="frame">
      <div class="site-footer-parts">
        <section>
          <h2>${city.institution}</h2>
          <address>
            ${address ? html`<p>${address}</p>` : null}
            ${phone ? html`<p><a href="tel:${phone.replace(/[^+\d]/g, '')}">${phone}</a></p>` : null}
            ${email ? html`<p><a href="mailto:${email}">${email}</a></p>` : null}
          </address>
        </section>
        <nav class="site-footer-links" aria-labelledby="footer-links">
          <h2 id="footer-links">${t('pages.footer.about')}</h2>
          <ul>
            <li><a href="${link('/api')}">${t('pages.footer.api')}</a></li>
            <li><a href="${link('/status')}">${t('pages.footer.status')}</a></li>
            ${
              context.person?.post
                ? html`<li><a href="${link('/bandeja')}">${t('pages.footer.tray')}</a></li>
                    <li><a href="${link('/archivo')}">${t('pages.footer.archive')}</a></li>
                    <li><a href="${link('/publicar')}">${t('pages.footer.publish')}</a></li>
                    <li><a href="${link('/revisar')}">${t('pages.footer.review')}</a></li>
                    <li><a href="${link('/oficina/vive')}">${t('pages.footer.vive')}</a></li>`
                : null
            }
            ${context.person?.audits ? html`<li><a href="${link('/control')}">${t('pages.footer.control')}</a></li>` : null}
            <li><a href="${link('/mis-tramites')}">${t('pages.footer.mine')}</a></li>
            ${context.person ? null : html`<li><a href="${link('/entrar')}">${t('pages.footer.sign-in')}</a></li>`}
            <li><a href="${link('/registro')}">${t('pages.footer.register')}</a></li>
            <li><a href="${link('/verificar')}">${t('pages.footer.verify')}</a></li>
            <li><a href="${link('/recibo')}">${t('pages.footer.receipt')}</a></li>
            <li>
              <a href="${context.links?.licence ?? eupl}">${t('pages.footer.licence')}</a>
            </li>
            ${source ? html`<li><a href="${source}">${t('pages.footer.source')}</a></li>` : null}
          </ul>
        </nav>
        <section data-screen-only>
          <h2>${t('pages.footer.reading')}</h2>
          <div class="site-footer-tools">
            <rimaq-theme
              data-label="${t('pages.theme.label')}"
              data-system="${t('pages.theme.system')}"
              data-light="${t('pages.theme.light')}"
              data-dark="${t('pages.theme.dark')}"
            ></rimaq-theme>
          </div>
        </section>
      </div>
      <p class="site-footer-end">${t('pages.footer.made', { city: city.name })}</p>
    </div>
  </footer>`
}

const eupl = 'https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12'
