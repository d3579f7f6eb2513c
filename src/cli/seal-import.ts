// `rimaq seal import`: brings the key of the entity's seal into the data folder.
import { aboutSeal, importSealKey } from '#case-files'
import { settingsOf } from './open-shop.ts'
import { readSmall } from './signature-input.ts'
import { readSecret, secretOptions } from './signature-secret.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [file = ''] = call.operands
  const bytes = new Uint8Array(readSmall(file))
  const password = await readSecret(call, call.t('cli.seal-import.ask', { file }))
  const signer = await importSealKey(settingsOf(call), { place: file, bytes, password })
  const { name, notAfter: until } = aboutSeal({ signer, origin: 'imported' })
  if (call.json) call.out.write(`${JSON.stringify({ name, until })}\n`)
  else call.out.write(`${call.t('cli.seal-import.done', { name, until })}\n`)
  return exit.fine
}

export const importSeal: Verb = {
  name: 'seal import',
  operands: ['file'],
  options: secretOptions,
  run,
}
