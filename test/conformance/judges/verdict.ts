// What a judge says: passed, failed, or absent because its tool or data cannot be had here.

export interface Verdict {
  judge: string
  /** Tool and release. */
  tool: string
  what: string
  result: 'passed' | 'failed' | 'absent'
  /** Counts in words: `6 of 6 datasets equal`. */
  figures: string
  /** What failed, or is allowed to differ; the first few. */
  notes: string[]
}

/** The server under judgement and what was published on it. */
export interface Bench {
  /** `http://localhost:…`, without a slash at the end. */
  url: string
  /** Folder for what judges write. */
  folder: string
}

export type Judge = (bench: Bench) => Promise<Verdict[]>

/** One line per verdict, for the terminal. */
export function asLines(verdicts: Verdict[]): string {
  const width = Math.max(...verdicts.map(({ judge }) => judge.length))
  return verdicts
    .map(
      ({ judge, result, what, figures }) =>
        `${judge.padEnd(width)}  ${result.padEnd(6)}  ${what}: ${figures}`,
    )
    .join('\n')
}

/** The page docs/results/judges.md. */
export function asPage(verdicts: Verdict[], about: { date: string; server: string }): string {
  const rows = verdicts.map(({ judge, tool, what, result, figures }) =>
    [judge, tool, what, result, figures].map((cell) => cell.replaceAll('|', '\\|')).join(' | '),
  )
  const noted = verdicts.filter(({ notes }) => notes.length > 0)
  const notes = noted.map(
    ({ judge, what, notes: all }) =>
      `### ${judge}: ${what}\n\n${all.map((one) => `- ${one}`).join('\n')}\n`,
  )
  return [
    '# Outside judges\n',
    `Written by \`npm run judges\` on ${about.date}. ${about.server}\n`,
    '| judge | tool | what | result | figures |\n|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
    ...(notes.length > 0 ? ['## Notes\n', ...notes] : []),
  ].join('\n')
}
