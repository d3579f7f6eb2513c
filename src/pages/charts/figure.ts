// The frame of every chart: title, picture, legend, source, and the way to the table behind it.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../page.ts'

export interface ChartFrame {
  /** Unique on the page. */
  id: string
  title: string
  /** Unit and span: "expedientes por mes, 2019 a 2025". */
  subtitle?: string
  /** Said instead of the sentence computed from the values. */
  description?: string
  source?: { label: string; href?: string }
  /** Address of the same values as a table. */
  table?: string
  /** How a value is written; default: a number in the reader's language. */
  format?: (value: number) => string
}

/** Names of series beside their colours. */
export interface LegendEntry {
  name: string
  /** 1 to 6. */
  colour: number
}

export function chartFigure(
  context: PageContext,
  frame: ChartFrame,
  parts: { picture: Html; legend?: readonly LegendEntry[] },
): Html {
  const { t } = context
  const { source, table } = frame
  const origin = source?.href ? html`<a href="${source.href}">${source.label}</a>` : source?.label
  return html`<figure class="chart">
    <figcaption>
      <span class="chart-title" id="${frame.id}-title">${frame.title}</span>
      ${frame.subtitle ? html`<span class="chart-subtitle">${frame.subtitle}</span>` : null}
    </figcaption>
    ${parts.legend && parts.legend.length > 1 ? legend(parts.legend) : null} ${parts.picture}
    ${
      source || table
        ? html`<p class="chart-source">
            ${source ? html`${t('pages.chart.source')} ${origin}. ` : null}${
              table ? html`<a href="${table}">${t('pages.chart.table')}</a>` : null
            }
          </p>`
        : null
    }
  </figure>`
}

/**
 * The picture itself. It has no viewBox: widths are in percent and text in pixels, so that a phone
 * shows letters as large as an office screen does. Room for the labels of `axis` is kept by a class.
 */
export function picture(
  frame: ChartFrame,
  height: number,
  description: string,
  body: Html,
  axis: readonly string[] = [],
): Html {
  const { id } = frame
  const letters = Math.min(12, Math.max(0, ...axis.map((label) => label.length)))
  return html`<svg
    class="${letters > 0 ? `chart-picture chart-gutter-${letters}` : 'chart-picture'}"
    width="100%"
    height="${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-description"
  >
    <desc id="${id}-description">${frame.description ?? description}</desc>
    ${body}
  </svg>`
}

function legend(entries: readonly LegendEntry[]): Html {
  return html`<ul class="chart-legend">
    ${entries.map(
      ({ name, colour }) =>
        html`<li>
          <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">
            <rect class="chart-fill-${colour}" width="16" height="16"></rect></svg
          >${name}
        </li>`,
    )}
  </ul>`
}

export function formatter(context: PageContext, frame: ChartFrame): (value: number) => string {
  return frame.format ?? ((value) => context.locale.number(context.lang, value))
}

/** "The largest is … ; the smallest, …", or nothing for fewer than two values. */
export function rangeSentence(
  context: PageContext,
  entries: readonly { label: string; value: number }[],
  write: (value: number) => string,
): string {
  const sorted = [...entries].sort((a, b) => b.value - a.value)
  const most = sorted[0]
  const least = sorted.at(-1)
  if (!most || !least || most === least) return ''
  return context.t('pages.chart.range', {
    most: most.label,
    mostValue: write(most.value),
    least: least.label,
    leastValue: write(least.value),
  })
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`
}
