// What a torture tells: one row for each thing done, as lines for the terminal and as a page.

export interface Outcome {
  /** Torture and what was done. */
  torture: string
  what: string
  /** null: not possible on this machine; `figures` says why. */
  passed: boolean | null
  figures: string
}

export interface TortureOptions {
  /** Seconds that open-ended parts may take. */
  seconds: number
  seed: number
  /** How many requests or steps, where the torture counts them. */
  count?: number
  /** The same where it was said from outside (`--n`): kills, for those that kill. */
  asked?: number
  /** Only what has this in its name. */
  only?: string
  /** A few seconds of each, as in `npm test`; not every torture has that. */
  short?: boolean
  report(line: string): void
}

export type Torture = (options: TortureOptions) => Promise<Outcome[]>

const words = new Map([
  [true, 'held'],
  [false, 'FAILED'],
  [null, 'skipped'],
])

export function asLine({ torture, what, passed, figures }: Outcome): string {
  return `${(words.get(passed) ?? '').padEnd(8)} ${torture}: ${what} · ${figures}`
}

export interface About {
  date: string
  commit: string
  machine: string
  command: string
}

const head = [
  '# Torture',
  '',
  'Written by `npm run torture`; each part by its own run. What is held to which limit is described in [limits](../operators/limits.md).',
  '',
].join('\n')

/** The page with the part of this torture replaced; parts stand in the order of `names`. */
export function withPart(
  page: string,
  part: { name: string; outcomes: Outcome[]; about: About },
  names: string[],
): string {
  const parts = new Map(
    page
      .split(/^(?=## )/m)
      .slice(1)
      .map((text) => [/^## (\S+)/.exec(text)?.[1] ?? '', text.trimEnd()]),
  )
  parts.set(part.name, asPart(part))
  const known = names.map((name) => parts.get(name)).filter((text) => text !== undefined)
  return `${[head.trimEnd(), ...known].join('\n\n')}\n`
}

function asPart({
  name,
  outcomes,
  about,
}: {
  name: string
  outcomes: Outcome[]
  about: About
}): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const held = outcomes.filter(({ passed }) => passed === true).length
  return [
    `## ${name}`,
    '',
    `${held} of ${outcomes.length} held. \`${about.command}\` on ${about.date} after commit ${about.commit}; ${about.machine}.`,
    '',
    '| what was done | result | figures |',
    '|---|---|---|',
    ...outcomes.map(
      ({ what, passed, figures }) => `| ${cell(what)} | ${words.get(passed)} | ${cell(figures)} |`,
    ),
  ].join('\n')
}
