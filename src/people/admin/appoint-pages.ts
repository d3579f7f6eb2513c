// Appoints a person to a position, and ends a holding: one question per page, a summary, what happens next.
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { type Appointment, appoint } from '../appoint.ts'
import { endHolding } from '../end-holding.ts'
import { readOffices, readPositions } from '../store-organisation.ts'
import { readHolder } from '../store-people.ts'
import { actPage } from './act-page.ts'
import { type Admin, institutionsFor, peopleContext } from './admin.ts'
import {
  actQuestion,
  choiceQuestion,
  dayQuestion,
  personQuestion,
  personWith,
} from './question-kinds.ts'
import { answerOf } from './questions.ts'
import { endOfDay } from './read-answers.ts'

const kinds = ['titular', 'acting', 'substitute'] as const

/** GET and POST `/admin/appoint` */
export async function appointPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, locale, lang } = context
  const institutions = await institutionsFor(admin, request, 'appoint')
  const positions = await positionsOf(admin, institutions)
  const until = dayQuestion(context, {
    name: 'until',
    title: t('people.appoint.until'),
    hint: t('people.appoint.until-hint'),
    edge: 'end',
    optional: true,
    now: admin.clock.now(),
  })
  return actPage(context, request, {
    title: t('people.appoint.title'),
    path: '/admin/appoint',
    seenBy: 'appoint',
    submit: t('people.appoint.submit'),
    questions: [
      choiceQuestion(context, {
        name: 'position',
        title: t('people.appoint.position'),
        options: positions,
        wrong: t('people.appoint.choose-position'),
      }),
      personQuestion(admin, context, { name: 'document', title: t('people.appoint.document') }),
      choiceQuestion(context, {
        name: 'kind',
        title: t('people.appoint.kind'),
        options: kinds.map((kind) => ({
          value: kind,
          label: t(`people.kind.${kind}`),
          hint: t(`people.kind-hint.${kind}`),
        })),
        wrong: t('people.appoint.choose-kind'),
      }),
      {
        ...until,
        check: (value, answers) =>
          value === '' && answerOf(answers, 'kind') !== 'titular'
            ? t('people.errors.needs-end')
            : until.check(value, answers),
      },
      actQuestion(context),
    ],
    async act(answers) {
      const position = positions.find(({ value }) => value === answerOf(answers, 'position'))
      const end = endOfDay(answerOf(answers, 'until'))
      await appoint(peopleContext(admin, request), {
        institution: position?.institution ?? '',
        position: position?.value ?? '',
        person: await personWith(admin, answerOf(answers, 'document')),
        kind: answerOf(answers, 'kind') as Appointment['kind'],
        until: end,
        act: answerOf(answers, 'act'),
      })
      return {
        title: t('people.appoint.done', { position: position?.label ?? '' }),
        body:
          end === null
            ? t('people.appoint.until-ended')
            : t('people.appoint.ends-by-itself', {
                when: locale.date(lang, new Date(end.getTime() - 1)),
              }),
        next: { label: t('people.admin.organisation'), path: '/admin/organisation' },
      }
    },
  })
}

interface Choice {
  value: string
  label: string
  institution: string
}

async function positionsOf(admin: Admin, institutions: { id: string }[]): Promise<Choice[]> {
  const db = admin.database.kysely
  const now = admin.clock.now()
  const choices: Choice[] = []
  for (const { id } of institutions) {
    for (const office of await readOffices(db, id, now)) {
      if (office.until !== null && office.until <= now) continue
      for (const position of await readPositions(db, office.id)) {
        const label = `${office.name} · ${position.title}`
        choices.push({ value: position.id, label, institution: id })
      }
    }
  }
  return choices
}

/** GET and POST `/admin/holdings/{id}/end` */
export async function endHoldingPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  const institutions = await institutionsFor(admin, request, 'appoint')
  const id = request.params['id'] ?? ''
  const holder = await readHolder(admin.database.kysely, id)
  if (holder === null || !institutions.some((each) => each.id === holder.institution)) {
    throw new Refusal('not-found')
  }
  const values = { names: holder.names, position: holder.title }
  return actPage(context, request, {
    title: t('people.end-holding.title', values),
    path: `/admin/holdings/${id}/end`,
    seenBy: 'appoint',
    submit: t('people.end-holding.submit'),
    questions: [actQuestion(context)],
    async act(answers) {
      const { institution } = holder
      const act = answerOf(answers, 'act')
      await endHolding(peopleContext(admin, request), { institution, holding: id, act })
      return {
        title: t('people.end-holding.done', values),
        body: t('people.end-holding.next'),
        next: { label: t('people.admin.organisation'), path: `/admin/offices/${holder.office}` },
      }
    },
  })
}
