// Says why a sandboxed task was ended, and carries a task's own error across the process border.

export type SandboxErrorCode = 'too-long' | 'too-much-memory' | 'crashed'

/** The child was killed at its limits or died; `detail` holds `seconds`, `bytes`, or how it died. */
export class SandboxError extends Error {
  readonly code: SandboxErrorCode
  readonly detail: Record<string, string | number>
  constructor(
    code: SandboxErrorCode,
    detail: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'SandboxError'
    this.code = code
    this.detail = detail
  }
}

/** An error as it crosses the border: what a caller decides by, and the stack for the log. */
export interface CarriedError {
  name: string
  message: string
  code?: unknown
  detail?: unknown
  stack?: string
}

/** In the child: keeps name, message, code and detail, as far as they can be copied. */
export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message, stack } = error
  const { code, detail } = error as { code?: unknown; detail?: unknown }
  const carried: CarriedError = { name, message }
  if (stack !== undefined) carried.stack = stack
  if (typeof code === 'string' || typeof code === 'number') carried.code = code
  try {
    if (detail !== undefined) carried.detail = structuredClone(detail)
  } catch {
    carried.detail = String(detail)
  }
  return carried
}

/** In the parent: an Error with the same name, code and detail; its stack is the child's. */
export function unpackError(carried: CarriedError): Error {
  const error = new Error(carried.message)
  if (carried.stack !== undefined) error.stack = carried.stack
  const own: Record<string, unknown> = { name: carried.name }
  if (carried.code !== undefined) own.code = carried.code
  if (carried.detail !== undefined) own.detail = carried.detail
  return Object.assign(error, own)
}
