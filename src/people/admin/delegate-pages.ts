// Lets an official hand listed verbs of the own holding to another person: one question per page.
import { type PageContext, checkboxes } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { grants } from '../decide.ts'
import { delegate } from '../delegate.ts'
import { actPage } from './act-page.ts'
import { actorOf, type Admin, institutionsFor, peopleContext } from './admin.ts'
import {
  actQuestion,
  choiceQuestion,
  dayQuestion,
  personQuestion,
  personWith,
} from './question-kinds.ts'
import { type Question, answerOf, answersOf } from './questions.ts'
import { endOfDay } from './read-answers.ts'

/** GET and POST `/admin/delegate`. */
export async function delegatePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t } = context
  await institutionsFor(admin, request, 'delegate')
  const actor = actorOf(request)
  // The operator holds no position: there is nothing of its own to hand on.
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  const { holding } = actor
  const verbs = [...holding.verbs].filter((verb) => verb !== 'delegate' && !verb.startsWith('not '))
  return actPage(context, request, {
    title: t('people.delegate.title'),
    path: '/admin/delegate',
    seenBy: 'delegate',
    submit: t('people.delegate.submit'),
    questions: questionsOf(admin, context, verbs),
    async act(answers) {
      await delegate(peopleContext(admin, request), {
        grantor: holding.id,
        person: await personWith(admin, answerOf(answers, 'document')),
        kind: 'delegate',
        verbs: answersOf(answers, 'verbs').map((name) => {
          const [verb = '', procedure = ''] = name.split(' ')
          return { verb, procedure }
        }),
        suspends: answerOf(answers, 'suspends') === 'yes',
        until: endOfDay(answerOf(answers, 'until')) ?? admin.clock.now(),
        act: answerOf(answers, 'act'),
      })
      return { title: t('people.delegate.done') }
    },
  })
}

function questionsOf(admin: Admin, context: PageContext, verbs: string[]): Question[] {
  const { t } = context
  const chosen = (values: readonly string[]) =>
    values.filter((each) => grants({ verbs: new Set(verbs) }, each, '') || verbs.includes(each))
  return [
    personQuestion(admin, context, { name: 'document', title: t('people.delegate.person') }),
    {
      name: 'verbs',
      title: t('people.delegate.verbs'),
      ask: (_, error, values) =>
        checkboxes(context, {
          name: 'verbs',
          label: t('people.delegate.verbs'),
          options: verbs.map((verb) => ({ value: verb, label: inWords(context, verb) })),
          values,
          error,
        }),
      check: (_, answers) => {
        const values = answersOf(answers, 'verbs')
        const right = values.length > 0 && chosen(values).length === values.length
        return right ? null : t('people.errors.nothing-delegated')
      },
      show: (_, values) => values.map((each) => inWords(context, each)).join(', '),
    },
    choiceQuestion(context, {
      name: 'suspends',
      title: t('people.delegate.suspends'),
      options: (['no', 'yes'] as const).map((each) => ({
        value: each,
        label: t(`people.delegate.suspends-${each}`),
      })),
      wrong: t('people.delegate.choose'),
    }),
    dayQuestion(context, {
      name: 'until',
      title: t('people.appoint.until'),
      edge: 'end',
      now: admin.clock.now(),
    }),
    actQuestion(context),
  ]
}

/** Verbs of the first migrations; those that other rooms add are shown by their name. */
const named: ReadonlySet<string> = new Set([
  'read',
  'list',
  'search',
  'query',
  'export',
  'consult',
  'create',
  'update',
  'publish',
  'change-state',
  'receive',
  'route',
  'assign',
  'draft',
  'sign',
  'approve',
  'seal',
  'raise-level',
  'propose-lower-level',
  'lower-level',
  'name-credential',
])

/** `sign licencia` as “firmar, solo en licencia”. */
function inWords({ t }: PageContext, granted: string): string {
  const [name = '', procedure] = granted.split(' ')
  const verb = named.has(name) ? t(`people.verb.${name}`) : name
  return procedure === undefined ? verb : t('people.delegate.in-procedure', { verb, procedure })
}
