// Does one thing to each file of a batch: tells progress, goes on after a file that fails, and sums up.
import { SignatureError } from '@rimaq/signatures'
import { explainError } from './explain-error.ts'
import { progressOn } from './show-progress.ts'
import { UsageError, type VerbCall, exit } from './verb.ts'

export interface Done {
  file: string
  output: string
}

export interface Batch<Result extends Done> {
  call: VerbCall
  plan: readonly { input: string; output: string }[]
  /** What the bar says while a file is worked on. */
  label(file: string): string
  work(one: { input: string; output: string }): Promise<Result>
  /** One file's result for people. */
  words(result: Result): string
}

/**
 * The exit code. A single file's error is thrown as it is; in a batch it is told and the others go
 * on: 3 when one could not be done.
 */
export async function eachFile<Result extends Done>(batch: Batch<Result>): Promise<number> {
  const { call, plan } = batch
  const progress = progressOn(call.err)
  const results: (Result | { file: string; error: { code: string; message: string } })[] = []
  let end: number = exit.fine
  try {
    for (const [at, one] of plan.entries()) {
      if (plan.length > 1) progress.step(batch.label(one.input), at / plan.length)
      try {
        const result = await batch.work(one)
        results.push(result)
        progress.end()
        if (!call.json) call.out.write(`${batch.words(result)}\n`)
      } catch (error) {
        const known = error instanceof SignatureError || error instanceof UsageError
        if (plan.length === 1 || !known) throw error
        const { code, sentence, exit: how } = await explainError(error, call.lang, call.locale)
        results.push({ file: one.input, error: { code, message: sentence } })
        end = Math.max(end, how)
        progress.end()
        if (!call.json) call.err.write(`${one.input}: ${sentence}\n`)
      }
    }
  } finally {
    progress.end()
  }
  if (call.json) call.out.write(`${JSON.stringify(plan.length === 1 ? results[0] : results)}\n`)
  else if (plan.length > 1) {
    const good = results.filter((each) => !('error' in each)).length
    call.out.write(`${call.t('cli.sign.together', { count: plan.length, good })}\n`)
  }
  return end
}
