// `rimaq map build`: makes the streets that Vive walks on and the map it shows from an extract of OpenStreetMap.
import { buildMap } from '#visit'
import { settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [from = ''] = call.operands
  try {
    const built = await buildMap(from, settingsOf(call).data, call.text('districts'))
    const { tiles, ...streets } = built
    if (call.json) call.out.write(`${JSON.stringify(built)}\n`)
    else {
      call.out.write(`${call.t('cli.map-build.done', { ...streets })}\n`)
      call.out.write(`${call.t('cli.map-build.tiles', { ...tiles })}\n`)
    }
    return exit.fine
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new UsageError('no-file', { path: path ?? from }, { cause })
    throw cause
  }
}

export const mapBuild: Verb = {
  name: 'map build',
  operands: ['file'],
  options: { districts: { type: 'string', value: 'FILE' } },
  run,
}
