// The addresses of administration: offices, appointments, delegations, parties, levels, emergencies.
import { Type } from 'typebox'
import type { RouteDefinition, RouteRequest } from '#platform'
import type { Admin } from './admin.ts'
import { appointPage } from './appoint-pages.ts'
import { delegatePage } from './delegate-pages.ts'
import { emergenciesPage } from './emergency-pages.ts'
import { officePage, organisationPage } from './organisation-pages.ts'
import { partiesPage, partyPage } from './party-pages.ts'
import { loadRecordPage, recordPage } from './record-pages.ts'

type Page = (admin: Admin, request: RouteRequest) => ReturnType<RouteDefinition['handle']>

const id = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
})
const record = Type.Object({
  kind: Type.String({ pattern: '^[a-z]+(-[a-z]+)*$' }),
  id: Type.String({ maxLength: 100 }),
})
const text = Type.Optional(Type.String({ maxLength: 2000 }))
const texts = Type.Optional(
  Type.Union([
    Type.String({ maxLength: 200 }),
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
  ]),
)

/** Fields of the forms; unknown ones are refused. */
const answers = {
  appoint: Type.Object({
    position: text,
    document: text,
    kind: text,
    until: text,
    act: text,
    agreed: text,
    change: text,
  }),
  delegate: Type.Object({
    document: text,
    verbs: texts,
    suspends: text,
    until: text,
    act: text,
    agreed: text,
    change: text,
  }),
  level: Type.Object({
    do: text,
    level: text,
    reason: text,
    basis: text,
    review: text,
    authority: text,
    proposal: text,
  }),
  emergency: Type.Object({ record: text, reason: text, request: text }),
}

/** Whoever may not see a page gets the answer of an address that does not exist. */
export function adminRoutes(admin: Admin): RouteDefinition[] {
  const page = (
    url: string,
    verb: string,
    show: Page,
    more: Partial<RouteDefinition> = {},
  ): RouteDefinition => ({
    method: 'GET',
    url,
    verb,
    loads: 'organisation',
    kind: 'page',
    schema: {},
    handle: (request) => show(admin, request),
    ...more,
  })
  const loads = (request: RouteRequest) => loadRecordPage(admin, request)
  const post = { method: 'POST' } as const
  return [
    page('/admin/organisation', 'manage-organisation', organisationPage),
    page('/admin/offices/:id', 'manage-organisation', officePage, { schema: { params: id } }),
    page('/admin/appoint', 'appoint', appointPage, {
      schema: { query: Type.Object({ position: text }) },
    }),
    page('/admin/appoint', 'appoint', appointPage, { ...post, schema: { body: answers.appoint } }),
    page('/admin/delegate', 'delegate', delegatePage),
    page('/admin/delegate', 'delegate', delegatePage, {
      ...post,
      schema: { body: answers.delegate },
    }),
    page('/admin/parties', 'manage-parties', partiesPage),
    page('/admin/parties/:id', 'manage-parties', partyPage, { schema: { params: id } }),
    page('/admin/records/:kind/:id', 'read', recordPage, { loads, schema: { params: record } }),
    page('/admin/records/:kind/:id', 'change-level', recordPage, {
      ...post,
      loads,
      schema: { params: record, body: answers.level },
    }),
    page('/admin/emergencies', 'request-break-glass', emergenciesPage),
    page('/admin/emergencies', 'request-break-glass', emergenciesPage, {
      ...post,
      schema: { body: answers.emergency },
    }),
  ]
}
