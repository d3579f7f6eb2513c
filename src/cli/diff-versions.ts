// `rimaq diff`: shows which rows and cells differ between two versions.
import type { Cell, Diff } from '@rimaq/tables'
import { findVersion } from './find-version.ts'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

function versionNumber(word: string): number {
  const number = /^v?(\d+)$/.exec(word)?.[1]
  if (number === undefined) throw new UsageError('version-number', { word })
  return Number(number)
}

async function run(call: VerbCall): Promise<number> {
  const [name = '', a = '', b = ''] = call.operands
  const [from, to] = [versionNumber(a), versionNumber(b)]
  const limit = call.number('limit', 0) ?? 20
  const shop = await openShop(call)
  try {
    const resource = call.text('resource')
    const before = await findVersion(shop.shelf, name, { resource, number: from })
    const after = await findVersion(shop.shelf, name, { resource, number: to })
    const [old, now] = [
      await shop.shelf.files(before.version),
      await shop.shelf.files(after.version),
    ]
    const key = call.list('key')
    const options = { limit, ...(key === undefined ? {} : { key }) }
    const diff = await shop.tables.diff(old, now, options)
    call.out.write(call.json ? `${JSON.stringify(diff)}\n` : words(call, diff))
    return exit.fine
  } finally {
    await shop.close()
  }
}

const show = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? '–' : String(cell).replace(/\p{Cc}+/gu, '␤')

function words({ t }: VerbCall, diff: Diff): string {
  const { key, added, removed, changed, unchanged, cells } = diff
  const lines = [t('cli.diff.counts', { added, removed, changed, unchanged, cells })]
  lines.push(t('cli.diff.key', { key: key.join(', ') }))
  if (diff.unstable) lines.push(t('cli.diff.unstable'))
  for (const kind of ['added', 'removed', 'retyped'] as const) {
    const columns = diff.columns[kind]
    if (columns.length > 0)
      lines.push(t(`cli.diff.columns.${kind}`, { columns: columns.join(', ') }))
  }
  const marks = { added: '+', removed: '-', changed: '~' }
  for (const row of diff.rows) {
    lines.push(`${marks[row.kind]} ${row.key.map(show).join(' · ')}`)
    if (row.kind !== 'changed') continue
    for (const [column, { before, after }] of Object.entries(row.cells)) {
      lines.push(`    ${column}: ${show(before)} → ${show(after)}`)
    }
  }
  const rest = added + removed + changed - diff.rows.length
  if (rest > 0) lines.push(t('cli.diff.rest', { count: rest }))
  return `${lines.join('\n')}\n`
}

export const diffVersions: Verb = {
  name: 'diff',
  operands: ['table', 'before', 'after'],
  options: {
    resource: { type: 'string', short: 'r', value: 'NAME' },
    key: { type: 'string', value: 'A,B' },
    limit: { type: 'string', short: 'n', value: 'N' },
  },
  run,
}
