// The boxes by which a filer keeps documents, or the answers of the form, from the other parties of the case.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, checkboxes } from '#pages'
import type { FiledFile } from '../filing/store-filings.ts'
import { answersPlace } from '../parties/secrets.ts'

export function secretBoxes(
  context: PageContext,
  given: {
    files: readonly FiledFile[]
    marked: ReadonlySet<number>
    /** Whether the answers of the form can be kept too. Default: yes. */
    answers?: boolean
    /** Of the boxes, where the page has others. */
    id?: string
  },
): Html {
  const { t } = context
  const { files, marked, answers = true, id } = given
  return html`${checkboxes(context, {
    ...(id === undefined ? {} : { id }),
    ...{ name: 'reservado', label: t('case-files.secrets.which'), required: false },
    hint: t('case-files.secrets.text'),
    values: [...marked].map(String),
    options: [
      ...files.map(({ position, name }) => ({ value: String(position), label: name })),
      ...(answers ? [{ value: String(answersPlace), label: t('case-files.secrets.answers') }] : []),
    ],
  })}`
}
