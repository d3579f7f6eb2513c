// One view of a table for other sites: the picture or the rows, where they come from, and nothing else.
import { html, render, type Html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { exploring, results } from './explore-page.ts'
import type { Exploring } from './explore-page.ts'
import { inWords } from './portal.ts'
import type { Portal } from './portal.ts'
import { viewSentence } from './view-sentence.ts'

/** `/dataset/{slug}/embed?…`: the explorer's addresses, for an `<iframe>` on any site. */
export async function embedPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const { asked } = await exploring(portal, request)
  const view: Exploring = { ...asked, bare: true }
  const body = framed(view.context, view, await results(view))
  return { body: render(body), type: 'text/html; charset=utf-8', cache: 'public, max-age=300' }
}

function framed(context: PageContext, view: Exploring, answer: Html): Html {
  const { asset, lang, city, t } = context
  const title = inWords(view.found.dataset.title, lang)
  const whole = context.absolute(view.at({ page: view.state.page }))
  return html`<!doctype html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${city.name}</title>
        <link rel="stylesheet" href="${asset('pages.css')}" />
        <link rel="stylesheet" href="${asset('portal.css')}" />
        <link rel="stylesheet" href="${asset('explorer.css')}" />
      </head>
      <body class="page page-work embed">
        <main class="frame flow">
          <h1>${title}</h1>
          ${answer}
          <p class="quiet">
            ${viewSentence(view)}
            <a href="${whole}" target="_top" rel="noopener"
              >${t('open-data.embed.source', { city: city.institution })}</a
            >
          </p>
        </main>
      </body>
    </html>`
}
