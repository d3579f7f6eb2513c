// Lets an official hand listed verbs of the own holding to another person: one question per page.
import { html } from '@rimaq/markup'
import { type PageContext, checkboxes, notice, radios, textField } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { readCe, readDni } from '../check-digits.ts'
import { grants } from '../decide.ts'
import { delegate } from '../delegate.ts'
import { personByDocument } from '../store-people.ts'
import {
  actorOf,
  type Admin,
  adminPage,
  institutionsFor,
  peopleContext,
  sentenceOf,
} from './admin.ts'
import { endOfDay } from './appoint-pages.ts'
import { type Answers, type Question, answerOf, answersOf, askInTurn } from './questions.ts'

/** GET and POST `/admin/delegate`. */
export async function delegatePage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  await institutionsFor(admin, request, 'delegate')
  const actor = actorOf(request)
  // The operator holds no position: there is nothing of its own to hand on.
  if (actor.kind !== 'person' || actor.holding === null) throw new Refusal('not-found')
  const { holding } = actor
  const verbs = [...holding.verbs].filter((verb) => verb !== 'delegate' && !verb.startsWith('not '))
  const answers = { ...(request.body as Answers | undefined) }
  const asking = {
    title: t('people.delegate.title'),
    action: link('/admin/delegate'),
    questions: questionsOf(admin, context, verbs),
    answers,
    submit: t('people.delegate.submit'),
  }
  const seenBy = 'delegate'
  let asked = await askInTurn(context, asking)
  if (asked.done && request.method === 'POST') {
    try {
      const person = await findPerson(admin, answerOf(answers, 'document'))
      await delegate(peopleContext(admin, request), {
        grantor: holding.id,
        person: person ?? '',
        kind: 'delegate',
        verbs: answersOf(answers, 'verbs').map((name) => {
          const [verb = '', procedure = ''] = name.split(' ')
          return { verb, procedure }
        }),
        suspends: answerOf(answers, 'suspends') === 'yes',
        until: endOfDay(answerOf(answers, 'until')) ?? admin.clock.now(),
        act: answerOf(answers, 'act'),
      })
      const body = html`<h1>${asked.title}</h1>
        ${notice(context, { kind: 'success', title: t('people.delegate.done'), live: true })}`
      return adminPage(context, { title: asked.title, body, seenBy })
    } catch (error) {
      asked = await askInTurn(context, { ...asking, failed: sentenceOf(context, error) })
    }
  }
  return adminPage(context, { title: asked.title, body: asked.body, seenBy })
}

async function findPerson(admin: Admin, text: string): Promise<string | null> {
  const db = admin.database.kysely
  const dni = readDni(text)
  const ce = dni === null ? readCe(text) : null
  const found =
    dni !== null
      ? await personByDocument(db, 'DNI', dni)
      : ce !== null
        ? await personByDocument(db, 'CE', ce)
        : null
  return found?.id ?? null
}

function questionsOf(admin: Admin, context: PageContext, verbs: string[]): Question[] {
  const { t, locale, lang } = context
  const field = (name: 'document' | 'act', hint: string, value: string, error: string | null) =>
    textField(context, { name, label: t(`people.appoint.${name}`), hint, value, error })
  const chosen = (values: readonly string[]) =>
    values.filter((each) => grants({ verbs: new Set(verbs) }, each, '') || verbs.includes(each))
  return [
    {
      name: 'document',
      title: t('people.delegate.person'),
      ask: (value, error) => field('document', t('people.appoint.document-hint'), value, error),
      check: async (value) =>
        (await findPerson(admin, value)) === null ? t('people.appoint.unknown-person') : null,
    },
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
    {
      name: 'suspends',
      title: t('people.delegate.suspends'),
      ask: (value, error) =>
        radios(context, {
          name: 'suspends',
          label: t('people.delegate.suspends'),
          options: (['no', 'yes'] as const).map((each) => ({
            value: each,
            label: t(`people.delegate.suspends-${each}`),
          })),
          values: [value],
          error,
        }),
      check: (value) => (value === 'yes' || value === 'no' ? null : t('people.delegate.choose')),
      show: (value) => t(`people.delegate.suspends-${value}`),
    },
    {
      name: 'until',
      title: t('people.appoint.until'),
      ask: (value, error) =>
        textField(context, {
          name: 'until',
          label: t('people.appoint.until'),
          type: 'date',
          width: 'medium',
          value,
          error,
        }),
      check: (value) => {
        const end = endOfDay(value)
        return end === null || end <= admin.clock.now() ? t('people.appoint.bad-date') : null
      },
      show: (value) => {
        const end = endOfDay(value)
        return end === null ? '' : locale.date(lang, new Date(end.getTime() - 1))
      },
    },
    {
      name: 'act',
      title: t('people.appoint.act'),
      ask: (value, error) => field('act', t('people.appoint.act-hint'), value, error),
      check: (value) =>
        value.length >= 3 && value.length <= 300 ? null : t('people.errors.no-act'),
    },
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
