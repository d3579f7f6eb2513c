// `rimaq sign-tray`: signs a batch of the signing tray at the signer's own machine; the key never leaves it.
import type { Signer } from '@rimaq/signatures'
import { setTimeout as wait } from 'node:timers/promises'
import { progressOn } from './show-progress.ts'
import { keyOptions, openKey } from './sign-key.ts'
import { callOver, checkServer } from './signature-network.ts'
import { fromVariable, readSecret } from './signature-secret.ts'
import { UsageError, type Verb, type VerbCall, exit } from './verb.ts'

interface TrayItem {
  act: string
  place: number
  title: string
  kind: string
  state: 'waiting' | 'prepared' | 'received' | 'signed' | 'refused'
  toSign?: string
  number?: string
  fault?: string
  message?: string
  pending: boolean
}

/** So few that the city answers in time even where its authority of time is slow. */
const together = 5
/** How often a line that broke is tried again, after 1, 2, 4 … seconds. */
const attempts = 4

async function run(call: VerbCall): Promise<number> {
  const url = call.text('url')
  if (url === undefined) throw new UsageError('needs-option', { option: '--url URL' })
  checkServer(url)
  const code = await codeOf(call)
  const signer = await openKey(call, new Date())
  try {
    const ask = askerOf(call, { url: url.replace(/\/+$/, ''), code })
    const items = await ask('preparar', {
      certificates: signer.certificates.map(base64),
      algorithm: signer.algorithm,
    })
    const open = items.filter(({ toSign }) => toSign !== undefined)
    if (!call.json) for (const each of open) call.err.write(`${each.place}. ${each.title}\n`)
    const progress = progressOn(call.err)
    let last = items
    try {
      const signatures = await signAll(signer, open)
      for (let at = 0; at < signatures.length; at += together) {
        progress.step(call.t('cli.sign-tray.handing', { count: open.length }), at / open.length)
        last = await ask('entregar', { signatures: signatures.slice(at, at + together) })
      }
      // What was received and has no number yet is finished by the city on its own.
      for (let round = 0; round < 5 && last.some(({ state }) => state === 'received'); round++) {
        await wait(1_000)
        last = await ask('estado', {})
      }
    } finally {
      progress.end()
    }
    return tell(call, last)
  } finally {
    await signer.close?.()
  }
}

/** The code of the page; a pipe gives it before the password. */
async function codeOf(call: VerbCall): Promise<string> {
  const name = call.text('code-env')
  if (name !== undefined) return fromVariable(call.env, name)
  if (call.text('secret-env') !== undefined)
    throw new UsageError('needs-option', { option: '--code-env NAME' })
  return readSecret(call, call.t('cli.sign-tray.ask'))
}

async function signAll(
  signer: Signer,
  items: readonly TrayItem[],
): Promise<{ act: string; signature: string }[]> {
  const data = items.map(({ toSign = '' }) => new Uint8Array(Buffer.from(toSign, 'base64')))
  const made = signer.signAll
    ? await signer.signAll(data)
    : await inTurn(data, (each) => signer.sign(each))
  return items.map(({ act }, at) => ({ act, signature: base64(made[at] ?? new Uint8Array()) }))
}

/** Some keys ask for a PIN each time, so they are asked one after the other. */
async function inTurn<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const made: R[] = []
  for (const each of list) made.push(await work(each))
  return made
}

type Ask = (step: 'preparar' | 'entregar' | 'estado', body: object) => Promise<TrayItem[]>

/** Asks the city, again where the line broke: the same call has the same result. */
function askerOf(call: VerbCall, { url, code }: { url: string; code: string }): Ask {
  const post = callOver(url)
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: `Bearer ${code.trim()}`,
  }
  return async (step, body) => {
    const address = `${url}/bandeja/firma/agente/${step}?lang=${call.lang}`
    for (let attempt = 1; ; attempt++) {
      try {
        const signal = AbortSignal.timeout(60_000)
        const answer = await post(address, { headers, body: JSON.stringify(body), signal })
        const read = readAnswer(answer.body)
        if (answer.status === 200 && read.items !== undefined) return read.items
        // What is refused stays refused; a city that is being started again is not.
        if (answer.status < 500 || attempt > attempts) {
          throw new UsageError('tray-refused', { why: read.detail ?? `HTTP ${answer.status}` })
        }
      } catch (cause) {
        if (cause instanceof UsageError || attempt > attempts) throw asRefusal(cause)
      }
      await wait(1_000 * 2 ** (attempt - 1))
    }
  }
}

function asRefusal(cause: unknown): UsageError {
  if (cause instanceof UsageError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new UsageError('tray-line', { why }, { cause })
}

function readAnswer(text: string): { items?: TrayItem[]; detail?: string } {
  try {
    return JSON.parse(text) as { items?: TrayItem[]; detail?: string }
  } catch {
    // Somebody between us and the city answered; the status says what.
    return {}
  }
}

function tell(call: VerbCall, items: readonly TrayItem[]): number {
  const { t } = call
  const signed = items.filter(({ state }) => state === 'signed').length
  if (call.json) call.out.write(`${JSON.stringify(items)}\n`)
  else {
    for (const { title, state, number = '', message = '', pending } of items) {
      const key = state === 'signed' && pending ? 'untimed' : state
      call.out.write(`${t(`cli.sign-tray.state.${key}`, { title, number, why: message })}\n`)
    }
    call.out.write(`${t('cli.sign-tray.together', { signed, count: items.length })}\n`)
  }
  return signed === items.length ? exit.fine : exit.no
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

export const signTray: Verb = {
  name: 'sign-tray',
  operands: [],
  options: {
    url: { type: 'string', value: 'URL' },
    'code-env': { type: 'string', value: 'NAME' },
    ...keyOptions,
  },
  run,
}
