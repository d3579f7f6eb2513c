// Shows one figure of the city's own house: chart, table from the same rows, files, and how to put it on another site.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, barChart, codeBlock, details, table } from '#pages'
import { formats } from '../files/figure-file.ts'
import { type HouseFigure, figureNumber } from './house-figures.ts'
import { housePath } from './paths.ts'

/** `at`: as it stood at that instant; absent, as it stands now. */
export function houseFigurePart(context: PageContext, figure: HouseFigure, at?: string): Html {
  const { id, title } = figure
  return html`<div class="observatory-figure">
    ${houseFigureBody(context, figure)} ${fileLinks(context, figure, at)}
    ${embedCodes(context, { path: `${housePath}/embed/${id}`, title, at })}
  </div>`
}

/** What another site writes to show it: as it stands, or as it stood at an instant. */
export function embedCodes(
  context: PageContext,
  { path, title, at }: { path: string; title: string; at?: string | undefined },
): Html {
  const { t, link, now } = context
  const frame = (address: string): string =>
    `<iframe src="${context.absolute(address)}" title="${title}" width="640" height="560" loading="lazy"></iframe>`
  return html`<div data-screen-only>
    ${details({
      summary: t('observatory.embed.title'),
      body: html`${codeBlock(context, { label: t('observatory.embed.live-code'), code: frame(link(path)) })}
      ${codeBlock(context, {
        label: t('observatory.embed.frozen-code'),
        code: frame(link(path, { at: at ?? now.toISOString() })),
      })}`,
    })}
  </div>`
}

export function fileLinks({ link }: PageContext, { id, title }: HouseFigure, at?: string): Html {
  return html`<p class="quiet" data-screen-only>
    ${formats.map(
      (format) =>
        html`<a href="${link(`${housePath}/figures/${id}.${format}`, { at })}"
          >${format.toUpperCase()}<span class="visually-hidden">: ${title}</span></a
        > `,
    )}
  </p>`
}

export function houseFigureBody(context: PageContext, figure: HouseFigure): Html {
  const { t } = context
  const { id, title, subtitle, rows, heads } = figure
  const [first, second] = heads
  const write = (value: number): string => figureNumber(context, figure, value)
  return html`${barChart(context, {
    ...{ id, title, subtitle, format: write },
    // The table below keeps the empty ones.
    bars: rows.filter(({ value }) => value > 0).map(({ label, value }) => ({ label, value })),
  })}
  ${details({
    summary: t('observatory.house.figure.table', { title }),
    body: table(context, {
      id: `${id}-rows`,
      ...{ caption: title, captionHidden: true, dense: true },
      columns: [
        { id: 'label', label: title, rowHead: true },
        { id: 'value', label: first, kind: 'number' },
        ...(second === undefined ? [] : [{ id: 'second', label: second, kind: 'number' as const }]),
      ],
      rows: rows.map((row) => ({
        label: row.label,
        value: write(row.value),
        second:
          row.second === null
            ? '—'
            : id === 'training'
              ? context.locale.number(context.lang, row.second)
              : write(row.second),
      })),
    }),
  })}`
}
