// Makes the version of a staged table: types, checks, repairs, Parquet, statistics, manifest.
import { join } from 'node:path'
import type { Plan, PlannedColumn } from '../checks/context.ts'
import { pointGeometry } from '../checks/coordinates.ts'
import { findKey } from '../checks/keys.ts'
import { findMojibake, repairMojibake } from '../checks/mojibake.ts'
import { checkSchemaDrift, checkUnstableIds } from '../checks/previous.ts'
import { type Naming, nameColumns } from '../infer/column-ids.ts'
import { inferColumns } from '../infer/infer.ts'
import type { IngestOptions } from '../ingest.ts'
import type { Column, ColumnStats, Finding, Manifest, Recipe, Source } from '../model.ts'
import type { Staged } from '../read/staged.ts'
import { guardPrivacy, withoutValues } from '../privacy/guard.ts'
import type { PrivacyReport } from '../privacy/model.ts'
import { recipeWith } from '../privacy/treatments.ts'
import { checkAndRepair } from '../recipe/apply.ts'
import { columnRecipe, hasStep, withStep } from '../recipe/resolve.ts'
import { valuesApart } from '../columns/known-cells.ts'
import { type WrittenColumn, prepareTyped } from '../columns/write-typed.ts'
import { columnBox, pointBox } from './box.ts'
import type { Duck } from './duck.ts'
import { tableStats } from './stats.ts'
import { digestFile, writeParquet } from './write-parquet.ts'

/** West, south, east, north of Peru with its 200 sea miles left out. */
const PERU: [number, number, number, number] = [-81.4, -18.4, -68.6, 0.05]

export async function buildVersion(
  duck: Duck,
  staged: Staged,
  source: Promise<Source>,
  options: IngestOptions,
): Promise<Manifest> {
  const { plan, findings, letters } = await planTable(duck, staged, options)
  options.progress?.({ step: 'checks' })
  const checked = await checkAndRepair(plan, letters.recipe, options.repairs, staged.named)
  findings.push(...checked.findings)
  options.signal?.throwIfAborted()
  options.progress?.({ step: 'privacy' })
  const dropped = await droppedTable(duck, plan)
  const guarded = await guardPrivacy({ plan, options, dropped, points: checked.points })
  const { written } = guarded
  options.signal?.throwIfAborted()
  options.progress?.({ step: 'write' })
  const parquet = join(options.outDir, 'data.parquet')
  const direct = directColumns(plan, written)
  const write =
    plan.cells && direct
      ? await prepareTyped(duck, plan.cells, direct)
      : (path: string) => writeParquet(duck, written.select, path, written.rows)
  const writing = write(parquet)
  // A failure is told where it is waited for.
  writing.catch(() => {})
  options.progress?.({ step: 'stats' })
  // One connection answers one question at a time; our own writing goes on beside it.
  if (!direct) await writing
  const apart = (id: string): string | null => {
    const own = written.direct?.get(id)
    return own && plan.cells?.isDistinct(own.index) === true ? valuesApart(plan.cells, own) : null
  }
  const rowsApart = (id: string): string | null => {
    const own = written.direct?.get(id)
    return own && plan.cells ? valuesApart(plan.cells, own) : null
  }
  const unique = (id: string): boolean => {
    const own = written.direct?.get(id)
    return own !== undefined && plan.cells?.isUnique(own) === true
  }
  const counted = (id: string): ColumnStats | null => {
    const own = written.direct?.get(id)
    const column = written.columns.find((each) => each.id === id)
    return (own && column && plan.cells?.counted(own, column.type)) ?? null
  }
  const asked = { ...written, apart, rowsApart, unique, counted, ready: writing }
  const stats = await tableStats(duck, parquet, asked, (count) => {
    options.progress?.({ step: 'stats', share: count / written.columns.length })
    options.signal?.throwIfAborted()
  }).finally(() => writing.catch(() => {}))
  await writing
  const columns: Column[] = written.columns.map((column, at) => ({ ...column, stats: stats[at]! }))
  const previous = options.previous
  const key = await findKey(duck, parquet, written.rows, columns, options.key, previous?.manifest)
  findings.push(...key.findings)
  if (previous) {
    findings.push(...checkSchemaDrift(columns, previous.manifest))
    const watched = key.key ?? previous.manifest.key
    // A key that was left out, or replaced by pseudonyms, tells nothing about the rows before.
    const there = watched?.every((id) => columns.some((column) => column.id === id)) === true
    if (watched && there && options.mode === 'replace') {
      const unstable = await checkUnstableIds(duck, watched, parquet, columns, previous)
      if (unstable) findings.push(unstable)
    }
  }
  const shape = columns.find(({ type }) => type === 'geometry')
  const ids = new Set(columns.map(({ id }) => id))
  const pointsLeft =
    checked.points && ids.has(checked.points.longitude.id) && ids.has(checked.points.latitude.id)
  const geometry =
    checked.points && pointsLeft
      ? pointGeometry(checked.points)
      : shape
        ? ({ kind: 'geojson', column: shape.id } as const)
        : null
  return {
    format: 'rimaq-table/1',
    rows: written.rows,
    columns,
    key: key.key,
    keyOrigin: key.origin,
    geometry,
    bbox:
      geometry?.kind === 'points'
        ? await pointBox(duck, parquet, geometry)
        : geometry
          ? await columnBox(duck, parquet, geometry.column)
          : null,
    source: await source,
    findings: findings.map((finding) => withoutValues(finding, guarded.hidden)),
    recipe: recipeWith(checked.recipe, guarded.treatments),
    ...(guarded.report && { privacy: guarded.report }),
    parquet: await digestFile(parquet),
  }
}

/** The columns to write, where each is made of nothing but its own cells. */
function directColumns(
  { cells }: Plan,
  { columns, direct }: Awaited<ReturnType<typeof guardPrivacy>>['written'],
): WrittenColumn[] | null {
  if (cells === null || direct === null) return null
  const list = columns.flatMap((column) => {
    const own = direct.get(column.id)
    return own ? [{ ...column, ...own }] : []
  })
  return list.length === columns.length ? list : null
}

/** Types and names of the columns, letters repaired. */
async function planTable(
  duck: Duck,
  staged: Staged,
  options: IngestOptions,
): Promise<{
  plan: Plan
  findings: Finding[]
  letters: Awaited<ReturnType<typeof settleLetters>>
}> {
  const given = options.recipe ?? { steps: [] }
  const letters = await settleLetters(duck, staged, given, options)
  const findings: Finding[] = [...staged.findings, ...letters.findings]
  options.progress?.({ step: 'types' })
  const recipes = letters.names.map(({ id, name }) => columnRecipe(given, id, name))
  const cells = staged.cells !== undefined && !letters.changed ? staged.cells : null
  const inferred = await inferColumns({
    duck,
    cells,
    rows: staged.rows,
    commaLikely: staged.source.dialect?.delimiter === ';',
    columns: letters.names.map(({ name }, index) => ({
      name,
      declared: staged.declared[index],
      ...(options.repairs !== 'none' && {
        recipe: recipes[index]!.type,
        nullWords: recipes[index]!.nullWords,
      }),
    })),
  })
  const plan: Plan = {
    duck,
    cells,
    rows: staged.rows,
    rowOf: staged.rowOf,
    territory: options.territory ?? PERU,
    findings,
    dropped: new Map(),
    columns: letters.names.map((naming, index) => planColumn(naming, index, inferred[index]!)),
  }
  return { plan, findings, letters }
}

/** What in a staged table points to people, as it would be published without any recipe. */
export async function inspectOnly(
  duck: Duck,
  staged: Staged,
  given: IngestOptions,
): Promise<PrivacyReport> {
  const { privacy, territory, signal } = given
  const options: IngestOptions = {
    ...given,
    mode: 'replace',
    repairs: 'recipe',
    recipe: { steps: [] },
    privacy: { secret: '', ...privacy, mode: 'propose' },
    ...(territory && { territory }),
    ...(signal && { signal }),
  }
  delete options.previous
  delete options.progress
  const { plan, letters } = await planTable(duck, staged, options)
  const checked = await checkAndRepair(plan, letters.recipe, options.repairs, staged.named)
  const dropped = await droppedTable(duck, plan)
  const { report } = await guardPrivacy({ plan, options, dropped, points: checked.points })
  return report ?? { about: 'things', findings: [], steps: [] }
}

function planColumn(
  naming: Naming,
  index: number,
  inferred: PlannedColumn['inferred'],
): PlannedColumn {
  const { type, decimal, format, sql } = inferred
  return {
    ...naming,
    index,
    type,
    ...(decimal && { decimal }),
    ...(format !== undefined && { format }),
    sql,
    dropped: false,
    inferred,
  }
}

/** Garbled letters in headings and cells, before anything is named or typed. */
async function settleLetters(
  duck: Duck,
  staged: Staged,
  given: Recipe,
  options: IngestOptions,
): Promise<{ names: Naming[]; findings: Finding[]; recipe: Recipe; changed: boolean }> {
  const previous = options.previous?.manifest.columns
  const step = { do: 'fix-mojibake' } as const
  const repair = options.repairs === 'all' || (options.repairs === 'recipe' && hasStep(given, step))
  const heads = staged.heads.map((head) => repairMojibake(head))
  const names = nameColumns(repair ? heads : staged.heads, previous)
  const findings: Finding[] = []
  const garbledHead = staged.heads.findIndex((head, index) => head !== heads[index])
  if (garbledHead >= 0) {
    findings.push({
      code: 'mojibake',
      severity: 'warning',
      column: names[garbledHead]!.id,
      count: 1,
      detail: { example: staged.heads[garbledHead]!, repaired: heads[garbledHead]!, heading: true },
      repair: step,
      ...(repair && { repaired: true }),
    })
  }
  const texts = [...staged.heads.keys()].filter((at) => typeof staged.declared[at] !== 'object')
  const cells = staged.suspicious
    ? await findMojibake(duck, texts, repair, staged.cells ?? null)
    : []
  for (const { index, count, rowids, example, repaired, lost } of cells) {
    findings.push({
      code: 'mojibake',
      severity: 'warning',
      column: names[index]!.id,
      rows: rowids.map((rowid) => staged.rowOf(rowid)),
      count,
      detail: lost ? { example, lost } : { example, repaired },
      ...(!lost && { repair: { ...step, column: names[index]!.id } }),
      ...(!lost && repair && { repaired: true }),
    })
  }
  const recipe = repair && findings.some(({ repaired }) => repaired) ? withStep(given, step) : given
  return { names, findings, recipe, changed: repair && cells.length > 0 }
}

/** Names the rowids left out as a table; null where there are none. */
async function droppedTable(duck: Duck, plan: Plan): Promise<string | null> {
  const out = [...plan.dropped.values()].flat()
  if (out.length === 0) return null
  await duck.run(
    `CREATE TEMP TABLE dropped_rows AS SELECT unnest([${out.join(', ')}])::BIGINT AS r`,
  )
  return 'dropped_rows'
}
