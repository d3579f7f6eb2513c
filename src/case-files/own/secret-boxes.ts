// The boxes by which a filer keeps documents, or the answers of the form, from the other parties of the case.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, checkboxes } from '#pages'
import type { FiledFile } from '../filing/store-filings.ts'
import { answersPlace } from '../parties/secrets.ts'

export function secretBoxes(
  context: PageContext,
  { files, marked }: { files: readonly FiledFile[]; marked: ReadonlySet<number> },
): Html {
  const { t } = context
  return html`${checkboxes(context, {
    ...{ name: 'reservado', label: t('case-files.secrets.which'), required: false },
    hint: t('case-files.secrets.text'),
    values: [...marked].map(String),
    options: [
      ...files.map(({ position, name }) => ({ value: String(position), label: name })),
      { value: String(answersPlace), label: t('case-files.secrets.answers') },
    ],
  })}`
}
