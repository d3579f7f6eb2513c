// Files at the counter over HTTP while server and database are killed: nothing acknowledged is lost, no number doubled.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { controls } from './filings/controls.ts'
import type { Told } from './filings/filer.ts'
import { type Judgement, audit, judge } from './filings/judge.ts'
import { type Load, filers, suffer } from './filings/load.ts'
import { type Installation, install } from './shared/installation.ts'
import { seededRandom } from './shared/random.ts'
import type { Outcome, TortureOptions } from './shared/report.ts'

export interface FilingsOptions extends TortureOptions {
  /** SIGKILLs; default as asked, else 200, and 10 in the short form. */
  kills?: number
  /** Whether the controls that lose filings on purpose run too; default yes. */
  careless?: boolean
}

const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

/** Kills as often as wanted, however long that takes: `--seconds` says nothing here. */
export async function filings(options: FilingsOptions): Promise<Outcome[]> {
  const kills = options.kills ?? options.asked ?? (options.short ? 10 : 200)
  const random = seededRandom(options.seed)
  // Each filer has an address of its own, told by a proxy that is this machine.
  const on = await install({ env: { RIMAQ_PROXIES: '127.0.0.1' } })
  try {
    await openCounter(on)
    const told: Told = { filings: [], repeated: 0, wrong: [] }
    const load = await suffer(on, { kills, random, told, report: options.report })
    const found = await judge(on.data, told.filings)
    const blamed = await audit(on)
    const outcome = asOutcome({ told, load, found, blamed })
    options.report(outcome.figures)
    const careless = options.careless ?? true
    return [outcome, ...(await controls(on, { told, random, careless }))]
  } finally {
    await on.close()
  }
}

/** An office that receives, and the procedures of the pack. */
async function openCounter(on: Installation): Promise<void> {
  const path = join(on.folder, 'organizacion.csv')
  await writeFile(path, organisation)
  const { code, out, err } = await on.run(
    ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
  ).ended
  if (code !== 0) throw new Error(`no office: ${out}${err}`)
  await on.start()
  await untilProcedures(on)
}

/** A start reads in its procedures after it listens; on a busy machine that takes minutes. */
async function untilProcedures(on: Installation): Promise<void> {
  for (const end = performance.now() + 600_000; performance.now() < end;) {
    const answer = await fetch(`${on.origin}/tramites/carta/presentar`).catch(() => null)
    await answer?.arrayBuffer().catch(() => {})
    if (answer?.status === 200) return
    await wait(100)
  }
  throw new Error('the procedures did not come')
}

function asOutcome(given: { told: Told; load: Load; found: Judgement; blamed: string[] }): Outcome {
  const { told, load, found, blamed } = given
  const { server, database, both } = load.kills
  const acknowledged = told.filings.filter(({ number }) => number !== null).length
  const wrong = [...told.wrong, ...found.lost, ...found.numbers, ...found.broken, ...blamed]
  const figures =
    `${server + database + both} kills (server ${server}, database ${database}, both ${both}) in ${Math.round(load.milliseconds / 1000)} s: ` +
    `${acknowledged} filings and ${found.documents} documents acknowledged, ${found.lost.length} lost; ` +
    `${found.cases} cases, ${found.numbers.length} numbers doubled, skipped or changed; ${found.broken.length} chains or cases broken; ` +
    `audit verify ${blamed.length === 0 ? 'good' : 'BAD'}; ${told.repeated} requests repeated; ready again in ${Math.round(load.slowest)} ms at most`
  return {
    torture: 'filings',
    what: `${filers} filers over HTTP, server and database killed by SIGKILL`,
    passed: wrong.length === 0 && acknowledged > 0,
    figures: wrong.length === 0 ? figures : `${wrong.slice(0, 6).join('; ')} · ${figures}`,
  }
}
