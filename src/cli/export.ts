// `rimaq export`: writes a published table to a file or to the standard output, in any format.
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportFormat, ExportOptions } from '@rimaq/tables'
import { findVersion } from './find-version.ts'
import { openShop } from './open-shop.ts'
import { columnId, readConditions, readSort } from './read-conditions.ts'
import { progressOn } from './show-progress.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

const formats: ExportFormat[] = ['csv', 'tsv', 'json', 'ndjson', 'xlsx', 'parquet', 'geojson']

/** By option, else by the ending of the file. */
function formatOf(call: VerbCall): ExportFormat {
  const word = call.text('format') ?? extname(call.text('output') ?? 'x.csv').slice(1)
  const format = formats.find((each) => each === word.toLowerCase())
  if (format !== undefined) return format
  throw new UsageError('choice', { option: '--format', word, choices: formats.join(', ') })
}

async function run(call: VerbCall): Promise<number> {
  const [name = ''] = call.operands
  const format = formatOf(call)
  const output = call.text('output')
  const shop = await openShop(call)
  const progress = progressOn(call.err)
  try {
    const { version, dataset } = await findVersion(shop.shelf, name, {
      resource: call.text('resource'),
      number: call.number('version', 1),
    })
    const table = await shop.shelf.files(version)
    const { columns } = table.manifest
    const where = readConditions(columns, call.texts('where'))
    const options: ExportOptions = {
      format,
      heads: call.has('ids') ? 'ids' : 'names',
      bom: call.has('bom'),
      query: {
        sort: readSort(columns, call.list('sort') ?? []),
        ...(where === undefined ? {} : { where }),
        ...(call.has('columns')
          ? { columns: (call.list('columns') ?? []).map((word) => columnId(columns, word)) }
          : {}),
      },
    }
    let bytes = 0
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of await shop.tables.export(table, options)) {
        bytes += chunk.length
        progress.step(call.t('cli.export.progress', { bytes }))
        yield chunk
      }
    }
    await write(Readable.from(counted(), { objectMode: false }), output, call.out)
    progress.end()
    if (output !== undefined) {
      const report = { dataset: dataset.slug, version: version.number, format, output, bytes }
      call.out.write(
        call.json ? `${JSON.stringify(report)}\n` : `${call.t('cli.export.done', report)}\n`,
      )
    }
    return exit.fine
  } finally {
    progress.end()
    await shop.close()
  }
}

/** A file appears under its name only when it is whole. */
async function write(
  bytes: Readable,
  output: string | undefined,
  out: NodeJS.WritableStream,
): Promise<void> {
  if (output === undefined) return pipeline(bytes, out, { end: false })
  const partial = `${output}.${process.pid}.part`
  try {
    await pipeline(bytes, createWriteStream(partial))
    await rename(partial, output)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {})
    const { code, syscall } = error as NodeJS.ErrnoException
    const ofOutput = typeof code === 'string' && syscall !== undefined
    if (!ofOutput) throw error
    throw new UsageError('output', { file: output, reason: code }, { cause: error })
  }
}

export const exportTable: Verb = {
  name: 'export',
  operands: ['table'],
  options: {
    format: { type: 'string', short: 'f', value: formats.join('|') },
    output: { type: 'string', short: 'o', value: 'FILE' },
    where: { type: 'string', short: 'w', value: 'COLUMN=VALUE', multiple: true },
    columns: { type: 'string', short: 'c', value: 'A,B' },
    sort: { type: 'string', value: 'A,-B' },
    ids: { type: 'boolean' },
    bom: { type: 'boolean' },
    resource: { type: 'string', short: 'r', value: 'NAME' },
    version: { type: 'string', value: 'N' },
  },
  run,
}
