// Says the answer about a file in a table for people, with the reasons below it.
import { tableText } from './show-table.ts'
import type { FileAnswer, SignatureAnswer } from './verify-file.ts'
import type { VerbCall } from './verb.ts'

/** The table and its reasons, without the last line end. */
export function wordsOf(call: VerbCall, { file, signatures }: FileAnswer): string {
  const { t, width } = call
  if (signatures.length === 0) return `${file}\n  ${t('cli.verify.unsigned')}`
  const heads = ['verdict', 'signer', 'level', 'time', 'coverage'].map((name) =>
    t(`cli.verify.head.${name}`),
  )
  const table = tableText({
    heads,
    rows: signatures.map((one) => rowOf(call, one)),
    whole: [true, false, true, true, true],
    width: Math.min(width, 120) - 2,
  })
  const reasons = signatures.flatMap((one, at) => reasonsOf(call, one, at))
  return [file, ...table.split('\n').map((line) => `  ${line}`), ...reasons].join('\n')
}

function rowOf({ t }: VerbCall, one: SignatureAnswer): (string | null)[] {
  const signer = one.signer ?? one.fields.join(', ')
  const who = one.kind === 'document-timestamp' ? t('cli.verify.stamp', { signer }) : signer
  return [
    t(`cli.verify.word.${one.indication}`),
    who,
    one.level === 'not baseline' ? null : one.level,
    one.bestTime === null ? null : t('cli.verify.when', { when: one.bestTime }),
    t(`cli.verify.coverage.${one.coverage}`),
  ]
}

/** What a clerk has to know and do, and for technicians the reason in the words of the standard. */
function reasonsOf({ t }: VerbCall, one: SignatureAnswer, at: number): string[] {
  const number = at + 1
  const { sentences } = one
  const lines =
    sentences === null
      ? []
      : [sentences.verdict, ...sentences.changes, ...sentences.missing, ...sentences.todo]
  if (one.indication !== 'TOTAL-PASSED') {
    const code = [one.indication, one.subIndication].filter((each) => each !== null).join(' / ')
    lines.push(t('cli.verify.why', { code, why: one.why ?? '–' }))
  }
  return lines.map((line, index) => `    ${index === 0 ? `${number}.` : '  '} ${line}`)
}
