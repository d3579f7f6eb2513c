// Remembers on which line of the file each record began, in little memory.

/** Records are numbered from 0; lines from 1. Only changes of the distance are kept. */
export class LineMap {
  readonly #records: number[] = []
  readonly #distances: number[] = []
  #distance = Number.NaN

  add(record: number, line: number): void {
    const distance = line - record
    if (distance === this.#distance) return
    this.#distance = distance
    this.#records.push(record)
    this.#distances.push(distance)
  }

  line(record: number): number {
    let low = 0
    let high = this.#records.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#records[middle]! <= record) low = middle
      else high = middle - 1
    }
    return record + (this.#distances[low] ?? 1)
  }
}

/** A count with the first ten places. */
export class Tally {
  count = 0
  readonly rows: number[] = []

  add(row: number): void {
    this.count++
    if (this.rows.length < 10) this.rows.push(row)
  }
}
