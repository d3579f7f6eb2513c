// Hands out the number with the least cost next; a binary heap without objects.

export class Heap {
  #costs = new Float64Array(1024)
  #items = new Uint32Array(1024)
  #size = 0

  get size(): number {
    return this.#size
  }

  clear(): void {
    this.#size = 0
  }

  /** Cost of what `pop` would give; infinite when empty. */
  get least(): number {
    return this.#size > 0 ? this.#costs[0]! : Number.POSITIVE_INFINITY
  }

  push(item: number, cost: number): void {
    if (this.#size === this.#items.length) this.#grow()
    let at = this.#size++
    while (at > 0) {
      const above = (at - 1) >> 1
      if (this.#costs[above]! <= cost) break
      this.#costs[at] = this.#costs[above]!
      this.#items[at] = this.#items[above]!
      at = above
    }
    this.#costs[at] = cost
    this.#items[at] = item
  }

  /** Only while `size` is above 0. */
  pop(): number {
    const first = this.#items[0]!
    const size = --this.#size
    const cost = this.#costs[size]!
    const item = this.#items[size]!
    let at = 0
    for (;;) {
      let below = at * 2 + 1
      if (below >= size) break
      if (below + 1 < size && this.#costs[below + 1]! < this.#costs[below]!) below += 1
      if (this.#costs[below]! >= cost) break
      this.#costs[at] = this.#costs[below]!
      this.#items[at] = this.#items[below]!
      at = below
    }
    this.#costs[at] = cost
    this.#items[at] = item
    return first
  }

  #grow(): void {
    const costs = new Float64Array(this.#costs.length * 2)
    const items = new Uint32Array(costs.length)
    costs.set(this.#costs)
    items.set(this.#items)
    this.#costs = costs
    this.#items = items
  }
}
