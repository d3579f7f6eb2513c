// Runs every check a change must pass, each with its time; `--fast` leaves out the slow ones.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

interface Step {
  name: string
  /** What it looks for, for the person whose change it stops. */
  about: string
  command: string[]
  slow?: boolean
  /** It takes minutes: what it says passes through as it comes. */
  live?: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const node = [process.execPath, '--conditions=source', '--disable-warning=ExperimentalWarning']
const bin = (name: string) => `${root}node_modules/.bin/${name}`

const steps: Step[] = [
  { name: 'types', about: 'TypeScript 7, strict', command: [bin('tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'lint',
    about: 'oxlint with types, rules in .oxlintrc.json',
    command: [bin('oxlint'), '--type-aware', '--quiet'],
  },
  {
    name: 'format',
    about: 'oxfmt; `npm run format` repairs it',
    command: [bin('oxfmt'), '--check', '.'],
  },
  {
    name: 'unused',
    about: 'files, exports and dependencies nobody uses (knip.json)',
    command: [bin('knip'), '--no-progress'],
    slow: true,
  },
  {
    name: 'house',
    about: 'doors, sizes, documents, messages, licences: test/house',
    command: [...node, 'scripts/test.ts', 'test/house'],
  },
  {
    name: 'tests',
    about: 'npm test; `npm test -- part/of/a/path` runs some',
    command: [...node, 'scripts/test.ts', '--no-house'],
    slow: true,
    live: true,
  },
]

/** Runs one step; its output is kept, and shown only if it is the first to fail. */
function run(step: Step): Promise<{ code: number; output: string }> {
  const [program = '', ...rest] = step.command
  const child = spawn(program, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer) => {
    if (step.live === true) process.stdout.write(chunk)
    output += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: String(error) }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** The end of a test run says what failed; the beginning of a compiler's list is what to repair. */
function shorten(output: string, name: string): string {
  const lines = output.trimEnd().split('\n')
  if (lines.length <= 80) return lines.join('\n')
  const failing = lines.findIndex((line) => line.includes('failing tests:'))
  if (failing >= 0) return lines.slice(failing, failing + 80).join('\n')
  const part = name === 'house' ? lines.slice(-80) : lines.slice(0, 80)
  return part.join('\n')
}

const fast = process.argv.includes('--fast')
const began = performance.now()
const failed: string[] = []
let shown = ''
for (const step of steps.filter((candidate) => !(fast && candidate.slow))) {
  const start = performance.now()
  const { code, output } = await run(step)
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6)
  const total =
    step.name === 'tests'
      ? (/(?:^|\n)ℹ tests (\d+)\n(?![\s\S]*ℹ tests)/.exec(output)?.[1] ?? '')
      : ''
  console.log(
    `${code === 0 ? '✔' : '✖'} ${step.name.padEnd(8)}${seconds} s  ${total && `${total} tests · `}${step.about}`,
  )
  if (code !== 0) {
    failed.push(step.name)
    if (step.live !== true) shown ||= `\n── ${step.name} ──\n${shorten(output, step.name)}\n`
  }
}
if (shown) console.log(shown)
const seconds = ((performance.now() - began) / 1000).toFixed(1)
console.log(
  failed.length === 0
    ? `All good in ${seconds} s.`
    : `Failed: ${failed.join(', ')} (${seconds} s).`,
)
process.exitCode = failed.length === 0 ? 0 : 1
