// Files letters with an attachment of 1 MB over HTTP on a whole installation, until their signed receipts are in hand.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { syncFolder, writeHashed } from '../../src/platform/files/write-hashed.ts'
import { onDatabase } from '../../test/torture/shared/city-load.ts'
import { type Installation, install } from '../../test/torture/shared/installation.ts'
import { residentBytes, treeOf } from '../../test/torture/shared/processes.ts'
import { quantiles } from './quantiles.ts'

const organisation = [
  'clase;codigo;nombre;apellidos;depende_de;oficina;puesto;familia;roles;documento;forma;desde;hasta;acto',
  'oficina;mesa-de-partes;Mesa de partes;;;;;;;;;2023-01-01;;Ordenanza 1',
].join('\n')

export interface Quantiles {
  p50: number
  p95: number
}

export interface FilingsResult {
  clients: number
  filings: number
  perSecond: number
  /** Milliseconds from the form to the signed receipt as a file. */
  whole: Quantiles
  /** Milliseconds of the filing itself: number, case, event and journal durable, and answered. */
  filed: Quantiles
  /** Filings whose receipt was not there yet when the filer was answered. */
  late: number
  /** Seconds of processor of the server with its database, for each filing. */
  cpu: number
  /** Bytes of memory of the server with its database, at most. */
  memory: number
}

/** What the machine itself takes, one after the other: a file of 1 MB and a row, both durable. */
export interface FilingsFloor {
  file: Quantiles
  row: Quantiles
}

export interface MeasuredFilings {
  results: FilingsResult[]
  floor: FilingsFloor
}

export async function measureFilings(scale: number): Promise<MeasuredFilings> {
  const on = await install({ env: { RIMAQ_PROXIES: '127.0.0.1', RIMAQ_CLAMAV: 'none' } })
  try {
    const path = join(on.folder, 'organizacion.csv')
    await writeFile(path, organisation)
    const told = await on.run(
      ...['people', 'import', path, '--institution', '20131380951', '--name', 'Municipalidad'],
    ).ended
    if (told.code !== 0) throw new Error(told.err)
    await on.start()
    await untilProcedures(on)
    const results: FilingsResult[] = []
    for (const clients of [1, 8]) {
      results.push(await load(on, clients, Math.max(8, Math.round(400 * scale))))
    }
    return { results, floor: await measureFloor(on, Math.max(8, Math.round(100 * scale))) }
  } finally {
    await on.close()
  }
}

/** The starting content comes after the first start; asked from many addresses, as each may ask so often only. */
async function untilProcedures(on: Installation): Promise<void> {
  for (let at = 0; at < 600; at++) {
    const headers = { 'x-forwarded-for': `10.200.${at >> 8}.${at & 255}` }
    const answer = await fetch(`${on.origin}/tramites/carta/presentar`, { headers })
    await answer.arrayBuffer()
    if (answer.status === 200) return
    await wait(500)
  }
  throw new Error('the procedures did not come')
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
  const told: Filed[] = []
  const before = processorTime(server)
  const begun = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (next < count) {
        const at = next++
        told.push(await fileOne(on, `10.${client}.${at >> 8}.${at & 255}`))
      }
    }),
  )
  const seconds = (performance.now() - begun) / 1000
  const cpu = (processorTime(server) - before) / count
  clearInterval(watch)
  return {
    ...{ clients, filings: count, perSecond: count / seconds, cpu, memory },
    whole: quantiles(told.map(({ whole }) => whole)),
    filed: quantiles(told.map(({ filed }) => filed)),
    late: told.filter(({ late }) => late).length,
  }
}

interface Filed {
  whole: number
  filed: number
  late: boolean
}

/** From the form to the signed receipt in hand. */
async function fileOne(on: Installation, address: string): Promise<Filed> {
  const send = async (path: string, body: URLSearchParams | FormData): Promise<string> => {
    const headers = { 'sec-fetch-site': 'same-origin', 'x-forwarded-for': address }
    const init = { method: 'POST', redirect: 'manual' as const, headers, body }
    const answer = await fetch(on.origin + path, init)
    if (answer.status !== 303) throw new Error(`${answer.status}: ${await answer.text()}`)
    return (answer.headers.get('location') ?? '').split('?')[0] ?? ''
  }
  const form = {
    ...{ 'filer-document': 'DNI', 'filer-number': '40000001', 'filer-name': 'Persona De Prueba' },
    ...{ asunto: 'Un pedido', texto: 'Pido algo.' },
  }
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1_000_000)])
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const files = new FormData()
  files.set('requirement', '-')
  files.set('file', new Blob([bytes]), 'anexo.pdf')
  const begun = performance.now()
  const own = await send('/tramites/carta/presentar', new URLSearchParams(form))
  await send(`${own}/archivo`, files)
  const filing = performance.now()
  await send(`${own}/presentar`, new URLSearchParams({}))
  const filed = performance.now() - filing
  const headers = { 'x-forwarded-for': address }
  const page = await (await fetch(on.origin + own, { headers })).text()
  if (!/\d{4}-\d{6}/.test(page) || !page.includes(sha256)) throw new Error('no receipt')
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${on.origin}${own}/cargo`, { headers })
    const receipt = Buffer.from(await answer.arrayBuffer())
    if (answer.status === 200 && receipt.includes('/ByteRange')) {
      return { whole: performance.now() - begun, filed, late: tries > 0 }
    }
    if (tries > 600) throw new Error(`no signed receipt in a minute: ${answer.status}`)
    await wait(100)
  }
}

/** The same disk and the same database, without the program. */
async function measureFloor({ folder, data }: Installation, count: number): Promise<FilingsFloor> {
  const place = join(folder, 'floor')
  await mkdir(place)
  async function* random(): AsyncGenerator<Uint8Array> {
    yield randomBytes(1_000_000)
  }
  const file = await timed(count, async () => {
    await writeHashed(place, random())
    await syncFolder(place)
  })
  const row = await onDatabase(data, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS public.floor (said jsonb)')
    return timed(count, () => client.query(`INSERT INTO public.floor VALUES ('{"a": 1}')`))
  })
  return { file, row }
}

async function timed(count: number, work: () => Promise<unknown>): Promise<Quantiles> {
  const taken: number[] = []
  for (let at = 0; at < count; at++) {
    const begun = performance.now()
    await work()
    taken.push(performance.now() - begun)
  }
  return quantiles(taken)
}

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
