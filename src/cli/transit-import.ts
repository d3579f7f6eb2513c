// `rimaq transit import`: a GTFS feed as tables of the portal, which Vive shows on its map and in words.
import { importFeed } from '#visit'
import { openShop } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

/** Flags that are written out one by one; of the others the number. */
const mostFlags = 20

async function run(call: VerbCall): Promise<number> {
  const [from = ''] = call.operands
  const source = call.text('source') ?? ''
  if (!/^https?:\/\//.test(source)) throw new UsageError('agenda-source')
  const shop = await openShop(call)
  try {
    const today = shop.now().toISOString().slice(0, 10)
    const said = { source, checked: today, confidence: 'media' } as const
    const done = await importFeed(shop.shelf, from, { ...said, today, bbox: shop.bbox })
    for (const { code, ...flag } of done.flags.slice(0, mostFlags)) {
      call.err.write(`${call.t(`cli.transit-import.flag.${code}`, flag)}\n`)
    }
    const more = done.flags.length - mostFlags
    if (more > 0) call.err.write(`${call.t('cli.transit-import.more', { count: more })}\n`)
    const { dataset, stops, lines, rows } = done
    if (call.json) call.out.write(`${JSON.stringify(done)}\n`)
    else call.out.write(`${call.t('cli.transit-import.done', { dataset, stops, lines, rows })}\n`)
    await shop.finishJobs()
    return exit.fine
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError('no-file', { path: from }, { cause })
    throw cause
  } finally {
    await shop.close()
  }
}

export const transitImport: Verb = {
  name: 'transit import',
  operands: ['file'],
  options: { source: { type: 'string', value: 'URL' } },
  run,
}
