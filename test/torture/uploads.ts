// Sends every kind of hostile and broken file, then valid ones with seeded damage, to the publish verb.
import { families } from './files/families.ts'
import { mutants } from './files/mutants.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'
import { openPlace } from './uploads/place.ts'
import { type Sent, send } from './uploads/send.ts'

/** From so many seconds on, files of gigabytes are sent too. */
const enoughForHeavy = 60

/** One outcome for each family, then one for the damage. */
export async function uploads(options: TortureOptions): Promise<Outcome[]> {
  const place = await openPlace()
  const outcomes: Outcome[] = []
  const tell = (sent: Sent): void => {
    outcomes.push(asOutcome(sent))
    options.report(
      `${sent.wrong.length === 0 ? 'held  ' : 'FAILED'} ${figures(sent)} · ${sent.name}`,
    )
    for (const each of sent.wrong) options.report(`       ${each}`)
  }
  try {
    for (const family of families) {
      if (options.seconds < enoughForHeavy && family.heavy === true) continue
      if (options.only !== undefined && !family.name.includes(options.only)) continue
      tell(await send(place, family))
    }
    if (options.only === undefined) outcomes.push(await damage())
  } finally {
    await place.close()
  }
  return outcomes

  async function damage(): Promise<Outcome> {
    const end = performance.now() + options.seconds * 1000
    const became = new Map<string, number>()
    const wrong: string[] = []
    let count = 0
    for await (const family of mutants(options.seed)) {
      if (performance.now() > end) break
      count += 1
      const sent = await send(place, family)
      const key = typeof sent.became === 'number' ? 'published' : sent.became
      became.set(key, (became.get(key) ?? 0) + 1)
      if (sent.wrong.length > 0) {
        wrong.push(family.name)
        tell(sent)
        outcomes.pop()
      }
    }
    const counts = [...became].map(([key, number]) => `${key} ${number}`).join(', ')
    const figures = `seed ${options.seed}: ${counts}${wrong.length > 0 ? `; wrong: ${wrong.join(', ')}` : ''}`
    return {
      torture: 'uploads',
      what: `${count} valid files with seeded damage`,
      passed: wrong.length === 0,
      figures,
    }
  }
}

function asOutcome(sent: Sent): Outcome {
  const told = sent.wrong.length === 0 ? '' : `; ${sent.wrong.join('; ')}`
  return {
    torture: 'uploads',
    what: sent.name,
    passed: sent.wrong.length === 0,
    figures: `${figures(sent)}${told}`,
  }
}

function figures({ became, milliseconds, peak }: Sent): string {
  const end = typeof became === 'number' ? `${became} rows` : became
  const memory = peak === 0 ? '' : `, ${Math.round(peak / 2 ** 20)} MiB`
  return `${end}, ${(milliseconds / 1000).toFixed(1)} s${memory}`
}
