// Reads what a signature shall say and where it goes.
import type { SignOptions } from '@rimaq/signatures'
import { nameBeside } from './signature-input.ts'
import { UsageError, type VerbCall, type VerbOption } from './verb.ts'

export const textOptions: Record<string, VerbOption> = {
  reason: { type: 'string', value: 'TEXT' },
  location: { type: 'string', value: 'TEXT' },
  contact: { type: 'string', value: 'TEXT' },
  name: { type: 'string', value: 'TEXT' },
  field: { type: 'string', value: 'NAME' },
  certify: { type: 'string', value: '1|2|3' },
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
  return { ...Object.fromEntries(given), ...(certify === undefined ? {} : { certify }) }
}

/** Where each file's result goes. Throws UsageError when one name would serve several files. */
export function outputsOf(call: VerbCall, word: string): { input: string; output: string }[] {
  const [output, folder] = [call.text('output'), call.text('output-folder')]
  if (output !== undefined && folder !== undefined)
    throw new UsageError('clash', { a: '--output', b: '--output-folder' })
  const [one = '', ...more] = call.operands
  if (output !== undefined) {
    if (more.length > 0) throw new UsageError('one-output', { count: call.operands.length })
    return [{ input: one, output }]
  }
  const plan = call.operands.map((input) => ({ input, output: nameBeside(input, word, folder) }))
  const seen = new Set<string>()
  for (const { output: name } of plan) {
    if (seen.has(name)) throw new UsageError('same-output', { file: name })
    seen.add(name)
  }
  return plan
}
