// Files letters with an attachment of 1 MB over HTTP on a whole installation, and waits for their signed receipts.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Installation, install } from '../../test/torture/shared/installation.ts'
import { residentBytes, treeOf } from '../../test/torture/shared/processes.ts'
import { quantiles } from './quantiles.ts'

const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

export interface FilingsResult {
  clients: number
  filings: number
  perSecond: number
  /** Milliseconds from the first request to the page with the number. */
  p50: number
  p95: number
  /** Milliseconds until the signed PDF was there, from the filing on; null where none came. */
  receipt: { p50: number; p95: number; signed: number } | null
  /** Seconds of processor of the server with its database, for each filing. */
  cpu: number
  /** Bytes of memory of the server with its database, at most. */
  memory: number
}

export async function measureFilings(scale: number): Promise<FilingsResult[]> {
  const on = await install({ env: { RIMAQ_PROXIES: '127.0.0.1', RIMAQ_CLAMAV: 'none' } })
  try {
    const path = join(on.folder, 'organizacion.csv')
    await writeFile(path, organisation)
    const told = await on.run(
      ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
    ).ended
    if (told.code !== 0) throw new Error(told.err)
    await on.start()
    for (let at = 0; (await fetch(`${on.origin}/tramites/carta/presentar`)).status !== 200; at++) {
      if (at > 1_200) throw new Error('the procedures did not come')
      await wait(50)
    }
    const results: FilingsResult[] = []
    for (const clients of [1, 8]) {
      results.push(await load(on, clients, Math.max(8, Math.round(400 * scale))))
    }
    return results
  } finally {
    await on.close()
  }
}

async function load(on: Installation, clients: number, count: number): Promise<FilingsResult> {
  const server = on.server()?.pid ?? 0
  let memory = 0
  const watch = setInterval(() => {
    const bytes = treeOf(server).map(residentBytes)
    memory = Math.max(
      memory,
      bytes.reduce((sum, each) => sum + each, 0),
    )
  }, 200)
  const taken: number[] = []
  const addresses: { address: string; at: number }[] = []
  const before = processorTime(server)
  const begun = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (next < count) {
        const at = next++
        const start = performance.now()
        addresses.push({ address: await fileOne(on, `10.${client}.${at >> 8}.${at & 255}`), at: 0 })
        taken.push(performance.now() - start)
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  const cpu = (processorTime(server) - before) / count
  clearInterval(watch)
  const receipt = await receipts(on, addresses.slice(-20))
  return {
    ...{ clients, filings: count, perSecond: count / seconds, ...quantiles(taken) },
    ...{ receipt, cpu, memory },
  }
}

/** From the form to the page with the number; answers the address of the case. */
async function fileOne(on: Installation, address: string): Promise<string> {
  const send = async (path: string, body: URLSearchParams | FormData): Promise<string> => {
    const headers = { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address }
    const init = { method: 'POST', redirect: 'manual' as const, headers, body }
    const answer = await fetch(on.origin + path, init)
    if (answer.status !== 303) throw new Error(`${answer.status}: ${await answer.text()}`)
    return answer.headers.get('location') ?? ''
  }
  const form = {
    ...{ 'filer-document': 'DNI', 'filer-number': '40000001', 'filer-name': 'Persona De Prueba' },
    ...{ asunto: 'Un pedido', texto: 'Pido algo.' },
  }
  const own = await send('/tramites/carta/presentar', new URLSearchParams(form))
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1_000_000)])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const files = new FormData()
  files.set('requirement', '-')
  files.set('file', new Blob([bytes]), 'anexo.pdf')
  await send(`${own}/archivo`, files)
  await send(`${own}/presentar`, new URLSearchParams({}))
  const page = await (await fetch(on.origin + own)).text()
  if (!/\d{4}-\d{6}/.test(page) || !page.includes(sha256)) throw new Error('no receipt')
  return own
}

/** How long the signed receipts of these take to be there. */
async function receipts(
  on: Installation,
  filed: { address: string }[],
): Promise<FilingsResult['receipt']> {
  const begun = performance.now()
  const taken: number[] = []
  for (const { address } of filed) {
    for (;;) {
      const answer = await fetch(`${on.origin}${address}/cargo`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (answer.status === 200 && bytes.includes('/ByteRange')) break
      if (performance.now() - begun > 60_000) return taken.length === 0 ? null : told(taken)
      await wait(100)
    }
    taken.push(performance.now() - begun)
  }
  return told(taken)
}

const told = (taken: number[]) => ({ ...quantiles(taken), signed: taken.length })

/** Seconds of processor of a process and everything it started (Linux; a tick is 10 ms). */
function processorTime(pid: number): number {
  return treeOf(pid).reduce((sum, each) => {
    try {
      const fields = readFileSync(`/proc/${each}/stat`, 'ascii').split(') ')[1]?.split(' ') ?? []
      return sum + (Number(fields[11]) + Number(fields[12])) / 100
    } catch {
      return sum
    }
  }, 0)
}
