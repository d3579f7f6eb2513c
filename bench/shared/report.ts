// Writes results as a table for people: on the terminal and under docs/results.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem, type as osType } from 'node:os'
import { join } from 'node:path'

/** Work that others did on the machine when the run began, in processors. */
const load = loadavg()[0]!

const results = join(import.meta.dirname, '../../docs/results')

/** A Markdown table, columns as wide as their content. */
export function markdownTable(head: string[], rows: string[][]): string {
  const widths = head.map((text, at) =>
    Math.max(text.length, ...rows.map((row) => row[at]!.length)),
  )
  const line = (cells: string[]) =>
    `| ${cells.map((text, at) => (at === 0 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join(' | ')} |`
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** The machine, the versions, the commit and the command: without them a figure says nothing. */
export function circumstances(command: string): string {
  const { model } = cpus()[0]!
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Commit: ${commit()}`,
    `- Machine: ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${osType()} ${release()}, Node ${process.versions.node}`,
    `- Busy with other work at the start: ${load.toFixed(1)} processes wanted a processor`,
    `- Command: \`${command}\``,
  ].join('\n')
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
    const clean = git('status', '--porcelain', '--', 'packages', 'src') === ''
    return `${git('rev-parse', '--short', 'HEAD')}${clean ? '' : ' and changes not committed'}`
  } catch {
    return 'unknown'
  }
}

/** Into docs/results, or with `keep` false into the system's folder for temporary files. */
export function writeResult(name: string, text: string, keep = true): void {
  const folder = keep ? results : join(tmpdir(), 'rimaq-bench-results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  console.log(`written ${join(folder, name)}`)
}
