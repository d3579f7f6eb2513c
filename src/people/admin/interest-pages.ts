// In whose cases an official must not act: the own list, and declaring one more.
import { html } from '@rimaq/markup'
import { emptyState, linkButton, table } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { type NewInterest, declareInterest } from '../declare-interest.ts'
import { declaredInterestsOf, partyByDocument } from '../store-parties.ts'
import { actPage } from './act-page.ts'
import { actorOf, type Admin, adminPage, day, mayIn, peopleContext } from './admin.ts'
import {
  choiceQuestion,
  dayQuestion,
  personQuestion,
  personWith,
  textQuestion,
} from './question-kinds.ts'
import { type Answers, answerOf } from './questions.ts'
import { documentOfParty, startOfDay } from './read-answers.ts'

const kinds = ['relative', 'declared', 'own'] as const
const path = '/admin/interests'

/** Officials only: whoever acts through a holding. */
function official(request: RouteRequest): { person: string; institution: string } {
  const actor = actorOf(request)
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  return { person: actor.person, institution: actor.holding.institution }
}

/** `/admin/interests` */
export async function interestsPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const { person } = official(request)
  const rows = await declaredInterestsOf(admin.database.kysely, person)
  const title = t('people.interest.title')
  const body = html`<h1>${title}</h1>
    <p>${t('people.interest.about')}</p>
    <div class="button-row">
      ${linkButton({ label: t('people.interest.declare'), href: link(`${path}/new`) })}
    </div>
    ${
      rows.length === 0
        ? emptyState({ title: t('people.interest.none') })
        : table(context, {
            id: 'interests',
            caption: title,
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'party', label: t('people.interest.party'), rowHead: true },
              { id: 'kind', label: t('people.interest.kind') },
              { id: 'from', label: t('people.admin.from') },
            ],
            rows: rows.map((row) => ({
              party: row.party,
              kind: t(`people.interest.${row.kind}`),
              from: day(context, row.from),
            })),
          })
    }`
  return adminPage(context, { title, body, seenBy: 'interests' })
}

/** GET and POST `/admin/interests/new`; who manages people may declare it for somebody else. */
export async function declareInterestPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const { person, institution } = official(request)
  const forOthers = await mayIn(admin, request, 'manage-people')
  const db = admin.database.kysely
  const whom = (answers: Answers): boolean => forOthers && answerOf(answers, 'whom') === 'other'
  return actPage(context, request, {
    title: t('people.interest.declare'),
    path: `${path}/new`,
    seenBy: 'interests',
    submit: t('people.interest.submit'),
    breadcrumbs: [
      { label: t('people.interest.title'), href: link(path) },
      { label: t('people.interest.declare') },
    ],
    questions: [
      choiceQuestion(context, {
        name: 'whom',
        title: t('people.interest.whom'),
        options: (['self', 'other'] as const).map((value) => ({
          value,
          label: t(`people.interest.whom-${value}`),
        })),
        wrong: t('people.interest.choose'),
        when: () => forOthers,
      }),
      personQuestion(admin, context, {
        name: 'document',
        title: t('people.interest.official'),
        when: whom,
      }),
      {
        ...textQuestion(context, {
          name: 'party',
          title: t('people.interest.which-party'),
          hint: t('people.interest.which-party-hint'),
          most: 20,
          wrong: t('people.party.bad-number'),
        }),
        async check(value) {
          const number = documentOfParty(value)
          if (number === null) return t('people.party.bad-number')
          const found = await partyByDocument(db, ...number)
          return found === null ? t('people.interest.unknown-party') : null
        },
      },
      choiceQuestion(context, {
        name: 'kind',
        title: t('people.interest.why'),
        options: kinds.map((value) => ({ value, label: t(`people.interest.${value}`) })),
        wrong: t('people.interest.choose'),
      }),
      dayQuestion(context, {
        name: 'from',
        title: t('people.interest.since'),
        hint: t('people.interest.since-hint'),
        edge: 'start',
        optional: true,
        ahead: false,
        now: admin.clock.now(),
        none: t('people.office.from-now'),
      }),
    ],
    async act(answers) {
      const number = documentOfParty(answerOf(answers, 'party'))
      const party = number === null ? null : await partyByDocument(db, ...number)
      const from = startOfDay(answerOf(answers, 'from'))
      await declareInterest(peopleContext(admin, request), {
        institution,
        person: whom(answers) ? await personWith(admin, answerOf(answers, 'document')) : person,
        party: party?.id ?? '',
        kind: answerOf(answers, 'kind') as NewInterest['kind'],
        ...(from === null ? {} : { from }),
      })
      const next = { label: t('people.interest.title'), path }
      return { title: t('people.interest.done'), body: t('people.interest.done-next'), next }
    },
  })
}
