// The log: one JSON line per event on standard error, or readable lines when a person watches.
import { writeSync } from 'node:fs'
import pino from 'pino'
import type { Logger } from 'pino'
import type { LogLevel } from './settings.ts'

export interface LogOptions {
  /** Default info. */
  level?: LogLevel
  /** Readable lines instead of JSON; default: whether standard error is a terminal. */
  readable?: boolean
  /** Where lines go; default standard error. */
  write?: (line: string) => void
}

/** Names under which a secret could stand in what is logged (ASVS 5.0, 16.2.5). */
const secretNames = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'accessKeyId',
  'secretAccessKey',
  'sessionToken',
  'databaseUrl',
  'connectionString',
]

/**
 * Who, what, when, outcome; never the content of requests. Times are UTC (ISO 8601). Secrets are
 * replaced by their names and inside addresses (`//user:password@`).
 */
export function createLog(options: LogOptions = {}): Logger {
  const readable = options.readable ?? process.stderr.isTTY
  const write = options.write ?? ((line: string) => void writeSync(2, line))
  return pino(
    {
      level: options.level ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '…',
      },
      hooks: { streamWrite: hidePasswords },
    },
    { write: readable ? (line) => write(readableLine(line)) : write },
  )
}

/** Only what names the error: detail, parameters and hints of a driver may quote what people typed. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    type: name,
    ...(code !== undefined && { code }),
    message,
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause: describeError(cause) }),
  }
}

function hidePasswords(line: string): string {
  return line.replace(/(:\/\/[^\s:/@"]*:)[^\s/@"]+@/g, '$1…@')
}

/** `12:30:05 INFO  database started  folder=/var/lib/…` */
function readableLine(line: string): string {
  const { time, level, msg, pid: _, err, error, ...rest } = JSON.parse(line) as LogLine
  const clock = String(time).slice(11, 19)
  const words = Object.entries(rest).map(([name, value]) => `${name}=${inline(value)}`)
  const parts = [clock, String(level).toUpperCase().padEnd(5), msg ?? '', words.join(' ')]
  const trouble = err ?? error
  const stack = trouble?.stack ?? trouble?.message
  return `${parts.filter(Boolean).join(' ')}${stack ? `\n      ${stack.replaceAll('\n', '\n  ')}` : ''}\n`
}

interface LogLine {
  time: string
  level: string
  msg?: string
  pid?: number
  err?: { stack?: string; message?: string }
  error?: { stack?: string; message?: string }
  [name: string]: unknown
}

function inline(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[\s="]/.test(text) ? JSON.stringify(text) : text
}
