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
  /** Only what has this in its name. */
  only?: string
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

/** The page of results; `outcomes` in the order they were made. */
export function asPage(outcomes: Outcome[], about: About): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const rows = outcomes.map(
    ({ torture, what, passed, figures }) =>
      `| ${torture} | ${cell(what)} | ${words.get(passed)} | ${cell(figures)} |`,
  )
  return [
    '# Torture',
    '',
    `Written by \`${about.command}\` on ${about.date} at commit ${about.commit}. Machine: ${about.machine}.`,
    '',
    'What each torture does, and the limits it holds the program to, is described in [limits](../operators/limits.md).',
    '',
    '| torture | what was done | result | figures |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
