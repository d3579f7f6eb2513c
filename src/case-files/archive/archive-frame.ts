// The frame of the pages of index and archive: dense, for those who work, kept by no cache.
import type { Html } from '@rimaq/markup'
import { type PageContext, layout } from '#pages'
import type { Answer } from '#platform'

/** A page of work under the tray. */
export function archivePage(
  context: PageContext,
  parts: { title: string; body: Html; trail?: { label: string; href?: string }[] },
  more: Partial<Answer> = {},
): Answer {
  const { t, link } = context
  const { title, body, trail = [] } = parts
  return {
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, kind: 'work', noindex: true, styles: ['case-files.css'] },
      breadcrumbs: [{ label: t('case-files.tray.title'), href: link('/bandeja') }, ...trail],
    }),
    ...more,
  }
}
