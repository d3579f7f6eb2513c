// Judge: Arrow reads the Parquet files that we write ourselves, and finds in them what the CSV says.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ingest } from '@rimaq/tables/build'
import { python, releases } from './python.ts'
import type { Bench, Verdict } from './verdict.ts'

const tool = `pyarrow ${releases.pyarrow} (PyPI)`
const ROWS = 40_000

/** Every type, with and without gaps, with few and with many different cells, in several row groups. */
function text(): string {
  const lines = ['id,codigo,veces,monto,razon,fecha,momento,hora,activo,distrito,nota,pocas']
  for (let row = 0; row < ROWS; row++) {
    const day = new Date(Date.UTC(2019, 0, 1 + (row % 1200))).toISOString().slice(0, 10)
    const minute = String(row % 60).padStart(2, '0')
    const gap = (every: number, cell: string): string => (row % every === 0 ? '' : cell)
    lines.push(
      [
        String(row * 7 - 5000),
        String((row * 7919) % 1_000_003).padStart(7, '0'),
        gap(11, String((row % 300) - 100)),
        gap(13, ((row % 9773) / 100 - 20).toFixed(2)),
        `${((row * 31) % 20_011) / 1e3}e${(row % 5) - 2}`,
        gap(17, day),
        `${day} 10:${minute}:0${row % 7}`,
        gap(5, `23:${minute}:59`),
        gap(3, row % 2 === 0 ? 'si' : 'no'),
        gap(4, ['LIMA', 'ÑAÑA', 'JESÚS MARÍA'][row % 3]!),
        row % 97 === 0 ? `"dice ""${row}"", y coma"` : `nota ${row}`,
        row < 30_000 ? '' : 'al final',
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}

/** Reads both files; every cell is compared, and the least and greatest value of every row group. */
const script = `
import csv, sys, json
from datetime import date, datetime, time
from decimal import Decimal
import pyarrow.parquet as pq, pyarrow.compute as pc
made = {
  'id': int, 'codigo': str, 'veces': int, 'monto': Decimal, 'razon': float,
  'fecha': date.fromisoformat, 'momento': datetime.fromisoformat, 'hora': time.fromisoformat,
  'activo': lambda cell: cell == 'si', 'distrito': str, 'nota': str, 'pocas': str,
}
file = pq.ParquetFile(sys.argv[1])
table = file.read()
table.validate(full=True)
assert file.metadata.created_by == 'Rimaq', file.metadata.created_by
rows = list(csv.DictReader(open(sys.argv[2], encoding='utf-8', newline='')))
equal = cells = 0
for name, make in made.items():
    found = table.column(name).to_pylist()
    for row, value in zip(rows, found, strict=True):
        cells += 1
        equal += value == (None if row[name] == '' else make(row[name]))
cells += len(rows)
equal += sum(a == b for a, b in zip(table.column('_id').to_pylist(), range(1, len(rows) + 1)))
bounds = right = 0
for group in range(file.num_row_groups):
    part = file.read_row_group(group)
    for at, name in enumerate(part.column_names):
        statistics = file.metadata.row_group(group).column(at).statistics
        column = part.column(name)
        right += statistics.null_count == column.null_count
        bounds += 1
        if not statistics.has_min_max: continue
        low = pc.min_max(column)
        right += statistics.min == low['min'].as_py() and statistics.max == low['max'].as_py()
        bounds += 1
print(json.dumps({'cells': cells, 'equal': equal, 'groups': file.num_row_groups,
  'bounds': bounds, 'right': right, 'types': [str(field.type) for field in table.schema]}))
`

export async function judgeParquet({ folder }: Bench): Promise<Verdict[]> {
  const base = { judge: 'Arrow', tool, notes: [] as string[] }
  const what = 'Parquet of a version written by us: every cell, types, statistics of row groups'
  const env = await python()
  if (typeof env === 'string') return [{ ...base, what, result: 'absent', figures: env }]
  const outDir = join(folder, 'parquet')
  mkdirSync(outDir, { recursive: true })
  const csv = join(outDir, 'original.csv')
  writeFileSync(csv, text())
  await ingest({
    ...{ path: csv, name: 'original.csv', outDir, temp: outDir },
    ...{ mode: 'replace', repairs: 'none', limits: { byColumns: 0 } },
  })
  const parquet = join(outDir, 'data.parquet')
  const ran = await env.run('python', ['-c', script, parquet, csv])
  const said = ran.code === 0 ? (JSON.parse(ran.stdout) as Record<string, number>) : null
  const good = said !== null && said['cells'] === said['equal'] && said['bounds'] === said['right']
  const control = join(outDir, 'changed.parquet')
  const bytes = readFileSync(parquet)
  // A byte of a page in the middle of the file.
  bytes[bytes.length >> 1]! ^= 0x55
  writeFileSync(control, bytes)
  const changed = await env.run('python', ['-c', script, control, csv])
  const after = changed.code === 0 ? (JSON.parse(changed.stdout) as Record<string, number>) : null
  const noticed = after === null || after['cells'] !== after['equal']
  return [
    {
      ...{ ...base, what, result: good ? 'passed' : 'failed' },
      figures:
        said === null
          ? (ran.stderr.trim().split('\n').at(-1) ?? 'no answer')
          : `${said['equal']} of ${said['cells']} cells in ${said['groups']} row groups, ${said['right']} of ${said['bounds']} statistics`,
      notes: good ? [] : [`types: ${String(said?.['types'])}`],
    },
    {
      ...base,
      what: 'control: one byte of a page changed',
      // A reader that reads nothing notices nothing.
      result: good && noticed ? 'passed' : 'failed',
      figures: good && noticed ? 'noticed' : 'not noticed',
    },
  ]
}
