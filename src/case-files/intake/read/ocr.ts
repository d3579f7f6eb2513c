// Reads pictures of pages by tesseract, where it is installed with the Spanish language.
import { type ProgramAnswer, runProgram } from '#platform'

export interface Ocr {
  /** Whether pictures can be read here and now. */
  ready(): Promise<boolean>
  /** Text of the picture; empty where it holds none. @throws SandboxError at its limits */
  read(picture: string): Promise<string>
}

/** One page: milliseconds and bytes. */
const limits = { time: 120_000, memory: 1_000_000_000 }

/** Milliseconds that an answer about what is installed holds: it may be installed meanwhile. */
const remember = 60_000

/** `program` is a name in PATH, or a path (setting RIMAQ_TESSERACT). */
export function createOcr(program: string, clock: { now(): Date }): Ocr {
  let known: { at: number; ready: boolean } | null = null
  const run = (args: string[], reads: string[]): Promise<ProgramAnswer | null> =>
    // One thread: pages are many, and the machine has other work.
    runProgram({ program, args, reads, writes: [], ...limits, env: { OMP_THREAD_LIMIT: '1' } })
  return {
    async ready() {
      const at = clock.now().getTime()
      if (known !== null && Math.abs(at - known.at) < remember) return known.ready
      const answer = await run(['--list-langs'], [])
      const languages = `${answer?.out ?? ''}\n${answer?.err ?? ''}`.split('\n')
      const ready = answer?.code === 0 && languages.some((line) => line.trim() === 'spa')
      known = { at, ready }
      return ready
    },
    async read(picture) {
      const answer = await run([picture, 'stdout', '-l', 'spa'], [picture])
      if (answer === null || answer.code !== 0) {
        throw new Error(`the picture was not read: ${answer?.err ?? 'no program'}`.slice(0, 300))
      }
      return answer.out.replaceAll('\f', '').trim()
    },
  }
}
