// Small judges of what we sign: qpdf on the form of the document, OpenSSL on messages and timestamps.
import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Verdict } from './verdict.ts'

const run = promisify(execFile)
const judge = 'signatures'

interface Tool {
  tool: string
  what: string
  program: string
  /** Which files of the folder it judges. */
  picks(name: string): boolean
  /** Null when it has nothing to say against the file. */
  ask(folder: string, file: string): Promise<string | null>
}

async function said(program: string, args: string[], cwd: string): Promise<string | null> {
  try {
    await run(program, args, { cwd, maxBuffer: 2 ** 26 })
    return null
  } catch (error) {
    const failed = error as NodeJS.ErrnoException & { stdout?: string; stderr?: string }
    if (failed.code === 'ENOENT') throw error
    return `${failed.stderr ?? ''}${failed.stdout ?? ''}`.trim().split('\n').at(-1) ?? 'failed'
  }
}

const tools: readonly Tool[] = [
  {
    tool: 'qpdf',
    what: 'form of the documents we sign (--check)',
    program: 'qpdf',
    picks: (name) => /^ours-.*\.pdf$/.test(name),
    // Exit code 3 are warnings; they count, for our tail should cause none.
    ask: (folder, file) => said('qpdf', ['--check', file], folder),
  },
  {
    tool: 'OpenSSL',
    what: 'messages in what we sign (cms -verify -cades)',
    program: 'openssl',
    picks: (name) => /^ours-.*\.pdf$/.test(name) && !/ed25519|ml-dsa/.test(name),
    ask: async (folder, file) => {
      for (const [at, part] of (await messagesOf(join(folder, file))).entries()) {
        const [message, content] = [`parts/${file}.${at}.der`, `parts/${file}.${at}.bin`]
        await writeFile(join(folder, message), part.message)
        await writeFile(join(folder, content), part.content)
        const what = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', message]
        const trust = ['-content', content, '-CAfile', 'root.pem', '-purpose', 'any']
        const fault = await said('openssl', [...what, ...trust, '-out', 'parts/out'], folder)
        if (fault !== null) return fault
      }
      return null
    },
  },
]

/** The message and the signed bytes of each ordinary signature, by their byte ranges. */
async function messagesOf(path: string): Promise<{ message: Buffer; content: Buffer }[]> {
  const bytes = await readFile(path)
  const text = bytes.toString('latin1')
  const found: { message: Buffer; content: Buffer }[] = []
  for (const { 1: numbers = '', index } of text.matchAll(/\/ByteRange\s*\[([\d\s]+)\]/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = numbers.trim().split(/\s+/).map(Number)
    if (/DocTimeStamp/.test(text.slice(Math.max(0, index - 200), index))) continue
    const hex = text.slice(b + 1, c - 1)
    const message = Buffer.from(hex, 'hex')
    const content = Buffer.concat([bytes.subarray(a, a + b), bytes.subarray(c, c + d)])
    // OpenSSL wants the message without the zeros behind it: its outer length says where it ends.
    const long = (message[1] ?? 0) & 0x7f
    const length = (message[1] ?? 0) < 0x80 ? (message[1] ?? 0) : message.readUIntBE(2, long)
    const head = (message[1] ?? 0) < 0x80 ? 2 : 2 + long
    found.push({ message: message.subarray(0, head + length), content })
  }
  return found
}

/** Verdicts of the tools that are installed, over the files `ours-*` of a folder. */
export async function judgeByTools(folder: string): Promise<Verdict[]> {
  await mkdir(join(folder, 'parts'), { recursive: true })
  const names = (await readdir(folder)).toSorted()
  return Promise.all(tools.map((one) => judgeBy(one, folder, names.filter(one.picks))))
}

async function judgeBy(one: Tool, folder: string, files: string[]): Promise<Verdict> {
  const { tool, what, program } = one
  const notes: string[] = []
  for (const file of files) {
    try {
      const fault = await one.ask(folder, file)
      if (fault !== null) notes.push(`${file}: ${fault}`)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      const figures = `${program} is not installed`
      return { judge, tool, what, result: 'absent', figures, notes: [] }
    }
  }
  const result = notes.length === 0 && files.length > 0 ? 'passed' : 'failed'
  const figures = `${files.length - notes.length} of ${files.length} files clean`
  return { judge, tool, what, result, figures, notes }
}
