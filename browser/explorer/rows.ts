// Fetches rows by chunk and keeps the latest ones, so that scrolling back asks for nothing again.

export type Cell = string | number | boolean | null

export interface RowSource {
  /** Rows of a chunk: now, if they are here, else null and `arrived` is called later. */
  chunk(index: number): Cell[][] | null
  /** Forgets the requests nobody waits for any more. */
  wanted(indexes: readonly number[]): void
}

export interface RowSourceOptions {
  /** Address that answers `{ rows }`; `offset` and `limit` are added. */
  url: string
  size: number
  /** Chunks kept. */
  keep: number
  arrived: (index: number) => void
  failed: (message: string) => void
  fetch: typeof fetch
}

/** Makes the source; at most four requests are under way, and those out of sight are given up. */
export function rowSource(options: RowSourceOptions): RowSource {
  const chunks = new Map<number, Cell[][]>()
  const under = new Map<number, AbortController>()
  const failures = new Map<number, number>()
  let wantedNow: readonly number[] = []

  async function load(index: number): Promise<void> {
    const controller = new AbortController()
    under.set(index, controller)
    try {
      const url = new URL(options.url, 'http://page.invalid')
      url.searchParams.set('offset', String(index * options.size))
      url.searchParams.set('limit', String(options.size))
      url.searchParams.set('count', 'none')
      const answer = await options.fetch(url.pathname + url.search, { signal: controller.signal })
      if (!answer.ok) throw new Error(String(answer.status))
      const body: unknown = await answer.json()
      chunks.set(index, rowsOf(body))
      failures.delete(index)
      trim()
      options.arrived(index)
    } catch (error) {
      if (controller.signal.aborted) return
      const times = (failures.get(index) ?? 0) + 1
      failures.set(index, times)
      if (times > 2) options.failed(error instanceof Error ? error.message : '')
    } finally {
      under.delete(index)
      next()
    }
  }

  function trim(): void {
    for (const index of chunks.keys()) {
      if (chunks.size <= options.keep) return
      if (!wantedNow.includes(index)) chunks.delete(index)
    }
  }

  function next(): void {
    for (const index of wantedNow) {
      if (under.size >= 4) return
      if (chunks.has(index) || under.has(index) || (failures.get(index) ?? 0) > 2) continue
      void load(index)
    }
  }

  return {
    chunk(index) {
      const rows = chunks.get(index)
      if (!rows) return null
      chunks.delete(index)
      chunks.set(index, rows)
      return rows
    },
    wanted(indexes) {
      wantedNow = indexes
      for (const [index, controller] of under) {
        if (!indexes.includes(index)) {
          controller.abort()
          under.delete(index)
        }
      }
      next()
    },
  }
}

function rowsOf(body: unknown): Cell[][] {
  if (typeof body === 'object' && body !== null && 'rows' in body && Array.isArray(body.rows)) {
    return body.rows
  }
  throw new Error('rows')
}
