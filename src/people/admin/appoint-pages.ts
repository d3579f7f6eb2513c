// Appoints a person to a position: one question per page, a summary, and what happens next.
import { html } from '@rimaq/markup'
import { type PageContext, linkButton, notice, radios, selectField, textField } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { type Appointment, appoint } from '../appoint.ts'
import { readCe, readDni } from '../check-digits.ts'
import { readOffices, readPositions } from '../store-organisation.ts'
import { personByDocument } from '../store-people.ts'
import { type Admin, adminPage, institutionsFor, peopleContext, sentenceOf } from './admin.ts'
import { type Answers, type Question, answerOf, askInTurn } from './questions.ts'

const kinds = ['titular', 'acting', 'substitute'] as const

/** GET and POST `/admin/appoint`; answers travel in the form, never in the address. */
export async function appointPage(admin: Admin, request: RouteRequest): Promise<Answer> {
  const context = admin.context(request)
  const { t, link } = context
  const institutions = await institutionsFor(admin, request, 'appoint')
  const sent = { ...((request.body as Answers | undefined) ?? (request.query as Answers)) }
  const positions = await positionsOf(admin, institutions)
  const position = positions.find(({ value }) => value === answerOf(sent, 'position'))
  const asking = {
    title: t('people.appoint.title'),
    action: link('/admin/appoint'),
    questions: questionsOf(admin, context, positions),
    answers: sent,
    submit: t('people.appoint.submit'),
  }
  const seenBy = 'appoint'
  let asked = await askInTurn(context, asking)
  if (asked.done && request.method === 'POST' && position !== undefined) {
    try {
      const until = await appointNow(admin, request, position)
      const body = html`${notice(context, {
          kind: 'success',
          title: t('people.appoint.done', { position: position.label }),
          body:
            until === null
              ? t('people.appoint.until-ended')
              : t('people.appoint.ends-by-itself', { when: until }),
          live: true,
        })}
        <p>
          ${linkButton({ label: t('people.admin.organisation'), href: link('/admin/organisation'), kind: 'secondary' })}
        </p>`
      return adminPage(context, {
        title: asked.title,
        body: html`<h1>${asked.title}</h1>
          ${body}`,
        seenBy,
      })
    } catch (error) {
      asked = await askInTurn(context, { ...asking, failed: sentenceOf(context, error) })
    }
  }
  return adminPage(context, { title: asked.title, body: asked.body, seenBy })
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

function questionsOf(admin: Admin, context: PageContext, positions: Choice[]): Question[] {
  const { t, locale, lang } = context
  const now = admin.clock.now()
  return [
    {
      name: 'position',
      title: t('people.appoint.position'),
      ask: (value, error) =>
        selectField(context, {
          name: 'position',
          label: t('people.appoint.position'),
          options: [{ value: '', label: '—' }, ...positions],
          value,
          error,
        }),
      check: (value) =>
        positions.some((each) => each.value === value) ? null : t('people.appoint.choose-position'),
      show: (value) => positions.find((each) => each.value === value)?.label ?? '',
    },
    {
      name: 'document',
      title: t('people.appoint.document'),
      ask: (value, error) =>
        textField(context, {
          name: 'document',
          label: t('people.appoint.document'),
          hint: t('people.appoint.document-hint'),
          width: 'medium',
          value,
          error,
        }),
      check: async (value) => {
        const number = documentOf(value)
        if (number === null) return t('people.appoint.bad-document')
        const person = await personByDocument(admin.database.kysely, ...number)
        return person === null ? t('people.appoint.unknown-person') : null
      },
    },
    {
      name: 'kind',
      title: t('people.appoint.kind'),
      ask: (value, error) =>
        radios(context, {
          name: 'kind',
          label: t('people.appoint.kind'),
          options: kinds.map((kind) => ({
            value: kind,
            label: t(`people.kind.${kind}`),
            hint: t(`people.kind-hint.${kind}`),
          })),
          values: [value],
          error,
        }),
      check: (value) =>
        kinds.some((kind) => kind === value) ? null : t('people.appoint.choose-kind'),
      show: (value) => t(`people.kind.${value}`),
    },
    {
      name: 'until',
      title: t('people.appoint.until'),
      ask: (value, error) =>
        textField(context, {
          name: 'until',
          label: t('people.appoint.until'),
          hint: t('people.appoint.until-hint'),
          type: 'date',
          width: 'medium',
          required: false,
          value,
          error,
        }),
      check: (value, answers) => {
        if (value === '')
          return answerOf(answers, 'kind') === 'titular' ? null : t('people.errors.needs-end')
        const end = endOfDay(value)
        return end === null || end <= now ? t('people.appoint.bad-date') : null
      },
      show: (value) => {
        const end = endOfDay(value)
        return end === null
          ? t('people.admin.no-end')
          : locale.date(lang, new Date(end.getTime() - 1))
      },
    },
    {
      name: 'act',
      title: t('people.appoint.act'),
      ask: (value, error) =>
        textField(context, {
          name: 'act',
          label: t('people.appoint.act'),
          hint: t('people.appoint.act-hint'),
          maxlength: 300,
          value,
          error,
        }),
      check: (value) =>
        value.length >= 3 && value.length <= 300 ? null : t('people.errors.no-act'),
    },
  ]
}

/** When it ends, in words; null for no end. */
async function appointNow(
  admin: Admin,
  request: RouteRequest,
  position: Choice,
): Promise<string | null> {
  const context = admin.context(request)
  const answers = request.body as Answers
  const document = documentOf(answerOf(answers, 'document')) ?? ['DNI', '']
  const person = await personByDocument(admin.database.kysely, ...document)
  const until = endOfDay(answerOf(answers, 'until'))
  await appoint(peopleContext(admin, request), {
    institution: position.institution,
    position: position.value,
    person: person?.id ?? null,
    kind: answerOf(answers, 'kind') as Appointment['kind'],
    until,
    act: answerOf(answers, 'act'),
  })
  return until && context.locale.date(context.lang, new Date(until.getTime() - 1))
}

function documentOf(text: string): [type: 'DNI' | 'CE', number: string] | null {
  const dni = readDni(text)
  if (dni !== null) return ['DNI', dni]
  const ce = /^\d{8}[- ]?\d?$/.test(text.trim()) ? null : readCe(text)
  return ce === null ? null : ['CE', ce]
}

/** The instant at which the day is over in Peru (UTC−5 all year); null when it is no day. */
export function endOfDay(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const plain = new Date(`${text}T00:00:00Z`)
  if (Number.isNaN(plain.getTime()) || !plain.toISOString().startsWith(text)) return null
  const start = new Date(`${text}T00:00:00-05:00`)
  return new Date(start.getTime() + 86_400_000)
}
