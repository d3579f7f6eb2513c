// Shows the text of an act on a page exactly as its blocks are set in the PDF.
import { type Html, html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import { table } from '#pages'
import type { Text } from '../seal/make-pdf.ts'
import { type TextBlock, blocksOf } from './blocks.ts'

/** `heading` is the level of the first headings, so that the outline of the page holds. */
export function showText(context: PageContext, source: string, heading: 2 | 3 = 3): Html {
  return html`<div class="act-text">
    ${blocksOf(source).map((block, at) => show(context, block, { heading, at }))}
  </div>`
}

function show(
  context: PageContext,
  block: TextBlock,
  { heading, at }: { heading: 2 | 3; at: number },
): Html {
  switch (block.kind) {
    case 'heading': {
      if (block.level === 2 && heading === 2) return html`<h2>${block.text}</h2>`
      return block.level === 2 || heading === 2
        ? html`<h3>${block.text}</h3>`
        : html`<h4>${block.text}</h4>`
    }
    case 'list': {
      const items = block.items.map((each) => html`<li>${runs(each)}</li>`)
      return block.ordered === true
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`
    }
    case 'table':
      return table(context, {
        id: `act-table-${at}`,
        caption: context.t('case-files.acts.table'),
        captionHidden: true,
        columns: block.columns.map(({ label }, index) => ({
          id: String(index),
          label,
          rowHead: index === 0,
        })),
        rows: block.rows.map((cells) =>
          Object.fromEntries(cells.map((cell, index) => [String(index), runs(cell)])),
        ),
      })
    default:
      return html`<p>${runs(block.text)}</p>`
  }
}

function runs(text: Text): Html[] {
  const parts = typeof text === 'string' ? [text] : text
  return parts.map((part) => {
    const {
      text: words,
      bold = false,
      italic = false,
      fixed = false,
    } = typeof part === 'string' ? { text: part } : part
    const lines = words.split('\n')
    const plain = html`${lines.map((line, at) => (at === 0 ? line : html`<br />${line}`))}`
    const inner = fixed ? html`<code>${plain}</code>` : plain
    const leaning = italic ? html`<em>${inner}</em>` : inner
    return bold ? html`<strong>${leaning}</strong>` : leaning
  })
}
