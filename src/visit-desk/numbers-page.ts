// Numbers to call that somebody has to verify with the institution, and the one step that says it was done.
import { randomUUID } from 'node:crypto'
import { emptyState, form, goTo, notice, type PageContext, table } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { type CheckTask, closeCheck, lastCheck, openChecks, doneChecks } from '#visit'
import { html } from '@rimaq/markup'
import { type Desk, deskPage, deskPath, hidden, mayKeep, officialIn, today } from './desk.ts'
import { findRow } from './edit-row.ts'
import { kindNamed } from './kinds.ts'
import { withRows } from './open-rows.ts'
import { saveTable } from './save-table.ts'

const path = `${deskPath}/numeros`

/** @throws Refusal not-found for who does not keep the numbers */
async function keeper(desk: Desk, request: RouteRequest) {
  const actor = officialIn(request)
  const kind = kindNamed('telefonos')
  if (!kind || !(await mayKeep(desk, actor, kind))) throw new Refusal('not-found')
  return { actor, kind }
}

export async function numbersPage(desk: Desk, request: RouteRequest): Promise<Answer> {
  await keeper(desk, request)
  const context = desk.context(request)
  const { t } = context
  const [open, done, content] = await Promise.all([
    openChecks(desk.database),
    doneChecks(desk.database, 20),
    desk.content(),
  ])
  const title = t('visit-desk.numbers.title')
  const verified = request.query['hecho']
  const rows = open.flatMap((task) => {
    const contact = content.contacts.find(({ number }) => number === task.number)
    return contact ? [{ task, contact }] : []
  })
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('visit-desk.numbers.lead', { days: desk.verifyDays })}</p>
    ${
      typeof verified === 'string'
        ? notice(context, {
            ...{ kind: 'success', live: true },
            title: t('visit-desk.numbers.done', { number: verified }),
          })
        : null
    }
    ${
      rows.length === 0
        ? emptyState({ title: t('visit-desk.numbers.none') })
        : table(context, {
            id: 'numbers',
            caption: title,
            captionHidden: true,
            stack: true,
            columns: [
              { id: 'number', label: t('visit-desk.field.numero'), rowHead: true },
              { id: 'name', label: t('visit-desk.field.servicio') },
              { id: 'last', label: t('visit-desk.numbers.last'), kind: 'date' },
              { id: 'since', label: t('visit-desk.numbers.since'), kind: 'date' },
              { id: 'do', label: t('visit-desk.to-do') },
            ],
            rows: rows.map(({ task, contact }) => ({
              number: task.number,
              name: html`${contact.name.es}<br /><span class="quiet">${contact.institution}</span>`,
              last: day(context, lastCheck(contact)),
              since: context.locale.date(context.lang, task.raised, 'short'),
              do: verifyForm(context, task),
            })),
          })
    }
    ${
      done.length === 0
        ? null
        : html`<h2>${t('visit-desk.numbers.before')}</h2>
            <ul>
              ${done.map(
                ({ number, done: at, by }) =>
                  html`<li>
                    ${number}: ${at ? context.locale.dateTime(context.lang, at) : ''}
                    ${by === null ? t('visit-desk.numbers.elsewhere') : by}
                  </li>`,
              )}
            </ul>`
    }`
  return deskPage(context, { title, body })
}

function day({ locale, lang }: PageContext, date: string): string {
  return locale.date(lang, new Date(`${date}T17:00:00Z`), 'short')
}

function verifyForm(context: PageContext, { number }: CheckTask) {
  return form(context, {
    action: context.link(path),
    body: html`${hidden('idempotency-key', randomUUID())} ${hidden('numero', number)}`,
    submit: context.t('visit-desk.numbers.verified-today'),
    kind: 'secondary',
  })
}

/** POST: the row says since when and by which office, the task by whom. */
export async function verifyNumber(desk: Desk, request: RouteRequest): Promise<Answer> {
  const { actor, kind } = await keeper(desk, request)
  const { numero = '' } = request.body as { numero?: string }
  const context = desk.context(request)
  const on = today(desk)
  const by = context.person?.post ?? context.city.institution
  const saved = await saveTable(desk, actor, { kind, note: `${numero}: ${on}` }, (open) => {
    const before = findRow(open, kind, numero)
    if (!before) throw new Refusal('not-found')
    const row = { ...before, verificado: on, verificado_por: by, verificacion: 'verificado' }
    return {
      open: withRows(
        open,
        open.rows.map((each) => (each === before ? row : each)),
      ),
      key: numero,
    }
  })
  if ('problems' in saved) throw new Refusal('not-found')
  await closeCheck(desk.database, { number: numero, by: actor.person, at: desk.clock.now() })
  return goTo(context, path, { hecho: numero })
}
