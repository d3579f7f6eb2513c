// Files at the counter as a browser does, over lines that break: what was answered is noted, the rest is tried again.
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../shared/random.ts'

export interface Acknowledged {
  sha256: string
  bytes: number
}

export interface Filing {
  id: string
  key: string
  /** Files of which the counter said that it has them. */
  files: Acknowledged[]
  /** `2026-000012` once the counter said so. */
  number: string | null
}

/** What the counter was told and answered, over all filers. */
export interface Told {
  filings: Filing[]
  /** Requests that got no answer, or one of a server that was on its way down or up. */
  repeated: number
  /** Answers that should not be, in words. */
  wrong: string[]
}

/** Milliseconds after which a step that is tried again and again counts as refused. */
const patience = 90_000

interface Sent {
  status: number
  location: string
  text: string
}

export class Filer {
  readonly #origin: string
  readonly #random: Random
  readonly #told: Told
  /** The counter limits what one address may ask; each filer has its own, behind a proxy of ours. */
  readonly #address: string

  constructor(given: { origin: string; random: Random; told: Told; at: number }) {
    this.#origin = given.origin
    this.#random = given.random
    this.#told = given.told
    this.#address = `10.${given.at >> 8}.${given.at & 255}.`
  }

  /** One filing with one to three files; ends early when `going` says no. */
  async file(going: () => boolean): Promise<void> {
    const filing = await this.#begin(going)
    if (filing === null) return
    this.#told.filings.push(filing)
    const count = 1 + this.#random.below(3)
    for (let at = 0; at < count; at++) if (!(await this.#attach(filing, going))) return
    await this.#present(filing, going)
  }

  async #begin(going: () => boolean): Promise<Filing | null> {
    const form = {
      ...{ 'filer-document': 'DNI', 'filer-number': '40000001' },
      ...{ 'filer-name': 'Persona De Prueba', asunto: 'Un pedido', texto: 'Pido algo.' },
    }
    const path = '/tramites/carta/presentar'
    const answer = await this.#until(going, () => this.#post(path, new URLSearchParams(form)))
    const [, id, key] = /\/presentacion\/([^/]+)\/([^/?]+)/.exec(answer?.location ?? '') ?? []
    return id === undefined || key === undefined ? null : { id, key, files: [], number: null }
  }

  /** False when it was not finished. An answer that got lost is looked for on the page. */
  async #attach(filing: Filing, going: () => boolean): Promise<boolean> {
    const bytes = Buffer.concat([
      Buffer.from('%PDF-1.7\n'),
      this.#random.bytes(1_000 + this.#random.below(60_000)),
    ])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const address = `/presentacion/${filing.id}/${filing.key}`
    const answer = await this.#until(going, async (again) => {
      if (again) {
        const page = await this.#get(address)
        if (page !== null && page.status === 200 && page.text.includes(sha256)) return page
      }
      const form = new FormData()
      form.set('requirement', '-')
      form.set('file', new Blob([bytes], { type: 'application/pdf' }), 'documento.pdf')
      return this.#post(`${address}/archivo`, form)
    })
    if (answer === null) return false
    filing.files.push({ sha256, bytes: bytes.length })
    return true
  }

  /** Sometimes from two tabs at once: both are told the same number. */
  async #present(filing: Filing, going: () => boolean): Promise<void> {
    const address = `/presentacion/${filing.id}/${filing.key}`
    const tabs = this.#random.below(4) === 0 ? 2 : 1
    const once = (): Promise<Sent | null> =>
      this.#post(`${address}/presentar`, new URLSearchParams({}))
    const answers = await Promise.all(
      Array.from({ length: tabs }, () => this.#until(going, () => once())),
    )
    if (answers.every((answer) => answer === null)) return
    const page = await this.#until(going, () => this.#get(address))
    const number = /\b\d{4}-\d{6}\b/.exec(page?.text ?? '')?.[0]
    if (page !== null && number === undefined) {
      this.#told.wrong.push(`filed, and the page shows no number: ${page.status}`)
    }
    // Acknowledged without its number where the torture ends before the page is read.
    filing.number = number ?? ''
  }

  /** Tries until there is an answer of a server that stands; null when the torture ended before. */
  async #until(
    going: () => boolean,
    ask: (again: boolean) => Promise<Sent | null>,
  ): Promise<Sent | null> {
    const begun = performance.now()
    for (let again = false; ; again = true) {
      const answer = await ask(again)
      if (answer !== null && (answer.status === 303 || answer.status === 200)) return answer
      if (answer !== null && answer.status < 500 && answer.status !== 429) {
        const said = /<title>(.*?)<\/title>/s.exec(answer.text)?.[1] ?? answer.text.slice(0, 80)
        this.#told.wrong.push(`answered ${answer.status}: ${said}`)
        return null
      }
      if (!going()) return null
      if (performance.now() - begun > patience) {
        this.#told.wrong.push(`no answer in ${patience} ms, last ${answer?.status ?? 'none'}`)
        return null
      }
      this.#told.repeated += 1
      await wait(50 + this.#random.below(100))
    }
  }

  #post(path: string, body: URLSearchParams | FormData): Promise<Sent | null> {
    return this.#send(path, { method: 'POST', body })
  }

  #get(path: string): Promise<Sent | null> {
    return this.#send(path, { method: 'GET' })
  }

  /** Null when the line broke. */
  async #send(path: string, init: RequestInit): Promise<Sent | null> {
    try {
      const answer = await fetch(this.#origin + path, {
        ...init,
        redirect: 'manual',
        headers: {
          ...{ accept: 'text/html', 'sec-fetch-site': 'same-origin' },
          'x-forwarded-for': `${this.#address}${this.#random.below(250)}`,
        },
      })
      const { status } = answer
      return { status, location: answer.headers.get('location') ?? '', text: await answer.text() }
    } catch {
      return null
    }
  }
}
