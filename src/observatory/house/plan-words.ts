// Says what stands in plan and portfolio in a sentence: an action, and what comes next in a project.
import type { PageContext } from '#pages'
import { dayWords } from './house-words.ts'
import type { CellValue, Sheet } from './sheet.ts'

/** Good or service, attribute and users: how CEPLAN words an action. */
export function actionWords({ content }: Sheet): string {
  return [content['good'], content['attribute'], content['users']].map(String).join(' ')
}

/** The milestone that comes next; of a stopped project, why it was stopped. */
export function nextOf(context: PageContext, content: Sheet['content']): string {
  const rows = (field: string): readonly (readonly CellValue[])[] =>
    (content[field] as readonly (readonly CellValue[])[] | undefined) ?? []
  if (content['stage'] === 'stopped') {
    const [, , reason] = rows('decisions').findLast(([, decision]) => decision === 'stop') ?? []
    return String(reason ?? '')
  }
  const open = rows('milestones').filter(([, , done]) => done === null || done === undefined)
  const [next] = open.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  return next === undefined ? '' : `${dayWords(context, String(next[0]))}: ${String(next[1])}`
}
