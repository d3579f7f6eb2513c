// The addresses of administration: offices, positions, people, parties, levels, reviews, emergencies.
import { type TProperties, Type } from 'typebox'
import type { RouteDefinition, RouteRequest } from '#platform'
import { noticeRoutes } from '../notices/notice-routes.ts'
import type { Admin } from './admin.ts'
import { appointPage, endHoldingPage } from './appoint-pages.ts'
import { delegatePage } from './delegate-pages.ts'
import { emergenciesPage } from './emergency-pages.ts'
import { declareInterestPage, interestsPage } from './interest-pages.ts'
import {
  closeOfficePage,
  openOfficePage,
  renameOfficePage,
  succeedOfficePage,
} from './office-act-pages.ts'
import { officePage, organisationPage } from './organisation-pages.ts'
import { endRepresentationPage, registerPartyPage, representPage } from './party-act-pages.ts'
import { partiesPage, partyPage } from './party-pages.ts'
import { openPositionPage, registerPersonPage } from './position-pages.ts'
import { loadRecordPage, recordPage } from './record-pages.ts'
import { reviewsPage } from './review-pages.ts'

type Page = (admin: Admin, request: RouteRequest) => ReturnType<RouteDefinition['handle']>
type Body = Record<string, string | string[] | undefined>

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

/** Fields of a form; unknown ones are refused. */
function fields(...names: string[]): TProperties {
  return Object.fromEntries(names.map((name) => [name, text]))
}

const agreed = (body: Body): boolean => body['agreed'] === 'yes'

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

  /** The POST of a page; `asks` says for which bodies a fresh proof of presence is asked. */
  const post = (
    route: RouteDefinition,
    body: TProperties,
    asks: ((body: Body) => boolean) | null = agreed,
  ): RouteDefinition => {
    const { query: _, ...schema } = route.schema
    const plain: RouteDefinition = {
      ...route,
      method: 'POST',
      schema: { ...schema, body: Type.Object(body) },
    }
    if (asks === null || admin.prove === undefined) return plain
    const proven = admin.prove(plain)
    return {
      ...proven,
      handle: (request) =>
        asks(request.body as Body) ? proven.handle(request) : plain.handle(request),
    }
  }

  /** A page that asks question by question, and does the act once they are agreed to. */
  const act = (
    route: RouteDefinition,
    names: string[],
    more: { asks?: ((body: Body) => boolean) | null; lists?: TProperties; query?: string[] } = {},
  ): RouteDefinition[] => {
    const query = more.query ? { query: Type.Object(fields(...more.query)) } : {}
    const body = { ...fields(...names, 'agreed', 'change'), ...more.lists }
    return [
      { ...route, schema: { ...route.schema, ...query } },
      post(route, body, more.asks === undefined ? agreed : more.asks),
    ]
  }

  const manage = 'manage-organisation'
  const parties = 'manage-parties'
  const one = { schema: { params: id } }
  const loads = (request: RouteRequest) => loadRecordPage(admin, request)
  const recordRoute = page('/admin/records/:kind/:id', 'change-level', recordPage, {
    loads,
    schema: { params: record },
  })
  const emergencies = page('/admin/emergencies', 'request-break-glass', emergenciesPage)
  return [
    page('/admin/organisation', manage, organisationPage),
    page('/admin/offices/:id', manage, officePage, one),
    ...act(page('/admin/offices/new', manage, openOfficePage), [
      ...['parent', 'name', 'slug', 'from', 'act'],
    ]),
    ...act(page('/admin/offices/:id/rename', manage, renameOfficePage, one), [
      ...['name', 'from', 'act'],
    ]),
    ...act(page('/admin/offices/:id/close', manage, closeOfficePage, one), ['act']),
    ...act(page('/admin/offices/:id/succeed', manage, succeedOfficePage, one), [
      ...['successor', 'act'],
    ]),
    ...act(page('/admin/offices/:id/positions/new', manage, openPositionPage, one), [
      ...['name', 'code', 'role', 'act'],
    ]),
    ...act(page('/admin/people/new', 'manage-people', registerPersonPage), [
      ...['document', 'given', 'family'],
    ]),
    ...act(
      page('/admin/appoint', 'appoint', appointPage),
      ['position', 'document', 'kind', 'until', 'act'],
      { query: ['position'] },
    ),
    ...act(page('/admin/holdings/:id/end', 'appoint', endHoldingPage, one), ['act']),
    ...act(
      page('/admin/delegate', 'delegate', delegatePage),
      ['document', 'suspends', 'until', 'act'],
      { lists: { verbs: texts } },
    ),
    page('/admin/parties', parties, partiesPage),
    page('/admin/parties/:id', parties, partyPage, one),
    ...act(
      page('/admin/parties/new', parties, registerPartyPage),
      ['kind', 'document', 'name', 'how'],
      { asks: null },
    ),
    ...act(page('/admin/parties/:id/represent', parties, representPage, one), [
      ...['document', 'scope', 'until', 'act'],
    ]),
    ...act(page('/admin/representations/:id/end', parties, endRepresentationPage, one), ['act']),
    page('/admin/interests', 'declare-interest', interestsPage),
    ...act(
      page('/admin/interests/new', 'declare-interest', declareInterestPage),
      ['whom', 'document', 'party', 'kind', 'from'],
      { asks: (body) => agreed(body) && body['whom'] === 'other' },
    ),
    page('/admin/reviews', 'list', reviewsPage),
    { ...recordRoute, verb: 'read' },
    post(
      recordRoute,
      fields(...['do', 'level', 'reason', 'basis', 'review', 'authority', 'proposal', 'access']),
      (body) => ['agree', 'end-access'].includes(String(body['do'])),
    ),
    emergencies,
    post(emergencies, fields('record', 'reason', 'request'), (body) => Boolean(body['request'])),
    ...noticeRoutes(admin),
  ]
}
