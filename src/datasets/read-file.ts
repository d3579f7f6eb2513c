// Has a file read, typed and checked in a disposable child, and answers its table.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { SandboxError } from '#platform'
import { TableError } from '@rimaq/tables'
import type {
  IngestOrder,
  IngestProgress,
  Manifest,
  Recipe,
  TableErrorCode,
  TableFiles,
} from '@rimaq/tables'
import type { Reading } from './early/start-reading.ts'
import type { PublishRequest } from './model.ts'
import type { PseudonymSecrets } from './pseudonym-secrets.ts'
import type { WriteContext } from './write-context.ts'

export interface ReadProgress {
  phase: IngestProgress['step'] | 'store'
  /** 0 to 1 within the phase, where known. */
  share?: number
}

export interface ReadFileInput {
  request: PublishRequest
  /** Of the request's file; the table comes into its folder. */
  reading: Reading
  previous: TableFiles | null
  /** Repairs of the resource. */
  recipe: Recipe
  progress?: (progress: ReadProgress) => void
  signal?: AbortSignal
}

/**
 * The manifest and the local path of its Parquet file, in the folder of the reading. Repairs default
 * to `recipe`. Throws TableError with what a person can do.
 */
export async function readFile(
  context: Pick<WriteContext, 'secrets'>,
  { request, reading, previous, recipe, progress, signal }: ReadFileInput,
): Promise<{ manifest: Manifest; parquet: string }> {
  const { apply, gate } = request.privacy ?? {}
  const secret = `pseudonym-${request.dataset}`
  if (progress) reading.tellTo(({ step, share }) => progress(phaseOf(step, share)))
  const order: IngestOrder = {
    mode: request.mode ?? 'replace',
    recipe,
    repairs: request.repairs ?? 'recipe',
    ...(previous === null
      ? {}
      : { previous: { manifest: previous.manifest, parquet: previous.parquet } }),
    ...(request.key === undefined ? {} : { key: request.key }),
    ...(gate === 'off' ? {} : { privacy: { mode: apply === true ? 'apply' : 'propose', secret } }),
    secrets: await secretsFor(context.secrets, request, recipe, secret),
  }
  const giveUp = (): void => reading.cancel(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', giveUp, { once: true })
  const outcome = await reading
    .finish(order)
    .catch((error: unknown) => {
      throw asTableError(error, request.name)
    })
    .finally(() => signal?.removeEventListener('abort', giveUp))
  if ('error' in outcome) throw new TableError(outcome.error.code, outcome.error.detail)
  const { manifest } = outcome
  return { manifest: storable(manifest), parquet: join(reading.folder, 'data.parquet') }
}

/** Those that steps of the recipe name, and the dataset's own where remedies may need it. */
async function secretsFor(
  kept: PseudonymSecrets,
  { privacy, dryRun }: PublishRequest,
  recipe: Recipe,
  own: string,
): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const step of recipe.steps) {
    if (step.do !== 'pseudonym') continue
    const there = await kept.read(step.secret)
    // One that is missing must not be made anew: the child says which, and nothing is published.
    if (there !== null) secrets[step.secret] = there
  }
  const named = recipe.steps.some((step) => step.do === 'pseudonym' && step.secret === own)
  if (privacy?.apply !== true || named) return secrets
  const there = await kept.read(own)
  // A rehearsal leaves nothing behind, not even a secret.
  const value = there ?? (dryRun === true ? randomUUID() : await kept.readOrMake(own))
  return { ...secrets, [own]: value }
}

function phaseOf(phase: IngestProgress['step'], share: number | undefined): ReadProgress {
  return { phase, ...(share === undefined ? {} : { share }) }
}

/**
 * PostgreSQL's jsonb refuses U+0000 and halves of surrogate pairs (PostgreSQL 18, 8.14), which a
 * broken file may carry into examples and frequent values.
 */
function storable<T>(value: T): T {
  const text = JSON.stringify(value)
  if (!text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text)) return value
  return JSON.parse(text, (_, inner: unknown) =>
    typeof inner === 'string' ? inner.toWellFormed().replaceAll('\0', '\ufffd') : inner,
  ) as T
}

const limits: Record<SandboxError['code'], TableErrorCode> = {
  'too-long': 'time-limit',
  'too-much-memory': 'memory-limit',
  // A parser that takes the process down has almost always run out of memory.
  crashed: 'memory-limit',
}

function asTableError(error: unknown, name: string): unknown {
  if (!(error instanceof SandboxError)) return error
  return new TableError(limits[error.code], { name, ...error.detail }, { cause: error })
}
