// `rimaq seal renewals`: says which archive timestamps are to be renewed, until when, and what each waits for.
import { listArchiveStamps } from '#case-files'
import { withCity } from './open-records.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

const day = 86_400_000
const most = 1_000

async function run(call: VerbCall): Promise<number> {
  const days = Number(call.text('days') ?? '0')
  const found = await withCity(call, ({ database, clock }) => {
    const until = new Date(clock.now().getTime() + (Number.isFinite(days) ? days : 0) * day)
    return listArchiveStamps(database.kysely, { until, limit: most })
  })
  if (call.json) {
    call.out.write(`${JSON.stringify(found)}\n`)
  } else {
    const { t } = call
    const { all, due, waiting, stamps } = found
    const lines = stamps.map(({ code, ends, endsWhy, why }) =>
      ends === null || endsWhy === null
        ? t('cli.seal-renewals.new', { code })
        : t('cli.seal-renewals.one', {
            ...{ code, ends, because: t(`cli.seal-renewals.because.${endsWhy}`) },
            why: why ?? '–',
          }),
    )
    call.out.write(`${[t('cli.seal-renewals.sum', { all, due, waiting }), ...lines].join('\n')}\n`)
  }
  const late = found.stamps.some(({ ends }) => ends !== null && ends <= new Date())
  return late ? exit.no : exit.fine
}

export const sealRenewals: Verb = {
  name: 'seal renewals',
  operands: [],
  options: { days: { type: 'string', value: 'N' } },
  run,
}
