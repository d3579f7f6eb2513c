// `rimaq verify`: judges the signatures of files, and says of each whether it is valid and why.
import { defaultZipLimits } from '@rimaq/signatures'
import { materialOf, materialOptions } from './augment-data.ts'
import { explainError } from './explain-error.ts'
import { progressOn } from './show-progress.ts'
import { type FileAnswer, type Judging, verifyFile } from './verify-file.ts'
import { readTrust } from './verify-trust.ts'
import { wordsOf } from './verify-words.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const { anchors, told } = await readTrust(call)
  const time = timeOf(call)
  const content = call.text('content')
  const judging: Judging = {
    options: {
      material: materialOf(call),
      ...(anchors === null ? {} : { trust: anchors }),
      ...(time === undefined ? {} : { time }),
      ...(call.has('large') ? { limits: { ...defaultZipLimits, bytes: 2 ** 30 } } : {}),
    },
    lang: call.lang,
    ...(content === undefined ? {} : { content }),
  }
  for (const { key, file } of told) call.err.write(`${call.t(`cli.verify.${key}`, { file })}\n`)
  const progress = progressOn(call.err)
  const answers: (FileAnswer | Unread)[] = []
  const { operands: files } = call
  try {
    for (const [at, file] of files.entries()) {
      if (files.length > 1) progress.step(call.t('cli.verify.reading', { file }), at / files.length)
      const answer = await answerFor(call, file, judging)
      answers.push(answer)
      progress.end()
      if (!call.json)
        if ('error' in answer) call.err.write(`${file}: ${answer.error.message}\n`)
        else call.out.write(`${wordsOf(call, answer)}\n`)
      // Other work of the process, such as a signal to stop, gets its turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    progress.end()
  }
  if (call.json) call.out.write(`${JSON.stringify(files.length === 1 ? answers[0] : answers)}\n`)
  else tellTogether(call, answers, anchors?.length === 0 && call.texts('trust').length === 0)
  if (answers.some((each) => 'error' in each)) return exit.wrongUse
  return answers.every(passes) ? exit.fine : exit.no
}

/** A file of a batch that could not be opened; the others are judged. */
interface Unread {
  file: string
  error: { code: string; message: string }
}

async function answerFor(
  call: VerbCall,
  file: string,
  judging: Judging,
): Promise<FileAnswer | Unread> {
  try {
    return await verifyFile(file, judging)
  } catch (error) {
    if (call.operands.length === 1 || !(error instanceof UsageError)) throw error
    const { code, sentence } = await explainError(error, call.lang, call.locale)
    return { file, error: { code, message: sentence } }
  }
}

/** A file passes when it has signatures and all of them do. */
function passes(answer: FileAnswer | Unread): boolean {
  if ('error' in answer) return false
  const { signatures } = answer
  return (
    signatures.length > 0 && signatures.every(({ indication }) => indication === 'TOTAL-PASSED')
  )
}

function tellTogether(
  { out, t }: VerbCall,
  answers: (FileAnswer | Unread)[],
  nobody: boolean,
): void {
  if (nobody) out.write(`${t('cli.verify.trust-nobody')}\n`)
  if (answers.length < 2) return
  const good = answers.filter(passes).length
  out.write(`${t('cli.verify.together', { count: answers.length, good })}\n`)
}

function timeOf(call: VerbCall): Date | undefined {
  const word = call.text('at')
  if (word === undefined) return undefined
  const time = new Date(/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(word) ? word : NaN)
  if (Number.isNaN(time.getTime())) throw new UsageError('time', { option: '--at', word })
  return time
}

export const verifyDocuments: Verb = {
  name: 'verify',
  operands: ['file...'],
  options: {
    technical: { type: 'boolean' },
    trust: { type: 'string', value: 'FILE|LIST', multiple: true },
    'list-signer': { type: 'string', value: 'FILE', multiple: true },
    at: { type: 'string', value: 'TIME' },
    content: { type: 'string', value: 'FILE' },
    large: { type: 'boolean' },
    ...materialOptions,
  },
  run,
}
