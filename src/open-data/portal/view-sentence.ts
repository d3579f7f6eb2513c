// Says in one sentence what a view of a table shows: for link previews, search engines and print.
import { inWords } from './portal.ts'
import type { Exploring } from './explore-page.ts'
import { measureLabel } from './explore-forms.ts'
import { sentence } from './filter-forms.ts'

/** "Número de filas por DISTRITO. Filtros: AÑO es igual a 2023. Delitos 2019-2023, 12 000 filas." */
export function viewSentence(exploring: Exploring): string {
  const { context, state, found } = exploring
  const { t, locale, lang } = context
  const { columns } = found.version.manifest
  const named = (id: string | undefined): string =>
    columns.find((column) => column.id === id)?.name ?? ''
  const filters = [
    ...(state.words ? [`«${state.words}»`] : []),
    ...state.filters.map((filter) => sentence(context, filter, columns)),
  ]
  const grouped =
    state.group && (state.view === 'chart' || state.view === 'summary')
      ? t('open-data.explore.sentence.group', {
          measure: measureLabel(context, state.measure.fn, named(state.measure.column)),
          group: [named(state.group), ...(state.split ? [named(state.split)] : [])].join(', '),
        })
      : null
  return [
    grouped,
    filters.length > 0
      ? t('open-data.explore.sentence.filters', { filters: filters.join('; ') })
      : null,
    t('open-data.explore.sentence.table', {
      title: inWords(found.dataset.title, lang),
      rows: t('open-data.explore.total', { count: found.version.rows }),
      date: locale.date(lang, found.version.created),
    }),
  ]
    .filter((part) => part !== null)
    .join(' ')
}
