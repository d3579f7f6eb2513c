// The addresses of the link in a mail: a page that notifies nobody, its button, and the act itself.
import Type from 'typebox'
import { actorOf } from '#people'
import type { RouteDefinition, RouteRequest } from '#platform'
import { CaseFilesError } from '../errors.ts'
import { acknowledge, openNotified } from './acknowledge.ts'
import { documentOf } from './download.ts'
import { type Access, actOnMine } from './notify-parts.ts'
import { mailPage } from './own-pages.ts'
import { filingKey, uuid } from '../own/case-ways.ts'
import { type OwnFace, to } from './own-routes.ts'
import { settleCase } from './settle.ts'
import { notificationsOf } from './store-notifications.ts'

export function mailRoutes({ notify, context }: OwnFace): RouteDefinition[] {
  const params = Type.Object({ id: uuid, key: filingKey })
  const accessOf = (request: RouteRequest): Access => ({
    ...{ by: 'mail', id: request.params['id'] ?? '', key: request.params['key'] ?? '' },
    actor: actorOf(request),
  })
  const baseOf = ({ params: given }: RouteRequest): string =>
    `/notificacion/${given['id']}/${given['key']}`
  const shared = { loads: 'nothing', openQuery: true, limits: { perMinute: 60 } } as const
  return [
    {
      ...{ ...shared, method: 'GET', url: '/notificacion/:id/:key', verb: 'read', kind: 'page' },
      schema: { params },
      async handle(request) {
        const access = accessOf(request)
        const { filed, one } = await actOnMine(notify, access, async (step) => {
          await settleCase(notify, step)
          const all = await notificationsOf(step.trx, step.filed.id)
          return { filed: step.filed, one: all.find(({ id }) => id === access.id) }
        })
        if (one === undefined) throw new CaseFilesError('not-found')
        return mailPage(context(request), { filed, one, base: baseOf(request) })
      },
    },
    {
      ...{ ...shared, method: 'POST', url: '/notificacion/:id/:key', verb: 'file', kind: 'page' },
      answers: 'secret',
      schema: { params, body: Type.Record(Type.String(), Type.Unknown()) },
      async handle(request) {
        const access = accessOf(request)
        await acknowledge(notify, access, access.id)
        return to(context(request), baseOf(request))
      },
    },
    {
      ...{ ...shared, method: 'GET', url: '/notificacion/:id/:key/documento' },
      ...{ verb: 'read', kind: 'file', summary: 'An act that was notified by mail.' },
      schema: { params },
      async handle(request) {
        const access = accessOf(request)
        return documentOf(notify, await openNotified(notify, access, access.id))
      },
    },
  ]
}
