// Does one thing with the cases that were marked in a tray, and says of each what came of it.
import { html } from '@rimaq/markup'
import { PeopleError, describePeopleError } from '#people'
import { type PageContext, emptyState, linkButton, notice, table } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { describeCaseFilesError } from '../describe-error.ts'
import { CaseFilesError } from '../errors.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { listOf } from './action-fields.ts'
import { type BulkAct, type Chosen, type Outcome, actInBulk, mostInBulk } from './act-in-bulk.ts'
import { motiveIn, officeIn, postIn } from './do-action.ts'
import { isUuid } from './tray.ts'
import { type TrayFace, needOfficial, workPage } from './tray-pages.ts'

/** `POST /bandeja/acciones` */
export async function bulkPage(face: TrayFace, request: RouteRequest): Promise<Answer> {
  const actor = needOfficial(request)
  const context = face.context(request)
  const sent = request.body as Sent
  const back = context.link(
    '/bandeja',
    Object.fromEntries(new URLSearchParams(textOf(sent, 'consulta') ?? '')),
  )
  const chosen = listOf(sent, 'caso').flatMap(readChosen)
  try {
    const what = whatIn(sent)
    if (chosen.length === 0 || what === null) return nothingPage(context, back)
    const outcomes = await actInBulk(face, actor, { chosen, what })
    return outcomesPage(context, { outcomes, act: what.act, back, left: chosen.length })
  } catch (error) {
    if (!(error instanceof CaseFilesError)) throw error
    return nothingPage(context, back, describeCaseFilesError(context.t, error))
  }
}

function readChosen(text: string): Chosen[] {
  const [id = '', n] = text.split('.')
  if (!isUuid(id) || (n !== undefined && !/^\d{1,6}$/.test(n))) return []
  return [{ id, n: n === undefined ? null : Number(n) }]
}

/** @throws CaseFilesError no-office, no-post */
function whatIn(sent: Sent): BulkAct | null {
  const act = textOf(sent, 'accion')
  if (act === 'recibir') return { act }
  if (act === 'asignar') return { act, position: postIn(sent) }
  if (act !== 'derivar') return null
  const priority = textOf(sent, 'prioridad') === 'urgent' ? 'urgent' : 'normal'
  const note = textOf(sent, 'nota') ?? ''
  return { act, to: officeIn(sent), motive: motiveIn(sent), note, priority }
}

function nothingPage(context: PageContext, back: string, error: string | null = null): Answer {
  const { t } = context
  const title = t('case-files.tray.bulk-none')
  const body = html`<h1>${title}</h1>
    ${emptyState({
      title: error ?? title,
      body: t('case-files.tray.bulk-none-text'),
      action: linkButton({ label: t('case-files.tray.back'), href: back }),
    })}`
  return workPage(context, { title, body, status: 422 })
}

function outcomesPage(
  context: PageContext,
  {
    outcomes,
    act,
    back,
    left,
  }: { outcomes: Outcome[]; act: BulkAct['act']; back: string; left: number },
): Answer {
  const { t, link } = context
  const failed = outcomes.filter(({ error }) => error !== null).length
  const done = outcomes.length - failed
  const title = t(`case-files.tray.bulk-done.${act}`, { count: done })
  const wordsOf = ({ error }: Outcome): string =>
    error === null
      ? t('case-files.tray.bulk-ok')
      : error instanceof PeopleError
        ? describePeopleError(t, error)
        : describeCaseFilesError(t, error)
  const body = html`<h1>${title}</h1>
    ${
      failed === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.tray.bulk-failed', { count: failed }),
          })
    }
    ${
      left > mostInBulk
        ? notice(context, {
            ...{ kind: 'warning', title: t('case-files.tray.bulk-most', { most: mostInBulk }) },
          })
        : null
    }
    ${table(context, {
      ...{ id: 'outcomes', caption: title, captionHidden: true, stack: true, dense: true },
      columns: [
        { id: 'case', label: t('case-files.receipt.number'), rowHead: true },
        { id: 'outcome', label: t('case-files.tray.outcome') },
      ],
      rows: outcomes.map((each) => ({
        case:
          each.number === null
            ? ''
            : html`<a href="${link(`/bandeja/${each.id}`)}">${each.number}</a>`,
        outcome: wordsOf(each),
      })),
    })}
    ${linkButton({ label: t('case-files.tray.back'), href: back })}`
  return workPage(context, { title, body })
}
