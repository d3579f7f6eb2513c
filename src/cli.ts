// The door from the shell: `bin/rimaq VERB …`.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Before anything else is loaded: what is compiled once is not compiled at the next command. Beside the
// program and not in the system's temporary folder, where another user of the machine could leave code.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))
const { useJoined } = await import('./cli/joined-libraries.ts')
useJoined()
const words = process.argv.slice(2)
// A large file is read while the rooms are loaded; other verbs do not even look.
const early = words[0] === 'publish' ? await import('./cli/start-early.ts') : null
const started = (await early?.startEarly(words, process.env)) ?? null
const { runCommand } = await import('./cli/run-command.ts')

// A reader that closed the pipe (`rimaq export … | head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`rimaq: ${error.message}\n`)
  process.exit(3)
})

process.exitCode = await runCommand(words, {
  ...{ env: process.env, out: process.stdout, err: process.stderr },
  ...(started !== null && { started }),
})
await started?.stop()

// A command that has ended must not be kept by a connection that nobody answers for any more; what a
// slow reader of its output has not taken yet is waited for.
function leave(): void {
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit()
  setTimeout(leave, 1000).unref()
}
// A start that failed is a command that has ended.
if (words[0] !== 'start' || process.exitCode !== 0) setTimeout(leave, 5000).unref()
