// Opens, renames, closes an office, lets another succeed it, and opens a position in it.
import type { PageContext } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { closeOffice } from '../close-office.ts'
import { openOffice } from '../open-office.ts'
import { renameOffice } from '../rename-office.ts'
import { succeedOffice } from '../succeed-office.ts'
import { type InstitutionRow, type OfficeRow, readOffices } from '../store-organisation.ts'
import { actPage } from './act-page.ts'
import { type Admin, institutionsFor, peopleContext } from './admin.ts'
import { actQuestion, choiceQuestion, dayQuestion, textQuestion } from './question-kinds.ts'
import { type Question, answerOf } from './questions.ts'
import { startOfDay } from './read-answers.ts'

export const seenByManagers = 'manage-organisation'

/** GET and POST `/admin/offices/new` */
export async function openOfficePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  const institutions = await institutionsFor(admin, request, seenByManagers)
  const offices = await openOffices(admin, institutions)
  const above = [
    ...institutions.map(({ id, name }) => ({ value: id, label: name })),
    ...offices.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return actPage(context, request, {
    title: t('people.office.open'),
    path: '/admin/offices/new',
    seenBy: seenByManagers,
    submit: t('people.office.open'),
    questions: [
      choiceQuestion(context, {
        name: 'parent',
        title: t('people.office.parent'),
        options: above,
        wrong: t('people.office.choose'),
      }),
      nameQuestion(context),
      textQuestion(context, {
        name: 'slug',
        title: t('people.office.slug'),
        hint: t('people.office.slug-hint'),
        most: 100,
        wrong: t('people.office.bad-slug'),
        fits: (value) => isSlug(value),
      }),
      dayQuestion(context, {
        name: 'from',
        title: t('people.office.from'),
        hint: t('people.office.from-hint'),
        edge: 'start',
        optional: true,
        ahead: false,
        now: admin.clock.now(),
        none: t('people.office.from-now'),
      }),
      actQuestion(context),
    ],
    async act(answers) {
      const parent = answerOf(answers, 'parent')
      const office = offices.find(({ id }) => id === parent)
      const from = startOfDay(answerOf(answers, 'from'))
      const name = answerOf(answers, 'name')
      const id = await openOffice(peopleContext(admin, request), {
        institution: office?.institution ?? parent,
        parent: office?.id ?? null,
        slug: answerOf(answers, 'slug'),
        name,
        ...(from === null ? {} : { from }),
        act: answerOf(answers, 'act'),
      })
      return {
        title: t('people.office.opened', { name }),
        body: t('people.office.opened-next'),
        next: { label: name, path: `/admin/offices/${id}` },
      }
    },
  })
}

/** GET and POST `/admin/offices/{id}/rename` */
export function renameOfficePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  return onOffice(admin, request, 'rename', ({ context, office }) => ({
    questions: [
      nameQuestion(context),
      dayQuestion(context, {
        name: 'from',
        title: context.t('people.office.renamed-from'),
        hint: context.t('people.office.renamed-from-hint'),
        edge: 'start',
        optional: true,
        now: admin.clock.now(),
        none: context.t('people.office.from-now'),
      }),
      actQuestion(context),
    ],
    async act(answers) {
      const from = startOfDay(answerOf(answers, 'from'))
      await renameOffice(peopleContext(admin, request), {
        institution: office.institution,
        office: office.id,
        name: answerOf(answers, 'name'),
        ...(from === null ? {} : { from }),
        act: answerOf(answers, 'act'),
      })
      return context.t('people.office.renamed', { name: answerOf(answers, 'name') })
    },
  }))
}

/** GET and POST `/admin/offices/{id}/close` */
export function closeOfficePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  return onOffice(admin, request, 'close', ({ context, office }) => ({
    questions: [actQuestion(context)],
    async act(answers) {
      const { id, institution } = office
      const act = answerOf(answers, 'act')
      await closeOffice(peopleContext(admin, request), { institution, office: id, act })
      return context.t('people.office.closed', { name: office.name })
    },
  }))
}

/** GET and POST `/admin/offices/{id}/succeed` */
export function succeedOfficePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  return onOffice(admin, request, 'succeed', ({ context, office, others }) => ({
    questions: [
      choiceQuestion(context, {
        name: 'successor',
        title: context.t('people.office.successor'),
        hint: context.t('people.office.successor-hint'),
        options: others.map(({ id, name }) => ({ value: id, label: name })),
        wrong: context.t('people.office.choose'),
      }),
      actQuestion(context),
    ],
    async act(answers) {
      const successor = answerOf(answers, 'successor')
      const records = await succeedOffice(peopleContext(admin, request), {
        institution: office.institution,
        office: office.id,
        successor,
        act: answerOf(answers, 'act'),
      })
      const name = others.find(({ id }) => id === successor)?.name ?? ''
      return context.t('people.office.succeeded', { name: office.name, successor: name, records })
    },
  }))
}

interface OnOffice {
  context: PageContext
  office: OfficeRow
  /** Offices of the same institution that are open. */
  others: OfficeRow[]
}

/** A page about one office of an institution the actor manages; anything else is absent. */
async function onOffice(
  admin: Admin,
  request: RouteRequest,
  verb: 'rename' | 'close' | 'succeed',
  make: (about: OnOffice) => {
    questions: Question[]
    /** What happened, in words. */
    act(answers: Record<string, string | string[]>): Promise<string>
  },
): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const institutions = await institutionsFor(admin, request, seenByManagers)
  const offices = await openOffices(admin, institutions)
  const office = offices.find(({ id }) => id === request.params['id'])
  if (office === undefined) throw new Refusal('not-found')
  const others = offices.filter(
    ({ id, institution }) => id !== office.id && institution === office.institution,
  )
  const made = make({ context, office, others })
  const title = t(`people.office.${verb}-title`, { name: office.name })
  return actPage(context, request, {
    title,
    path: `/admin/offices/${office.id}/${verb}`,
    seenBy: seenByManagers,
    submit: t(`people.office.${verb}`),
    breadcrumbs: [
      { label: office.name, href: link(`/admin/offices/${office.id}`) },
      { label: t(`people.office.${verb}`) },
    ],
    questions: made.questions,
    async act(answers) {
      return {
        title: await made.act(answers),
        next: { label: t('people.admin.organisation'), path: '/admin/organisation' },
      }
    },
  })
}

export async function openOffices(
  admin: Admin,
  institutions: readonly InstitutionRow[],
): Promise<OfficeRow[]> {
  const now = admin.clock.now()
  const db = admin.database.kysely
  const found = await Promise.all(institutions.map(({ id }) => readOffices(db, id, now)))
  return found.flat().filter(({ until }) => until === null || until > now)
}

function nameQuestion(context: PageContext): Question {
  const { t } = context
  return textQuestion(context, {
    name: 'name',
    title: t('people.office.name'),
    hint: t('people.office.name-hint'),
    wrong: t('people.office.name-missing'),
  })
}

/** Shape of the database's own check. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$/.test(text)
}
