// One SELECT over the tables of a dataset: the question, its answer as a table, or why it has none.
import { html, type Html } from '@rimaq/markup'
import { button, notice, table, textArea } from '#pages'
import type { PageContext } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import type { Dataset, Resource } from '#datasets'
import { TableError, describeTableError } from '@rimaq/tables'
import type { SqlAnswer } from '@rimaq/tables'
import { cell, isNumeric } from './cells.ts'
import { datasetPath, findDataset, inWords, page, trailTo } from './portal.ts'
import type { Portal } from './portal.ts'
import { answerSql } from './sql-answer.ts'

const shownRows = 500

interface Asked {
  sql: string
  answer: SqlAnswer | null
  /** Why there is none, in words. */
  failure: string | null
}

/** `/dataset/{slug}/sql?sql=…`: the address holds the question, so an answer can be shared. */
export async function sqlPage(portal: Portal, request: RouteRequest): Promise<Answer> {
  const context = portal.context(request)
  const dataset = await findDataset(portal, request.params.slug ?? '')
  const sql = typeof request.query.sql === 'string' ? request.query.sql.trim() : ''
  const asked = await ask(portal, dataset, sql, request)
  const title = context.t('open-data.sql.title')
  return page(context, {
    title: `${title} · ${inWords(dataset.title, context.lang)}`,
    kind: 'work',
    section: 'data',
    noindex: true,
    breadcrumbs: trailTo(context, dataset, title),
    body: body(context, portal, dataset, asked),
  })
}

async function ask(
  portal: Portal,
  dataset: Dataset,
  sql: string,
  request: RouteRequest,
): Promise<Asked> {
  if (sql === '') return { sql, answer: null, failure: null }
  try {
    const answer = await answerSql(portal, dataset, { sql, limit: shownRows }, request.signal)
    return { sql, answer, failure: null }
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    const lang = request.lang === 'en' ? 'en' : 'es'
    return { sql, answer: null, failure: describeTableError(error, lang) }
  }
}

function body(context: PageContext, portal: Portal, dataset: Dataset, asked: Asked): Html {
  const { t } = context
  const tables = dataset.resources.filter(({ version }) => version !== null)
  const sql = asked.sql === '' ? firstQuestion(tables[0]) : asked.sql
  return html`<h1>${t('open-data.sql.title')}</h1>
    <p class="lead">${t('open-data.sql.lead', { seconds: Math.round(portal.queryTime / 1000) })}</p>
    <form class="form sql-form" method="get" action="${datasetPath(dataset, 'sql')}">
      ${context.lang === 'es' ? null : html`<input type="hidden" name="lang" value="${context.lang}" />`}
      ${textArea(context, {
        name: 'sql',
        label: t('open-data.sql.label'),
        value: sql,
        rows: 6,
        maxlength: 20_000,
      })}
      <div class="button-row">${button({ label: t('open-data.sql.run') })}</div>
    </form>
    ${
      asked.failure
        ? notice(context, {
            kind: 'error',
            title: t('open-data.sql.failed'),
            body: asked.failure,
            live: true,
          })
        : null
    }
    ${asked.answer ? result(context, dataset, asked.answer, asked.sql) : null}
    <h2>${t('open-data.sql.examples')}</h2>
    <ul>
      ${examples(context, tables[0]).map(
        ({ label, sql: example }) =>
          html`<li>
            <a href="${context.link(datasetPath(dataset, 'sql'), { sql: example })}">${label}</a>
          </li>`,
      )}
    </ul>
    <h2>${t('open-data.sql.notes')}</h2>
    <ul>
      <li>${t('open-data.sql.note.zero')}</li>
      <li>${t('open-data.sql.note.whole')}</li>
    </ul>
    <h2>${t('open-data.sql.tables')}</h2>
    ${tables.map((resource) => tableNote(context, resource))}`
}

function result(context: PageContext, dataset: Dataset, answer: SqlAnswer, sql: string): Html {
  const { t, link } = context
  return html`<section class="flow" aria-live="polite">
    ${
      answer.truncated
        ? notice(context, {
            kind: 'warning',
            title: t('open-data.sql.truncated', { count: answer.rows.length }),
          })
        : null
    }
    ${table(context, {
      id: 'sql-result',
      caption: t('open-data.sql.result', { count: answer.rows.length }),
      dense: true,
      columns: answer.columns.map(({ name, type }, index) => ({
        id: String(index),
        label: name,
        kind: isNumeric(type) ? 'number' : 'text',
      })),
      rows: answer.rows.map((row) =>
        Object.fromEntries(
          answer.columns.map((column, index) => [
            String(index),
            cell(context, row[index] ?? null, column),
          ]),
        ),
      ),
    })}
    ${
      answer.rows.length > 0
        ? html`<p>
            <a href="${link(datasetPath(dataset, 'sql.csv'), { sql })}" download
              >${t('open-data.sql.download')}</a
            >
          </p>`
        : null
    }
  </section>`
}

function tableNote(context: PageContext, resource: Resource): Html {
  const columns = resource.version?.manifest.columns ?? []
  return html`<h3><code>${quoted(resource.name)}</code></h3>
    <p class="quiet">
      ${columns.map(
        ({ id, type }, index) =>
          html`${index > 0 ? ' · ' : ''}<code>${id}</code> ${context.t(`open-data.type.${type}`)}`,
      )}
    </p>`
}

function examples(
  context: PageContext,
  resource: Resource | undefined,
): { label: string; sql: string }[] {
  if (!resource?.version) return []
  const { t } = context
  const few = resource.version.manifest.columns
    .filter(({ type, stats }) => type === 'text' && stats.distinct > 1)
    .toSorted((a, b) => a.stats.distinct - b.stats.distinct)[0]
  const first = { label: t('open-data.sql.example.first'), sql: firstQuestion(resource) }
  if (!few) return [first]
  const name = quoted(few.id)
  const sql = `SELECT ${name}, count(*) AS filas\nFROM ${quoted(resource.name)}\nGROUP BY ${name}\nORDER BY filas DESC\nLIMIT 50`
  return [first, { label: t('open-data.sql.example.count'), sql }]
}

function firstQuestion(resource: Resource | undefined): string {
  return resource ? `SELECT *\nFROM ${quoted(resource.name)}\nLIMIT 20` : ''
}

/** A name as SQL writes it; quoted only where it must be. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
