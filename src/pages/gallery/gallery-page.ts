// Shows every component with its examples, what they are for, and the code that makes them.
import { html, type Html } from '@rimaq/markup'
import { codeBlock } from '../components/code-block/template.ts'
import { details } from '../components/details/template.ts'
import { componentExamples } from '../components/examples.ts'
import { say, type ComponentExamples, type Example } from '../components/example.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page.ts'
import { palette } from './palette.ts'
import { indentHtml } from './indent-html.ts'

/** The list of components. */
export function galleryPage(context: PageContext): string {
  const { t, link } = context
  return layout(context, {
    title: t('pages.gallery.title'),
    description: t('pages.gallery.lead'),
    noindex: true,
    breadcrumbs: [{ label: t('pages.home'), href: link('/') }, { label: t('pages.gallery.title') }],
    body: html`<h1>${t('pages.gallery.title')}</h1>
      <p class="lead">${t('pages.gallery.lead')}</p>
      <p><a href="${link('/gallery/all')}">${t('pages.gallery.all')}</a></p>
      <ul class="gallery-list">
        ${componentExamples.map(
          ({ name, title, notes }) =>
            html`<li>
              <a href="${link(`/gallery/${name}`)}">${say(context, title.es, title.en)}</a>
              <p>${say(context, notes.es, notes.en)}</p>
            </li>`,
        )}
      </ul>
      <section class="section" aria-labelledby="colours">
        <h2 id="colours">${t('pages.gallery.colours')}</h2>
        ${palette()}
      </section>`,
  })
}

/** Every example on one page, without code: for looking at the whole, and for tests. */
export function wholeGalleryPage(context: PageContext): string {
  const { t, link } = context
  return layout(context, {
    title: t('pages.gallery.all'),
    noindex: true,
    breadcrumbs: [
      { label: t('pages.home'), href: link('/') },
      { label: t('pages.gallery.title'), href: link('/gallery') },
      { label: t('pages.gallery.all') },
    ],
    body: html`<h1>${t('pages.gallery.all')}</h1>
      ${componentExamples.map(
        ({ name, title, examples }) =>
          html`<section class="section" aria-labelledby="all-${name}">
            <h2 id="all-${name}">${say(context, title.es, title.en)}</h2>
            ${examples.map(
              (example) =>
                html`<div data-example="${name}/${example.name}">${example.show(context)}</div>`,
            )}
          </section>`,
      )}`,
  })
}

/** One component; null if there is none of that name. */
export function componentPage(context: PageContext, name: string): string | null {
  const component = componentExamples.find((candidate) => candidate.name === name)
  if (!component) return null
  const { t, link } = context
  const title = say(context, component.title.es, component.title.en)
  return layout(context, {
    title,
    noindex: true,
    breadcrumbs: [
      { label: t('pages.home'), href: link('/') },
      { label: t('pages.gallery.title'), href: link('/gallery') },
      { label: title },
    ],
    body: html`<h1>${title}</h1>
      <p class="lead">${say(context, component.notes.es, component.notes.en)}</p>
      ${component.examples.map((example) => shown(context, component, example))}`,
  })
}

function shown(context: PageContext, component: ComponentExamples, example: Example): Html {
  const { t } = context
  const id = `example-of-${component.name}-${example.name}`
  const made = example.show(context)
  return html`<section class="section gallery-example" aria-labelledby="${id}">
    <h2 id="${id}">${say(context, example.title.es, example.title.en)}</h2>
    <div data-example="${component.name}/${example.name}">${made}</div>
    <div data-screen-only>
      ${details({
        summary: t('pages.gallery.code'),
        body: html`${codeBlock(context, {
          label: `TypeScript: ${component.name}/${example.name}`,
          code: withoutIndent(example.show.toString()),
        })}${codeBlock(context, {
          label: `${t('pages.gallery.html')}: ${component.name}/${example.name}`,
          code: indentHtml(made.toString()),
        })}`,
      })}
    </div>
  </section>`
}

/** Node keeps the source as written; its lines but the first carry the file's indentation. */
function withoutIndent(source: string): string {
  const lines = source.split('\n')
  const depth = Math.min(
    ...lines.slice(1).map((line) => (line.trim() === '' ? Infinity : line.search(/\S/))),
  )
  return lines.map((line, index) => (index === 0 ? line : line.slice(depth).trimEnd())).join('\n')
}
