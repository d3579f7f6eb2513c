// Attacks logs: files changed, histories forked, writers killed. All of it must be found or refused.
import type { Outcome, Torture, TortureOptions } from './shared/report.ts'
import { forks } from './ledger/forks.ts'
import { honest } from './ledger/honest.ts'
import { tamper } from './ledger/tamper.ts'
import { writerKills } from './ledger/writer-kills.ts'

/** What the log promises: docs of the package, “What it holds to”. */
const full = { tamper: 1000, honest: 1000, forks: 100, kills: 30 }
const short = { tamper: 60, honest: 40, forks: 8, kills: 3 }

export const ledger: Torture = async (options: TortureOptions): Promise<Outcome[]> => {
  const counts = options.short === true ? short : full
  const parts: [name: keyof typeof full, run: typeof tamper][] = [
    ['tamper', tamper],
    ['honest', honest],
    ['forks', forks],
    ['kills', writerKills],
  ]
  const outcomes: Outcome[] = []
  for (const [name, run] of parts) {
    if (options.only !== undefined && !name.includes(options.only)) continue
    const found = await run({ ...options, count: counts[name] })
    for (const { what, passed, figures } of found) {
      options.report(`${what}: ${figures}`)
      outcomes.push({ torture: 'ledger', what, passed, figures })
    }
  }
  return outcomes
}
