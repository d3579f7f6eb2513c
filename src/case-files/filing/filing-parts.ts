// What the pages of filing share: their frame, the table of files, the list of answers.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, badge, button, layout, summaryList, table } from '#pages'
import type { Answer, Translate } from '#platform'
import {
  type ProcedureContent,
  type Requirement,
  requirementsFor,
  wordsOf,
} from '../catalogue/procedure.ts'
import type { Filer } from './filer.ts'
import { type Answers, fieldsOf } from './form-answers.ts'
import type { CaseFile, FiledFile } from './store-filings.ts'

/** What stands in the boxes, as it was sent. */
export type Sent = Readonly<Record<string, unknown>>

/** The text of one box; null where nothing was sent. */
export const textOf = (sent: Sent, name: string): string | null =>
  typeof sent[name] === 'string' ? sent[name] : null

/** A page that no cache keeps and no search engine lists. */
export function filingPage(
  context: PageContext,
  parts: {
    title: string
    body: Html
    trail?: { label: string; href?: string }[]
    scripts?: string[]
  },
  more: Partial<Answer> = {},
): Answer {
  const { title, body, trail = [], scripts = [] } = parts
  const { t, link } = context
  return {
    cache: 'no-store',
    // The key in the address is for nobody else; `no-referrer` would make forms look foreign.
    headers: { 'referrer-policy': 'same-origin' },
    body: layout(context, {
      ...{ title, body, section: 'procedures', noindex: true, styles: ['case-files.css'], scripts },
      breadcrumbs: [{ label: t('case-files.catalogue.title'), href: link('/tramites') }, ...trail],
    }),
    ...more,
  }
}

/** Files with their hashes; `remove` is the address of the draft they can be taken from. */
export function filesTable(
  context: PageContext,
  parts: { files: readonly FiledFile[]; content: ProcedureContent; remove?: string },
): Html {
  const { t, lang, locale, link } = context
  const { files, content, remove } = parts
  const of = (id: string): string => {
    const found = content.requirements.find((each) => each.id === id)
    return found === undefined ? t('case-files.draft.other') : wordsOf(found.text, lang)
  }
  return table(context, {
    id: 'files',
    caption: t('case-files.draft.attached'),
    stack: true,
    columns: [
      { id: 'name', label: t('case-files.draft.name'), rowHead: true },
      { id: 'for', label: t('case-files.draft.for') },
      { id: 'bytes', label: t('case-files.draft.size'), kind: 'number' },
      { id: 'hash', label: 'SHA-256' },
      ...(remove === undefined ? [] : [{ id: 'remove', label: t('case-files.draft.remove') }]),
    ],
    rows: files.map((file) => ({
      name: html`${file.name} ${scanMark(context, file)}`,
      for: of(file.requirement),
      bytes: locale.bytes(lang, file.bytes),
      hash: html`<code class="hash">${file.sha256}</code>`,
      ...(remove === undefined
        ? {}
        : {
            remove: html`<form method="post" action="${link(`${remove}/quitar`)}">
              <input type="hidden" name="position" value="${file.position}" />
              ${button({ label: t('case-files.draft.remove-one', { name: file.name }), kind: 'secondary' })}
            </form>`,
          }),
    })),
  })
}

/** What the virus scanner said, where that is something. */
export function scanMark({ t }: PageContext, { scan }: Pick<FiledFile, 'scan'>): Html | null {
  if (scan === undefined || scan === null) return null
  return badge({ label: t(`case-files.scan.${scan}`), kind: scan === 'infected' ? 'bad' : 'warn' })
}

/** Who files and what was answered. */
export function answersList(
  { t }: PageContext,
  { filer, answers, content }: { filer: Filer; answers: Answers; content: ProcedureContent },
): Html {
  return summaryList([
    { label: t('case-files.filing.name'), value: filer.name },
    { label: filer.document, value: filer.number },
    { label: t('case-files.filing.email'), value: filer.email },
    { label: t('case-files.filing.address'), value: filer.address },
    { label: t('case-files.filing.for'), value: filer.onBehalfOf },
    ...fieldsOf(content).map(({ name, title }) => {
      // Asked again by a form that knows no filer, it is not told twice.
      const told = answers[name] === filer.number && title === filer.document
      return { label: title, value: told ? null : answerWords(t, answers[name]) }
    }),
  ])
}

/** An answer as a summary shows it; null where there is none. */
export function answerWords(t: Translate, answer: Answers[string] | undefined): string | null {
  if (answer === undefined) return null
  return typeof answer === 'boolean'
    ? t(`case-files.answer.${answer ? 'yes' : 'no'}`)
    : String(answer)
}

/** How paper came, as rows of a summary; none for what people filed themselves. */
export function paperRows(
  { t, lang, locale }: PageContext,
  { paper }: Pick<CaseFile, 'paper'>,
): { label: string; value: string }[] {
  if (paper === null) return []
  const { sheets, original, handedIn, reason } = paper
  return [
    {
      label: t('case-files.paper.channel'),
      value: t(`case-files.paper.came-${original}`, { count: sheets }),
    },
    ...(handedIn === null
      ? []
      : [
          {
            label: t('case-files.paper.time'),
            value: `${locale.dateTime(lang, new Date(handedIn))}: ${reason ?? ''}`,
          },
        ]),
  ]
}

/** Number as it stands on the receipt: `2026-000123`. */
export function shownNumber({ year, number }: Pick<CaseFile, 'year' | 'number'>): string {
  return `${year}-${String(number).padStart(6, '0')}`
}

/** Documents that these answers call for and nobody attached. */
export function missingDocuments({
  content,
  answers,
  files,
}: Pick<CaseFile, 'content' | 'answers' | 'files'>): Requirement[] {
  return requirementsFor(content, answers).filter(
    ({ id, optional, kind }) =>
      kind === 'document' && optional !== true && !files.some((each) => each.requirement === id),
  )
}
