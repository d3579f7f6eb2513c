// The mailbox on the page that the filer opens with the key: read and shown in one go.
import { type Html, html } from '@rimaq/markup'
import { actorOf } from '#people'
import type { RouteRequest } from '#platform'
import type { Own } from '../filing/counter.ts'
import { mailboxSection } from './mailbox-section.ts'
import { waitsNotice } from './my-cases-page.ts'
import { ownView } from './my-cases.ts'
import type { OwnFace } from './own-routes.ts'

export async function ownSection(
  { notify, context }: Pick<OwnFace, 'notify' | 'context'>,
  request: RouteRequest,
  own: Own,
): Promise<Html> {
  const here = context(request)
  const { mailbox } = await ownView(notify, { by: 'key', ...own, actor: actorOf(request) })
  const waits = mailbox.unread === 0 ? null : ((await notify.mail?.counts())?.oldest ?? null)
  const base = `/presentacion/${own.id}/${own.key}`
  return html`${waitsNotice(here, waits)} ${mailboxSection(here, { mailbox, base })}`
}
