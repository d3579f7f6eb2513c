// `rimaq timestamp`: adds a timestamp over whole documents, so that nobody can date them later.
import { readToken, stampDocument } from '@rimaq/signatures'
import { outputOptions, outputsOf } from './sign-options.ts'
import { type Done, eachFile } from './signature-batch.ts'
import { openInput } from './signature-input.ts'
import { checkOutput, writeBehind } from './signature-output.ts'
import { serverOptions, serversOf } from './timestamp-servers.ts'
import { UsageError, type Verb, type VerbCall } from './verb.ts'

interface Stamped extends Done {
  /** ISO 8601, as the server tells it. */
  time: string
  field: string
}

async function run(call: VerbCall): Promise<number> {
  const timestamps = serversOf(call)
  if (timestamps === undefined) throw new UsageError('needs-option', { option: '--tsa URL' })
  const force = call.has('force')
  const plan = outputsOf(call, '{name}.stamped{end}')
  for (const one of plan) {
    openInput(one.input).close()
    checkOutput({ ...one, force })
  }
  return eachFile<Stamped>({
    call,
    plan,
    label: (file) => call.t('cli.timestamp.stamping', { file }),
    async work({ input, output }) {
      const opened = openInput(input)
      try {
        const { tail, token, field } = await stampDocument(opened.source, { timestamps })
        writeBehind({ input: opened.path, output, tail, force })
        return { file: input, output, time: readToken(token).time.toISOString(), field }
      } finally {
        opened.close()
      }
    },
    words: ({ file, output, time }) => call.t('cli.timestamp.done', { file, output, time }),
  })
}

export const timestampDocuments: Verb = {
  name: 'timestamp',
  operands: ['file...'],
  options: { ...serverOptions, ...outputOptions },
  run,
}
