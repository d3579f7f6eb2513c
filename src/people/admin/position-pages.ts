// Opens a position in an office with its role, and writes down a person who may hold one.
import { type Answer, Refusal, type RouteRequest } from '#platform'
import type { Family } from '../actor.ts'
import { giveRole } from '../give-role.ts'
import { openPosition } from '../open-position.ts'
import { registerPerson } from '../register-person.ts'
import { positionByCode, readRoles } from '../store-organisation.ts'
import { actPage } from './act-page.ts'
import { type Admin, institutionsFor, peopleContext } from './admin.ts'
import { isSlug, openOffices, seenByManagers } from './office-act-pages.ts'
import { actQuestion, choiceQuestion, textQuestion } from './question-kinds.ts'
import { answerOf } from './questions.ts'
import { documentOf } from './read-answers.ts'

/** GET and POST `/admin/offices/{id}/positions/new` */
export async function openPositionPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const institutions = await institutionsFor(admin, request, seenByManagers)
  const office = (await openOffices(admin, institutions)).find(
    ({ id }) => id === request.params['id'],
  )
  if (office === undefined) throw new Refusal('not-found')
  const { institution } = office
  const db = admin.database.kysely
  const roles = await readRoles(db, institution)
  return actPage(context, request, {
    title: t('people.position.title', { office: office.name }),
    path: `/admin/offices/${office.id}/positions/new`,
    seenBy: seenByManagers,
    submit: t('people.position.open'),
    breadcrumbs: [
      { label: office.name, href: link(`/admin/offices/${office.id}`) },
      { label: t('people.position.open') },
    ],
    questions: [
      textQuestion(context, {
        name: 'name',
        title: t('people.position.name'),
        hint: t('people.position.name-hint'),
        wrong: t('people.position.name-missing'),
      }),
      {
        ...textQuestion(context, {
          name: 'code',
          title: t('people.position.code'),
          hint: t('people.position.code-hint'),
          most: 100,
          wrong: t('people.position.bad-code'),
          fits: isSlug,
        }),
        async check(value) {
          if (!isSlug(value)) return t('people.position.bad-code')
          const taken = await positionByCode(db, institution, value)
          return taken === null ? null : t('people.position.code-taken')
        },
      },
      choiceQuestion(context, {
        name: 'role',
        title: t('people.position.role'),
        hint: t('people.position.role-hint'),
        options: roles.map((role) => ({
          value: role.id,
          label: role.name,
          hint: t(`people.family.${role.family}`),
        })),
        wrong: t('people.position.choose-role'),
      }),
      actQuestion(context),
    ],
    async act(answers) {
      const role = roles.find(({ id }) => id === answerOf(answers, 'role'))
      const family: Family = role?.family ?? 'work'
      const act = answerOf(answers, 'act')
      const context = peopleContext(admin, request)
      const position = await openPosition(context, {
        institution,
        office: office.id,
        code: answerOf(answers, 'code'),
        title: answerOf(answers, 'name'),
        family,
        act,
      })
      await giveRole(context, { institution, position, role: role?.id ?? '', act })
      return {
        title: t('people.position.opened', { name: answerOf(answers, 'name') }),
        next: { label: t('people.appoint.title'), path: `/admin/appoint?position=${position}` },
      }
    },
  })
}

/** GET and POST `/admin/people/new` */
export async function registerPersonPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  const [institution] = await institutionsFor(admin, request, 'manage-people')
  const name = (which: 'given' | 'family') =>
    textQuestion(context, {
      name: which,
      title: t(`people.person.${which}`),
      most: 200,
      wrong: t('people.person.name-missing'),
    })
  return actPage(context, request, {
    title: t('people.person.title'),
    path: '/admin/people/new',
    seenBy: 'manage-people',
    submit: t('people.person.submit'),
    questions: [
      textQuestion(context, {
        name: 'document',
        title: t('people.person.document'),
        hint: t('people.person.document-hint'),
        most: 20,
        wrong: t('people.appoint.bad-document'),
        fits: (value) => documentOf(value) !== null,
      }),
      name('given'),
      name('family'),
    ],
    async act(answers) {
      const [documentType, documentNumber] = documentOf(answerOf(answers, 'document')) ?? [
        'DNI' as const,
        '',
      ]
      const givenNames = answerOf(answers, 'given')
      const familyNames = answerOf(answers, 'family')
      const input = { documentType, documentNumber, givenNames, familyNames }
      await registerPerson(peopleContext(admin, request), {
        institution: institution?.id ?? '',
        ...input,
      })
      return {
        title: t('people.person.done', { names: `${givenNames} ${familyNames}` }),
        body: t('people.person.next'),
      }
    },
  })
}
