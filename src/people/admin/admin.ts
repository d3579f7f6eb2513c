// What the pages of administration are given, who asks for them, and who is let in.
import { html, type Html } from '@rimaq/markup'
import { type PageContext, type PageParts, layout } from '#pages'
import { Refusal } from '#platform'
import type { Answer, Clock, Database, Mail, RouteDefinition, RouteRequest } from '#platform'
import type { Actor, InstitutionId } from '../actor.ts'
import { decide } from '../decide.ts'
import { describePeopleError } from '../describe-error.ts'
import { PeopleError } from '../errors.ts'
import type { Letters } from '../notices/give-notice.ts'
import type { Journal, PeopleContext } from '../perform.ts'
import { type InstitutionRow, readInstitutions } from '../store-organisation.ts'

export interface Admin {
  database: Database
  clock: Clock
  journal: Journal
  context(request: Pick<RouteRequest, 'lang' | 'url' | 'origin'>): PageContext
  /** Sends notices by mail too; absent where no mail is set up. */
  mail?: Letters | undefined
  /** How many letters wait and why; absent where no mail is set up. */
  letters?: Mail['counts']
  /** Makes a route ask for a fresh proof of presence. Absent: decide() refuses without one. */
  prove?: (route: RouteDefinition) => RouteDefinition
}

/** Anyone, unless the server has identified who asks. */
export function actorOf(request: RouteRequest): Actor {
  return (request.actor as Actor | undefined) ?? { kind: 'visitor' }
}

export function peopleContext(admin: Admin, request: RouteRequest): PeopleContext {
  const { database, clock, journal, mail } = admin
  return { database, clock, journal, mail, actor: actorOf(request) }
}

/**
 * Institutions in which the actor may do this; the operator in all.
 * @throws Refusal not-found when in none: whoever may not see a page is not told that it is there
 */
export async function institutionsFor(
  admin: Admin,
  request: RouteRequest,
  verb: string,
): Promise<InstitutionRow[]> {
  const actor = actorOf(request)
  const now = admin.clock.now()
  if (actor.kind === 'visitor') throw new Refusal('not-found')
  const all = await readInstitutions(admin.database.kysely)
  const own = all.filter(({ id }) => {
    const record = { kind: 'organisation', institution: id as InstitutionId } as const
    const decision = decide(actor, verb, record, { now })
    // A page may be seen before the proof that its button asks for.
    return decision.permit || decision.reason === 'proof-needed'
  })
  if (own.length === 0) throw new Refusal('not-found')
  return own
}

/** Whether the actor may do this in any institution, for links to pages of others. */
export async function mayIn(admin: Admin, request: RouteRequest, verb: string): Promise<boolean> {
  try {
    return (await institutionsFor(admin, request, verb)).length > 0
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return false
    throw error
  }
}

const administering: ReadonlySet<string> = new Set([
  'manage-organisation',
  'manage-parties',
  'manage-people',
  'appoint',
])

/** A whole page of a working screen, kept in no cache, that says who may see it. */
export function adminPage(
  context: PageContext,
  parts: Omit<PageParts, 'kind' | 'noindex'> & { seenBy: string; status?: number },
): Answer {
  const { t, link } = context
  const { seenBy, status = 200, ...rest } = parts
  const body: Html = html`${rest.body}
    <p class="quiet">${t('people.admin.seen-by', { who: t(`people.admin.who.${seenBy}`) })}</p>`
  const trail = rest.breadcrumbs ?? [{ label: rest.title }]
  return {
    status,
    type: 'text/html; charset=utf-8',
    cache: 'no-store',
    body: layout(context, {
      ...rest,
      body,
      kind: 'work',
      noindex: true,
      // Officials who do not administer the organisation would be led to a page they may not see.
      breadcrumbs: administering.has(seenBy)
        ? [{ label: t('people.admin.organisation'), href: link('/admin/organisation') }, ...trail]
        : trail,
    }),
  }
}

/** The sentence of an error of this room; anything else is thrown on. */
export function sentenceOf(context: PageContext, error: unknown): string {
  if (!(error instanceof PeopleError)) throw error
  return describePeopleError(context.t, error)
}

/** `5 de marzo de 2026`, or the word for no end. */
export function day(context: PageContext, at: Date | null): string {
  return at === null ? context.t('people.admin.no-end') : context.locale.date(context.lang, at)
}
