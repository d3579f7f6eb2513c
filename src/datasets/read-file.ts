// Has a file read, typed and checked in a disposable child, and answers its table.
import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SandboxError } from '#platform'
import { TableError, WORTH_A_THREAD } from '@rimaq/tables'
import type {
  IngestInput,
  IngestOutcome,
  IngestProgress,
  Manifest,
  Recipe,
  TableErrorCode,
  TableFiles,
} from '@rimaq/tables'
import type { PublishRequest } from './model.ts'
import type { PseudonymSecrets } from './pseudonym-secrets.ts'
import type { WriteContext } from './write-context.ts'

/** The package's own script for a child, beside its door; it is run, not imported. */
const door = import.meta.resolve('@rimaq/tables')
const readChild = new URL(`./ingest-child${door.slice(-3)}`, door)

export interface ReadProgress {
  phase: IngestProgress['step'] | 'store'
  /** 0 to 1 within the phase, where known. */
  share?: number
}

export interface ReadFileInput {
  request: PublishRequest
  /** Existing folder for the table and what is needed meanwhile. */
  folder: string
  previous: TableFiles | null
  /** Repairs of the resource. */
  recipe: Recipe
  progress?: (progress: ReadProgress) => void
  signal?: AbortSignal
}

/**
 * The manifest and the local path of its Parquet file, in `folder`. Repairs default to `recipe`.
 * Throws TableError with what a person can do.
 */
export async function readFile(
  context: Pick<WriteContext, 'sandbox' | 'limits' | 'secrets'>,
  { request, folder, previous, recipe, progress, signal }: ReadFileInput,
): Promise<{ manifest: Manifest; parquet: string }> {
  const { apply, gate } = request.privacy ?? {}
  const secret = `pseudonym-${request.dataset}`
  const input: IngestInput = {
    path: request.path,
    name: request.name,
    outDir: folder,
    temp: folder,
    mode: request.mode ?? 'replace',
    recipe,
    repairs: request.repairs ?? 'recipe',
    ...(previous === null
      ? {}
      : { previous: { manifest: previous.manifest, parquet: previous.parquet } }),
    ...(request.key === undefined ? {} : { key: request.key }),
    ...(gate === 'off' ? {} : { privacy: { mode: apply === true ? 'apply' : 'propose', secret } }),
    secrets: await secretsFor(context.secrets, request, recipe, secret),
    limits: { memory: Math.floor(context.limits.memory / 2) },
  }
  const outcome = await context.sandbox
    .run<IngestOutcome>({
      module: readChild,
      input,
      reads: [request.path, folder, ...(previous === null ? [] : [previous.parquet])],
      writes: [folder],
      time: context.limits.time,
      memory: context.limits.memory,
      // Of any other file nothing is read by two threads, and none may be started.
      threads: (await stat(request.path)).size >= WORTH_A_THREAD,
      ...(progress === undefined ? {} : { progress: (message) => progress(phaseOf(message)) }),
      ...(signal === undefined ? {} : { signal }),
    })
    .catch((error: unknown) => {
      throw asTableError(error, request.name)
    })
  if ('error' in outcome) throw new TableError(outcome.error.code, outcome.error.detail)
  const { manifest } = outcome
  return { manifest: storable(manifest), parquet: join(folder, 'data.parquet') }
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

function phaseOf(message: unknown): ReadProgress {
  const { step, share } = message as IngestProgress
  return { phase: step, ...(share === undefined ? {} : { share }) }
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
