// One figure for other sites: live, or frozen as it was counted at one moment; with its table and where it comes from.
import { type Html, html, render } from '@rimaq/markup'
import type { PageContext } from '#pages'
import type { Cohort } from './cohort.ts'
import { figureBody } from './figure-part.ts'
import { type Figure, figureTitle } from './figures.ts'
import type { Holdings } from './observatory.ts'

export interface EmbedParts {
  holdings: Holdings
  figure: Figure
  /** Version of the frozen edition; null: as it is counted now. */
  frozen: { version: number; when: Date } | null
  /** Of the cities counted; absent: all. */
  cohort?: Cohort
}

/** `/observatory/embed/{question}`, for an `<iframe>`; it works without script. */
export function embedPage(
  context: PageContext,
  { holdings, figure, frozen, cohort }: EmbedParts,
): string {
  const { lang, t, locale } = context
  const moment =
    frozen === null
      ? t('observatory.embed.live')
      : t('observatory.embed.frozen', {
          version: frozen.version,
          when: locale.dateTime(lang, frozen.when),
        })
  return embedFrame(context, {
    title: figureTitle(context, holdings.survey, figure.question, cohort),
    body: figureBody(context, holdings, figure, cohort),
    moment,
    home: '/observatory',
  })
}

/** A page of one figure; `home` is where it comes from. */
export function embedFrame(
  context: PageContext,
  { title, body, moment, home }: { title: string; body: Html; moment: string; home: string },
): string {
  const { asset, lang, city } = context
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
            ${body}
            <p class="quiet">
              ${moment}
              <a href="${context.absolute(home)}" target="_top" rel="noopener"
                >${city.institution}</a
              >
            </p>
          </main>
        </body>
      </html>`,
  )
}
