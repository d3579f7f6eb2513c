// Says whether the program lives and whether it can serve, for those who start and watch it.
import { randomUUID } from 'node:crypto'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { RouteDefinition } from './route.ts'

export interface HealthCheck {
  name: string
  /** Rejects, or resolves with false, when the part cannot serve. */
  check(): Promise<boolean>
  /** Only a warning: the program serves all the same, so the answer stays 200. */
  warning?: boolean
}

/** Milliseconds after which a check that has not answered counts as failed. */
const patience = 2000

const answerSchema = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('warning'), Type.Literal('failing')]),
  checks: Type.Record(Type.String(), Type.Boolean()),
  notes: Type.Optional(Type.Record(Type.String(), Type.String())),
})

/**
 * `/health/live`: the process answers. `/health/ready`: every part it needs answers, else 503. Names
 * and yes or no only; why a part fails is in the log. `notes` are sentences about what is wrong without
 * keeping the program from serving.
 */
export function healthRoutes(
  checks: HealthCheck[],
  failed: (name: string, error: unknown) => void = () => {},
  notes: () => Record<string, string> = () => ({}),
): RouteDefinition[] {
  const route = (url: string, summary: string, handle: RouteDefinition['handle']) => ({
    method: 'GET' as const,
    url,
    verb: 'read',
    loads: 'nothing' as const,
    actor: 'none' as const,
    kind: 'json' as const,
    summary,
    schema: { response: answerSchema },
    handle,
  })
  return [
    route('/health/live', 'Whether the program runs.', () => ({
      cache: 'no-store',
      body: { status: 'ok', checks: {} },
    })),
    route('/health/ready', 'Whether the program and all it needs can serve.', async () => {
      const results = await Promise.all(checks.map((one) => runCheck(one, failed)))
      const down = results.filter(([, result]) => !result).map(([name]) => name)
      const ok = checks.every(({ name, warning }) => warning === true || !down.includes(name))
      const told = notes()
      const body = {
        status: down.length === 0 ? 'ok' : ok ? 'warning' : 'failing',
        checks: Object.fromEntries(results),
        ...(Object.keys(told).length > 0 && { notes: told }),
      }
      return { status: ok ? 200 : 503, cache: 'no-store', body }
    }),
  ]
}

async function runCheck(
  { name, check }: HealthCheck,
  failed: (name: string, error: unknown) => void,
): Promise<[string, boolean]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patience} ms`)), patience)
  })
  try {
    const ok = await Promise.race([check(), late])
    if (!ok) failed(name, new Error('says no'))
    return [name, ok]
  } catch (error) {
    failed(name, error)
    return [name, false]
  } finally {
    clearTimeout(timer)
  }
}

/** The data folder takes bytes, and has room: at least `bytes` free (default 1 GiB). */
export function folderChecks(folder: string, options: { bytes?: number } = {}): HealthCheck[] {
  const least = options.bytes ?? 1_073_741_824
  return [
    {
      name: 'files',
      async check() {
        const probe = join(folder, `.health-${randomUUID()}`)
        await writeFile(probe, 'x', { flush: true })
        await rm(probe)
        return true
      },
    },
    {
      name: 'disk',
      async check() {
        const { bavail, bsize } = await statfs(folder)
        return bavail * bsize >= least
      },
    },
  ]
}
