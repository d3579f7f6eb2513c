// `rimaq sign`: signs PDF documents; each result is a new file, the document itself stays as it is.
import { describeSignatureError, signPdf, signerName } from '@rimaq/signatures'
import { keyOptions, openKey } from './sign-key.ts'
import { outputOptions, outputsOf, textOptions, textsOf } from './sign-options.ts'
import { type Done, eachFile } from './signature-batch.ts'
import { openInput } from './signature-input.ts'
import { checkOutput, writeBehind } from './signature-output.ts'
import { serverOptions, serversOf } from './timestamp-servers.ts'
import type { Verb, VerbCall } from './verb.ts'

interface Signed extends Done {
  level: string
  /** Why the level is lower than it was asked for; `rimaq augment` completes it. */
  pending: string | null
  field: string
  signer: string
}

async function run(call: VerbCall): Promise<number> {
  const texts = textsOf(call)
  const timestamps = serversOf(call)
  const force = call.has('force')
  const plan = outputsOf(call, 'signed')
  for (const one of plan) {
    openInput(one.input).close()
    checkOutput({ ...one, force })
  }
  const signer = await openKey(call, new Date())
  try {
    return await eachFile<Signed>({
      call,
      plan,
      label: (file) => call.t('cli.sign.signing', { file }),
      async work({ input, output }) {
        const opened = openInput(input)
        try {
          const made = await signPdf(opened.source, signer, {
            time: new Date(),
            ...texts,
            ...(timestamps === undefined ? {} : { timestamps }),
          })
          writeBehind({ input: opened.path, output, tail: made.tail, force })
          return {
            file: input,
            output,
            level: made.level,
            pending: made.pending === null ? null : describeSignatureError(made.pending, call.lang),
            field: made.field,
            signer: signerName(signer),
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

function wordsOf({ t }: VerbCall, { file, output, level, pending, signer }: Signed): string {
  const line = t('cli.sign.done', { file, output, level, signer })
  if (pending === null) return line
  return `${line}\n  ${t('cli.sign.pending', { level, why: pending })}`
}

export const signDocuments: Verb = {
  name: 'sign',
  operands: ['file...'],
  options: { ...keyOptions, ...textOptions, ...serverOptions, ...outputOptions },
  run,
}
