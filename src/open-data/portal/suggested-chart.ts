// Draws on the dataset page the chart that the profiles of the columns promise most of.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '#pages'
import { TableError } from '@rimaq/tables'
import type { AggregateAnswer, TableFiles, Tables } from '@rimaq/tables'
import { suggestCharts } from './column-roles.ts'
import type { Suggestion } from './column-roles.ts'
import { measureLabel } from './explore-forms.ts'
import { groupChart } from './group-chart.ts'
import { datasetPath, tableParameters } from './portal.ts'
import type { FoundTable, Portal } from './portal.ts'
import { aggregateQuery, readViewState, writeViewState } from './view-state.ts'
import type { ViewState } from './view-state.ts'

/** Milliseconds a page waits for a picture it can do without. */
const patience = 2000
const mostKept = 200

/** Versions never change, so an answer holds as long as its table's engine. */
const kept = new WeakMap<Tables, Map<string, AggregateAnswer>>()

/** A section with one chart and the way to more; null where nothing stands out or it takes long. */
export async function suggestedChart(
  portal: Portal,
  context: PageContext,
  found: FoundTable,
  files: TableFiles,
): Promise<Html | null> {
  const suggestions = suggestCharts(files.manifest)
  const [first] = suggestions
  if (!first) return null
  try {
    const answer = await answered(portal.tables, found, files, first)
    if (answer.rows.length < 2) return null
    const { t } = context
    return html`<section>
      <h2>${t('open-data.dataset.chart')}</h2>
      ${groupChart(context, found, {
        group: first.group,
        label: labelled(context, files, first),
        fn: first.measure.fn,
        chart: first.chart,
        rows: answer.rows,
        id: 'dataset-chart',
        most: 12,
      })}
      <p>
        ${t('open-data.dataset.chart.more')}
        ${suggestions.map(
          (suggestion, index) =>
            html`${index > 0 ? ' · ' : ''}<a href="${address(context, found, suggestion)}"
                >${labelled(context, files, suggestion)}, ${suggestion.group.name}</a
              >`,
        )}
      </p>
    </section>`
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return null
  }
}

async function answered(
  tables: Tables,
  found: FoundTable,
  files: TableFiles,
  suggestion: Suggestion,
): Promise<AggregateAnswer> {
  const answers = kept.get(tables) ?? new Map<string, AggregateAnswer>()
  kept.set(tables, answers)
  const known = answers.get(found.version.id)
  if (known) return known
  const query = aggregateQuery(stateOf(suggestion), files.manifest.columns, 2000)
  if (!query) return { columns: [], rows: [] }
  const answer = await tables.aggregate(files, query, { time: patience })
  const [oldest] = answers.keys()
  if (answers.size >= mostKept && oldest !== undefined) answers.delete(oldest)
  answers.set(found.version.id, answer)
  return answer
}

function stateOf(suggestion: Suggestion): ViewState {
  const { state } = readViewState({}, [])
  return { ...state, view: 'chart', group: suggestion.group.id, measure: suggestion.measure }
}

function labelled(context: PageContext, files: TableFiles, { measure }: Suggestion): string {
  const column = measure.fn === 'sum' ? measure.column : ''
  const name = files.manifest.columns.find(({ id }) => id === column)?.name ?? ''
  return measureLabel(context, measure.fn, name)
}

function address(context: PageContext, found: FoundTable, suggestion: Suggestion): string {
  const parameters = Object.fromEntries(writeViewState(stateOf(suggestion)))
  return context.link(datasetPath(found.dataset, 'explore'), {
    ...tableParameters(found),
    ...parameters,
  })
}
