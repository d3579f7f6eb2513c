// `rimaq map build`: makes the streets that Vive walks on from an extract of OpenStreetMap.
import { buildMap } from '#visit'
import { settingsOf } from './open-shop.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [from = ''] = call.operands
  try {
    const built = await buildMap(from, settingsOf(call).data)
    if (call.json) call.out.write(`${JSON.stringify(built)}\n`)
    else call.out.write(`${call.t('cli.map-build.done', { ...built })}\n`)
    return exit.fine
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new UsageError('no-file', { path: from }, { cause })
    }
    throw cause
  }
}

export const mapBuild: Verb = {
  name: 'map build',
  operands: ['file'],
  options: {},
  run,
}
