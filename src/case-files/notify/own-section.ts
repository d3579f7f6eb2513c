// The mailbox on the page that the filer opens with the key: read and shown in one go.
import { type Html, html } from '@rimaq/markup'
import { actorOf } from '#people'
import { notice } from '#pages'
import type { RouteRequest } from '#platform'
import type { Own } from '../filing/counter.ts'
import type { FiledFile } from '../filing/store-filings.ts'
import { waitsSince } from './notify-parts.ts'
import { mailboxSection } from './mailbox-section.ts'
import { waitsNotice } from './my-cases-page.ts'
import { ownView } from './my-cases.ts'
import type { OwnFace } from './own-routes.ts'

export interface OwnParts {
  /** Above everything, where something waits to be opened. */
  top: Html | null
  section: Html
  /** Documents that came from the filer. */
  files: FiledFile[]
}

export async function ownSection(
  { notify, context }: Pick<OwnFace, 'notify' | 'context'>,
  request: RouteRequest,
  own: Own,
): Promise<OwnParts> {
  const here = context(request)
  const { mailbox, filed } = await ownView(notify, { by: 'key', ...own, actor: actorOf(request) })
  const waits = mailbox.unread === 0 ? null : await waitsSince(notify)
  const base = `/presentacion/${own.id}/${own.key}`
  const { t } = here
  const top =
    mailbox.unread === 0
      ? null
      : notice(here, {
          kind: 'warning',
          title: t('case-files.notify.own.unread', { count: mailbox.unread }),
          body: html`<p><a href="#casilla">${t('case-files.notify.own.see')}</a></p>`,
        })
  const section = html`${waitsNotice(here, waits)} ${mailboxSection(here, { mailbox, base })}`
  return { top, section, files: filed.files }
}
