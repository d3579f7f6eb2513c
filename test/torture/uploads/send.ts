// Sends one file by the real publish verb and says what became of it, and what was wrong with that.
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Locale } from '#platform'
import { explainError } from '../../../src/cli/explain-error.ts'
import { commandLocale } from '../../../src/cli/command-locale.ts'
import { type Family, makeFile } from '../files/family.ts'
import { descendantsRunning, tellsProcesses, watchMemory } from '../shared/processes.ts'
import { type Place, limits } from './place.ts'

export interface Sent {
  name: string
  /** Rows, or the code of the refusal. */
  became: number | string
  /** What the sentence said, when it was refused. */
  sentence: string
  milliseconds: number
  /** Bytes the child held at most; 0 where the system does not tell. */
  peak: number
  wrong: string[]
}

let locale: Locale | null = null
let count = 0

/** Above its limit a child may grow until it is looked at again. */
const overshoot = 160 * 2 ** 20
/** Milliseconds beyond the limit for ending and clearing up. */
const grace = 10_000

export async function send(place: Place, family: Family): Promise<Sent> {
  const slug = await place.target()
  const path = family.path ?? join(place.on.folder, `envio-${++count}`)
  if (family.path === undefined) await makeFile(family, path)
  const watch = watchMemory(() => descendantsRunning(process.pid, 'sandbox/child.ts'))
  const begun = performance.now()
  const ends: (() => void)[] = []
  let acted = false
  const outcome = await place.on.shelf
    .as({ kind: 'operator' })
    .publishFile(
      // Invented bytes: what is tried here is the reading, not the privacy gate.
      { path, name: family.file, dataset: slug, privacy: { gate: 'off' } },
      {
        progress({ phase }) {
          if (acted || phase !== family.meanwhile?.phase) return
          acted = true
          const end = family.meanwhile.act(path)
          if (typeof end === 'function') ends.push(end)
        },
      },
    )
    .then(
      (report) => ({ report }),
      (error: unknown) => ({ error }),
    )
  for (const end of ends) end()
  const sent: Sent = {
    name: family.name,
    became: '',
    sentence: '',
    milliseconds: performance.now() - begun,
    peak: watch.stop(),
    wrong: [],
  }
  if ('error' in outcome) await judgeRefusal(place, slug, { family, path, sent }, outcome.error)
  else {
    sent.became = outcome.report.rows
    sent.wrong.push(...(await place.faults(slug, outcome.report)))
    await judgeRows(place, slug, family, sent)
  }
  if (sent.milliseconds > limits.time + grace) sent.wrong.push('took longer than its limit')
  if (tellsProcesses && sent.peak > limits.memory + overshoot) {
    sent.wrong.push(`held ${Math.round(sent.peak / 2 ** 20)} MiB`)
  }
  const strays = place.strays()
  if (strays.length > 0) sent.wrong.push(`left ${strays.slice(0, 5).join(', ')}`)
  if (family.path === undefined) rmSync(path, { recursive: true, force: true })
  return sent
}

async function judgeRows(place: Place, slug: string, family: Family, sent: Sent): Promise<void> {
  if (family.expect === 'refused') sent.wrong.push(`published with ${sent.became} rows`)
  else if (family.expect !== 'either' && family.expect !== sent.became) {
    sent.wrong.push(`${family.expect} rows expected`)
  }
  if (family.rowsIfPublished !== undefined && family.rowsIfPublished !== sent.became) {
    sent.wrong.push(`${family.rowsIfPublished} rows expected`)
  }
  const version = await place.newest(slug)
  if (version === null || family.cells === undefined) return
  const cells = version.manifest.columns.reduce(
    (sum, { stats }) => sum + version.rows - stats.nulls,
    0,
  )
  if (cells !== family.cells) sent.wrong.push(`${cells} cells of ${family.cells}`)
}

/** Every refusal is told in both languages, names the file and says what to do. */
async function judgeRefusal(
  place: Place,
  slug: string,
  { family, path, sent }: { family: Family; path: string; sent: Sent },
  error: unknown,
): Promise<void> {
  locale ??= commandLocale()
  for (const lang of ['es', 'en'] as const) {
    const { code, sentence, unexpected } = await explainError(error, lang, locale)
    sent.became = code
    if (lang === 'es') sent.sentence = sentence
    if (unexpected) sent.wrong.push(`unexpected: ${String((error as Error).stack).slice(0, 300)}`)
    const names = [family.file, basename(path), family.file.replace(/#.*$/, '')]
    if (!names.some((name) => sentence.includes(name))) sent.wrong.push(`no file: ${sentence}`)
    if (/\(sin dato\)|\(not known\)/.test(sentence)) sent.wrong.push(`holes: ${sentence}`)
    if (!/[.:] .+\.$/s.test(sentence)) sent.wrong.push(`no remedy: ${sentence}`)
  }
  if (typeof family.expect === 'number') sent.wrong.push(`${family.expect} rows expected`)
  sent.wrong.push(...(await place.changes(slug)))
}
