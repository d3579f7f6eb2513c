// `rimaq sign`: signs documents of any kind; each result is a new file, the document itself stays as it is.
import {
  type Source,
  describeFinding,
  describeSignatureError,
  scanBeforeSigning,
  signerName,
} from '@rimaq/signatures'
import { formOf, type MadeSignature } from './sign-forms.ts'
import { keyOptions, openKey } from './sign-key.ts'
import { outputOptions, outputsOf, textOptions, textsOf } from './sign-options.ts'
import { signTogether } from './sign-together.ts'
import { type Done, eachFile } from './signature-batch.ts'
import { openInput } from './signature-input.ts'
import { checkOutput, writeBehind, writeWhole } from './signature-output.ts'
import { serverOptions, serversOf } from './timestamp-servers.ts'
import { UsageError, type Verb, type VerbCall } from './verb.ts'

interface Signed extends Done {
  level: string
  /** Why the level is lower than it was asked for; `rimaq augment` completes it. */
  pending: string | null
  field: string | null
  signer: string
  /** What a person should know about the document before it is signed. */
  findings: string[]
}

async function run(call: VerbCall): Promise<number> {
  const form = formOf(call)
  const texts = textsOf(call)
  const timestamps = serversOf(call)
  const force = call.has('force')
  const plan = outputsOf(call, form.result)
  for (const one of plan) {
    openInput(one.input).close()
    checkOutput({ ...one, force })
  }
  const signer = await openKey(call, new Date())
  try {
    const options = () => ({
      time: new Date(),
      ...texts,
      ...(timestamps === undefined ? {} : { timestamps }),
    })
    const { signAll } = signer
    const inputs = plan.map(({ input }) => input)
    const many = form.name === 'pades' && inputs.length > 1 && signAll !== undefined
    const check = (source: Source, input: string) => look(call, source, input)
    const prepared = many
      ? await signTogether(inputs, { ...signer, signAll }, { ...options(), check })
      : null
    return await eachFile<Signed>({
      call,
      plan,
      label: (file) => call.t('cli.sign.signing', { file }),
      async work({ input, output }) {
        const opened = openInput(input)
        try {
          const findings = form.name === 'pades' ? look(call, opened.source, input) : []
          const made: MadeSignature =
            prepared === null
              ? await form.sign(opened, signer, options())
              : await prepared(input, opened.source)
          const { tail, bytes } = made
          // Other forms are files of their own, or replace what they carry within.
          if (bytes === undefined) writeBehind({ input: opened.path, output, force, tail })
          else writeWhole({ input: opened.path, output, force, bytes })
          return {
            file: input,
            output,
            level: made.level,
            pending: made.pending === null ? null : describeSignatureError(made.pending, call.lang),
            field: made.field,
            signer: signerName(signer),
            findings,
          }
        } finally {
          opened.close()
        }
      },
      words: (done) => wordsOf(call, done),
    })
  } finally {
    await signer.close?.()
  }
}

/**
 * What was prepared to show one thing at signing and another later is not signed unseen. Throws
 * UsageError `findings` where a person has to clear it first.
 */
function look(call: VerbCall, source: Source, file: string): string[] {
  const { findings, stops } = scanBeforeSigning(source)
  const told = findings.map((one) => describeFinding(one, call.lang))
  if (stops && !call.has('despite-findings'))
    throw new UsageError('findings', { file, findings: told.join('; ') })
  return told
}

function wordsOf({ t }: VerbCall, done: Signed): string {
  const { file, output, level, pending, signer, findings } = done
  const lines = [t('cli.sign.done', { file, output, level, signer })]
  if (pending !== null) lines.push(`  ${t('cli.sign.pending', { level, why: pending })}`)
  for (const finding of findings) lines.push(`  ${t('cli.sign.finding', { finding })}`)
  return lines.join('\n')
}

export const signDocuments: Verb = {
  name: 'sign',
  operands: ['file...'],
  options: {
    ...keyOptions,
    ...textOptions,
    form: { type: 'string', value: 'pades|cades|xades|asice' },
    'despite-findings': { type: 'boolean' },
    ...serverOptions,
    ...outputOptions,
  },
  run,
}
