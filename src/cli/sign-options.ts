// Reads what a signature shall say and where it goes.
import { resolve } from 'node:path'
import type { Appearance, SignOptions } from '@rimaq/signatures'
import { nameBeside, readSmall } from './signature-input.ts'
import { UsageError, type VerbCall, type VerbOption } from './verb.ts'

export const textOptions: Record<string, VerbOption> = {
  reason: { type: 'string', value: 'TEXT' },
  location: { type: 'string', value: 'TEXT' },
  contact: { type: 'string', value: 'TEXT' },
  name: { type: 'string', value: 'TEXT' },
  field: { type: 'string', value: 'NAME' },
  certify: { type: 'string', value: '1|2|3' },
  visible: { type: 'string', value: 'PAGE,X,Y,WIDTH,HEIGHT' },
  image: { type: 'string', value: 'FILE' },
  qr: { type: 'string', value: 'TEXT' },
}

export const outputOptions: Record<string, VerbOption> = {
  output: { type: 'string', short: 'o', value: 'FILE' },
  'output-folder': { type: 'string', value: 'FOLDER' },
  force: { type: 'boolean' },
}

/** Throws UsageError for a certification that is not 1, 2 or 3. */
export function textsOf(call: VerbCall): Omit<SignOptions, 'time'> {
  const word = call.text('certify')
  const certify = ([1, 2, 3] as const).find((level) => String(level) === word)
  if (word !== undefined && certify === undefined)
    throw new UsageError('choice', { option: '--certify', word, choices: '1, 2, 3' })
  const texts = ['reason', 'location', 'contact', 'name', 'field'] as const
  const given = texts.flatMap((name) => {
    const text = call.text(name)
    return text === undefined ? [] : [[name, text] as const]
  })
  const appearance = appearanceOf(call)
  return {
    ...Object.fromEntries(given),
    ...(certify === undefined ? {} : { certify }),
    ...(appearance === undefined ? {} : { appearance }),
  }
}

/** What is seen of the signature; nothing without `--visible`. Throws UsageError. */
function appearanceOf(call: VerbCall): Appearance | undefined {
  const [word, image, qr] = [call.text('visible'), call.text('image'), call.text('qr')]
  if (word === undefined) {
    if (image !== undefined || qr !== undefined)
      throw new UsageError('needs-option', { option: '--visible PAGE,X,Y,WIDTH,HEIGHT' })
    return undefined
  }
  const numbers = word.split(',').map(Number)
  const [page = 0, x = 0, y = 0, width = 0, height = 0] = numbers
  const whole = Number.isInteger(page) && (page === -1 || page >= 1)
  const good = whole && width > 0 && height > 0 && numbers.every((one) => Number.isFinite(one))
  if (numbers.length !== 5 || !good) throw new UsageError('place', { word })
  return {
    page,
    rectangle: { x, y, width, height },
    language: call.lang,
    timeZone: 'America/Lima',
    ...(image === undefined ? {} : { image: new Uint8Array(readSmall(image)) }),
    ...(qr === undefined ? {} : { qr }),
  }
}

/** Where each file's result goes, by a pattern of names. Throws UsageError when one would serve several files. */
export function outputsOf(call: VerbCall, pattern: string): { input: string; output: string }[] {
  const [output, folder] = [call.text('output'), call.text('output-folder')]
  if (output !== undefined && folder !== undefined)
    throw new UsageError('clash', { a: '--output', b: '--output-folder' })
  const [one = '', ...more] = call.operands
  if (output !== undefined) {
    if (more.length > 0) throw new UsageError('one-output', { count: call.operands.length })
    return [{ input: one, output }]
  }
  const plan = call.operands.map((input) => ({ input, output: nameBeside(input, pattern, folder) }))
  // Another document of the same command is not replaced before its turn comes, not even by force.
  const read = new Set(call.operands.map((input) => resolve(input)))
  const seen = new Set<string>()
  for (const { output: name } of plan) {
    if (seen.has(name)) throw new UsageError('same-output', { file: name })
    if (read.has(resolve(name))) throw new UsageError('same-file', { file: name })
    seen.add(name)
  }
  return plan
}
