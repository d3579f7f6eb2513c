// One figure for other sites: live, or frozen as it was counted at one moment; with its table and where it comes from.
import { type Html, html, render } from '@rimaq/markup'
import type { PageContext } from '#pages'
import { figureBody } from './figure-part.ts'
import type { Figure } from './figures.ts'
import type { Holdings } from './observatory.ts'

export interface EmbedParts {
  holdings: Holdings
  figure: Figure
  /** Version of the frozen edition; null: as it is counted now. */
  frozen: { version: number; when: Date } | null
}

/** `/observatory/embed/{question}`, for an `<iframe>`; it works without script. */
export function embedPage(context: PageContext, { holdings, figure, frozen }: EmbedParts): string {
  const { asset, lang, city, t, locale } = context
  const title = t(`observatory.figure.${figure.question}`)
  const moment: Html =
    frozen === null
      ? html`${t('observatory.embed.live')}`
      : html`${t('observatory.embed.frozen', {
          version: frozen.version,
          when: locale.dateTime(lang, frozen.when),
        })}`
  return render(
    html`<!doctype html>
      <html lang="${lang}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <title>${title} · ${city.name}</title>
          <link rel="stylesheet" href="${asset('pages.css')}" />
          <link rel="stylesheet" href="${asset('observatory.css')}" />
        </head>
        <body class="page embed">
          <main class="frame flow">
            <h1 class="visually-hidden">${title}</h1>
            ${figureBody(context, holdings, figure)}
            <p class="quiet">
              ${moment}
              <a href="${context.absolute('/observatory')}" target="_top" rel="noopener"
                >${city.institution}</a
              >
            </p>
          </main>
        </body>
      </html>`,
  )
}
