// Writes down a resident or firm, lets a person speak for it, and ends that.
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { isRuc } from '../check-digits.ts'
import { endRepresentation } from '../end-representation.ts'
import { type NewParty, registerParty } from '../register-party.ts'
import { represent } from '../represent.ts'
import { partyByDocument, readParty, readRepresentation } from '../store-parties.ts'
import { actPage } from './act-page.ts'
import { type Admin, institutionsFor, peopleContext } from './admin.ts'
import {
  actQuestion,
  choiceQuestion,
  dayQuestion,
  personQuestion,
  personWith,
  textQuestion,
} from './question-kinds.ts'
import { type Answers, answerOf } from './questions.ts'
import { documentOf, endOfDay } from './read-answers.ts'

const verb = 'manage-parties'
const hows = ['in-person', 'reniec', 'certificate', 'none'] as const
const isFirm = (answers: Answers): boolean => answerOf(answers, 'kind') === 'firm'

/** GET and POST `/admin/parties/new` */
export async function registerPartyPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const [institution] = await institutionsFor(admin, request, verb)
  const db = admin.database.kysely
  const documentIn = (answers: Answers): [NewParty['documentType'], string] | null => {
    const value = answerOf(answers, 'document')
    if (!isFirm(answers)) return documentOf(value)
    return isRuc(value) ? ['RUC', value] : null
  }
  return actPage(context, request, {
    title: t('people.party.new'),
    path: '/admin/parties/new',
    seenBy: verb,
    submit: t('people.party.register'),
    breadcrumbs: [
      { label: t('people.party.title'), href: link('/admin/parties') },
      { label: t('people.party.new') },
    ],
    questions: [
      choiceQuestion(context, {
        name: 'kind',
        title: t('people.party.which'),
        options: (['resident', 'firm'] as const).map((value) => ({
          value,
          label: t(`people.party.${value}`),
        })),
        wrong: t('people.party.choose'),
      }),
      {
        ...textQuestion(context, {
          name: 'document',
          title: t('people.party.number'),
          hint: t('people.party.number-hint'),
          most: 20,
          wrong: t('people.party.bad-number'),
        }),
        async check(_, answers) {
          const document = documentIn(answers)
          if (document === null) return t('people.party.bad-number')
          const there = await partyByDocument(db, ...document)
          return there === null ? null : t('people.errors.already-there')
        },
      },
      textQuestion(context, {
        name: 'name',
        title: t('people.party.full-name'),
        hint: t('people.party.full-name-hint'),
        wrong: t('people.party.name-missing'),
      }),
      {
        ...choiceQuestion(context, {
          name: 'how',
          title: t('people.party.how'),
          hint: t('people.party.how-hint'),
          options: hows.map((value) => ({ value, label: t(`people.party.how-${value}`) })),
          wrong: t('people.party.choose-how'),
          when: (answers) => !isFirm(answers),
        }),
        async check(value, answers) {
          if (!hows.some((each) => each === value)) return t('people.party.choose-how')
          if (value === 'none') return null
          const person = await personWith(admin, answerOf(answers, 'document'))
          return person === '' ? t('people.party.not-a-person') : null
        },
      },
    ],
    async act(answers) {
      const [documentType, documentNumber] = documentIn(answers) ?? ['DNI' as const, '']
      const how = isFirm(answers) ? 'none' : (answerOf(answers, 'how') as (typeof hows)[number])
      const name = answerOf(answers, 'name')
      const id = await registerParty(peopleContext(admin, request), {
        institution: institution?.id ?? '',
        kind: isFirm(answers) ? 'firm' : 'resident',
        documentType,
        documentNumber,
        name,
        ...(how === 'none'
          ? {}
          : { identity: { person: await personWith(admin, documentNumber), how } }),
      })
      return {
        title: t('people.party.done', { name }),
        next: { label: t('people.party.representatives'), path: `/admin/parties/${id}` },
      }
    },
  })
}

/** GET and POST `/admin/parties/{id}/represent` */
export async function representPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const [institution] = await institutionsFor(admin, request, verb)
  const party = await readParty(admin.database.kysely, request.params['id'] ?? '')
  if (party === null) throw new Refusal('not-found')
  const here = `/admin/parties/${party.id}`
  return actPage(context, request, {
    title: t('people.represent.title', { name: party.name }),
    path: `${here}/represent`,
    seenBy: verb,
    submit: t('people.represent.submit'),
    breadcrumbs: [
      { label: t('people.party.title'), href: link('/admin/parties') },
      { label: party.name, href: link(here) },
      { label: t('people.represent.submit') },
    ],
    questions: [
      personQuestion(admin, context, { name: 'document', title: t('people.represent.person') }),
      textQuestion(context, {
        name: 'scope',
        title: t('people.represent.scope'),
        hint: t('people.represent.scope-hint'),
        least: 0,
        most: 100,
        wrong: t('people.represent.bad-scope'),
        fits: (value) => /^[a-z0-9-]*$/.test(value),
      }),
      dayQuestion(context, {
        name: 'until',
        title: t('people.appoint.until'),
        edge: 'end',
        now: admin.clock.now(),
      }),
      actQuestion(context),
    ],
    async act(answers) {
      await represent(peopleContext(admin, request), {
        institution: institution?.id ?? '',
        party: party.id,
        person: await personWith(admin, answerOf(answers, 'document')),
        scope: answerOf(answers, 'scope') || '*',
        until: endOfDay(answerOf(answers, 'until')) ?? admin.clock.now(),
        act: answerOf(answers, 'act'),
      })
      return { title: t('people.represent.done'), next: { label: party.name, path: here } }
    },
  })
}

/** GET and POST `/admin/representations/{id}/end` */
export async function endRepresentationPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  const [institution] = await institutionsFor(admin, request, verb)
  const id = request.params['id'] ?? ''
  const found = await readRepresentation(admin.database.kysely, id)
  if (found === null) throw new Refusal('not-found')
  const values = { names: found.names, party: found.partyName }
  return actPage(context, request, {
    title: t('people.represent.end-title', values),
    path: `/admin/representations/${id}/end`,
    seenBy: verb,
    submit: t('people.represent.end'),
    questions: [actQuestion(context)],
    async act(answers) {
      await endRepresentation(peopleContext(admin, request), {
        institution: institution?.id ?? '',
        representation: id,
        act: answerOf(answers, 'act'),
      })
      const next = { label: found.partyName, path: `/admin/parties/${found.party}` }
      return { title: t('people.represent.ended', values), next }
    },
  })
}
