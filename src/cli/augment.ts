// `rimaq augment`: completes signatures with timestamps and validation data, so that they can be checked for decades.
import { describeSignatureError } from '@rimaq/signatures'
import { collectOver, dataOptions } from './augment-data.ts'
import { type MadeHigher, raise } from './augment-forms.ts'
import { outputOptions, outputsOf } from './sign-options.ts'
import { type Done, eachFile } from './signature-batch.ts'
import { openInput, readSmall } from './signature-input.ts'
import { checkOutput, writeBehind, writeWhole } from './signature-output.ts'
import { serverOptions, serversOf } from './timestamp-servers.ts'
import { certificatesOf } from './verify-trust.ts'
import { UsageError, type Verb, type VerbCall } from './verb.ts'

const levels = ['B-T', 'B-LT', 'B-LTA'] as const

interface Augmented extends Done {
  level: string
  /** The level that waits, why, and when it can be had; null when the wished one was reached. */
  pending: { level: string; why: string; comeBack: string | null } | null
  /** When the newest timestamp's certificate ends; ISO 8601. */
  renewBefore: string | null
}

async function run(call: VerbCall): Promise<number> {
  const word = call.text('level') ?? 'B-LTA'
  const to = levels.find(
    (level) => level === word.toUpperCase() || level === `B-${word.toUpperCase()}`,
  )
  if (to === undefined)
    throw new UsageError('choice', { option: '--level', word, choices: levels.join(', ') })
  const timestamps = serversOf(call)
  if (timestamps === undefined) throw new UsageError('needs-option', { option: '--tsa URL' })
  const collect = collectOver(call, call.texts('trust').flatMap(certificatesOf))
  const named = call.text('content')
  const content = named === undefined ? undefined : new Uint8Array(readSmall(named))
  const force = call.has('force')
  const plan = outputsOf(call, '{name}.augmented{end}')
  for (const one of plan) {
    openInput(one.input).close()
    checkOutput({ ...one, force })
  }
  return eachFile<Augmented>({
    call,
    plan,
    label: (file) => call.t('cli.augment.augmenting', { file }),
    async work({ input, output }) {
      const opened = openInput(input)
      try {
        const renew = call.has('renew')
        const made: MadeHigher = await raise(
          opened.source,
          { to, timestamps, collect, renew },
          content,
        )
        const { tail, bytes } = made
        if (bytes === undefined) writeBehind({ input: opened.path, output, force, tail })
        else writeWhole({ input: opened.path, output, force, bytes })
        return answerOf(call, made, { file: input, output })
      } finally {
        opened.close()
      }
    },
    words: (done) => wordsOf(call, done),
  })
}

function answerOf({ lang }: VerbCall, made: MadeHigher, done: Done): Augmented {
  const { level, pending, renewBefore } = made
  return {
    ...done,
    level,
    pending:
      pending === null
        ? null
        : {
            level: pending.level,
            why: describeSignatureError(pending.error, lang),
            comeBack: pending.comeBack?.toISOString() ?? null,
          },
    renewBefore: renewBefore?.toISOString() ?? null,
  }
}

function wordsOf(
  { t }: VerbCall,
  { file, output, level, pending, renewBefore }: Augmented,
): string {
  const lines = [t('cli.augment.done', { file, output, level })]
  if (pending !== null) {
    const { level: wished, why, comeBack } = pending
    lines.push(`  ${t('cli.augment.pending', { level: wished, why })}`)
    if (comeBack !== null) lines.push(`  ${t('cli.augment.come-back', { when: comeBack })}`)
  } else if (renewBefore !== null && level === 'B-LTA')
    lines.push(`  ${t('cli.augment.renew', { when: renewBefore })}`)
  return lines.join('\n')
}

export const augmentDocuments: Verb = {
  name: 'augment',
  operands: ['file...'],
  options: {
    level: { type: 'string', value: 'B-T|B-LT|B-LTA' },
    renew: { type: 'boolean' },
    content: { type: 'string', value: 'FILE' },
    trust: { type: 'string', value: 'FILE', multiple: true },
    ...serverOptions,
    ...dataOptions,
    ...outputOptions,
  },
  run,
}
