// Turns the explorer's plain table into one that scrolls over every row, drawing only what is seen.
import { showRow } from './row-dialog.ts'
import { rowSource } from './rows.ts'
import type { RowSource } from './rows.ts'
import { columnFormats } from './formats.ts'
import type { Format } from './formats.ts'
import {
  chunksFor,
  isSqueezed,
  lastTop,
  offsetOf,
  rowAfter,
  scrollHeight,
  visible,
} from './window.ts'
import type { Grid } from './window.ts'

const chunkSize = 200

/**
 * `<rimaq-grid data-rows="/api/v1/…" data-total="2117219" data-first="0" data-types="integer,text"
 * data-lang="es" data-waiting="…" data-failed="…">` around a table whose first column is the row number.
 */
export class RimaqGrid extends HTMLElement {
  #grid: Grid = { total: 0, rowHeight: 32, viewport: 0 }
  #top = 0
  #source: RowSource | undefined
  #table: HTMLTableElement | null = null
  #body: HTMLTableSectionElement | null = null
  #scroller: HTMLDivElement | undefined
  #filler: HTMLDivElement | undefined
  #pane: HTMLDivElement | undefined
  #drawn = ''
  #frame = 0
  #formats: Format[] = []
  #offset = 0
  #settle: ReturnType<typeof setTimeout> | undefined
  #stop = new AbortController()

  connectedCallback(): void {
    this.#table = this.querySelector('table')
    this.#body = this.#table?.tBodies[0] ?? null
    const url = this.dataset.rows
    if (!this.#table || !this.#body || !url) return
    this.#stop = new AbortController()
    this.#grid.total = Number(this.dataset.total ?? '0')
    this.#formats = columnFormats(this.dataset)
    this.#frameIn()
    this.#source = rowSource({
      url,
      size: chunkSize,
      keep: 60,
      arrived: () => this.#redraw(),
      failed: () => this.#say(this.dataset.failed ?? ''),
      fetch: (input, init) => fetch(input, init),
    })
    this.#goTo(Number(this.dataset.first ?? '0'))
  }

  disconnectedCallback(): void {
    this.#stop.abort()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#settle)
  }

  /**
   * Keeps each column as wide as its first rows made it: rows that come later must not move the
   * others under the reader's eyes.
   */
  #widths(): void {
    const table = this.#table
    const heads = [...(table?.tHead?.rows[0]?.cells ?? [])]
    if (!table || heads.length === 0) return
    const widths = heads.map((head) => Math.ceil(head.getBoundingClientRect().width))
    const group = document.createElement('colgroup')
    for (const [index, width] of widths.entries()) {
      const column = document.createElement('col')
      // Row numbers grow with the table: room for the last of them from the start.
      const digits = index === 0 ? String(this.#grid.total).length * 9 + 28 : 0
      column.style.width = `${Math.max(width, digits)}px`
      group.append(column)
    }
    table.querySelector('colgroup')?.remove()
    table.caption?.after(group)
    table.classList.add('is-fixed')
  }

  #frameIn(): void {
    const table = this.#table
    if (!table) return
    const scroller = document.createElement('div')
    scroller.className = 'grid-scroller'
    scroller.tabIndex = 0
    scroller.setAttribute('role', 'region')
    scroller.setAttribute('aria-label', table.caption?.textContent?.trim() ?? '')
    const filler = document.createElement('div')
    filler.className = 'grid-filler'
    const pane = document.createElement('div')
    pane.className = 'grid-pane'
    // The plain frame was the region that scrolls; now the scroller inside it is.
    const frame = table.closest('.table-frame')
    for (const name of ['role', 'tabindex', 'aria-labelledby']) frame?.removeAttribute(name)
    table.before(scroller)
    scroller.append(filler)
    filler.append(pane)
    pane.append(table)
    table.classList.add('grid-table')
    table.setAttribute('aria-rowcount', String(this.#grid.total + 1))
    this.classList.add('is-live')
    this.#scroller = scroller
    this.#filler = filler
    this.#pane = pane
    this.#widths()
    // Only now have the rows the one height they keep.
    const row = this.#body?.rows[0]
    if (row) this.#grid.rowHeight = Math.max(24, Math.round(row.getBoundingClientRect().height))
    this.#measure()
    const signal = this.#stop.signal
    scroller.addEventListener('scroll', () => this.#scrolled(), { signal, passive: true })
    scroller.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false })
    scroller.addEventListener('keydown', (event) => this.#key(event), { signal })
    this.#body?.addEventListener('click', (event) => this.#click(event), { signal })
    const observer = new ResizeObserver(() => {
      this.#measure()
      this.#redraw()
    })
    observer.observe(scroller)
    signal.addEventListener('abort', () => observer.disconnect())
  }

  #measure(): void {
    if (!this.#scroller || !this.#filler || !this.#pane || !this.#table) return
    const head = this.#table.tHead?.getBoundingClientRect().height ?? 0
    this.#grid.viewport = Math.max(this.#grid.rowHeight, this.#scroller.clientHeight - head)
    this.#filler.style.height = `${scrollHeight(this.#grid) + head}px`
    this.#pane.style.height = `${this.#scroller.clientHeight}px`
  }

  #scrolled(): void {
    const offset = this.#scroller?.scrollTop ?? 0
    // Only a scroll that does not come from us moves the rows: ours keep their exact row.
    if (Math.abs(offset - this.#offset) > 1) {
      this.#top = rowAfter(this.#grid, this.#top, this.#offset, offset)
    }
    this.#offset = offset
    clearTimeout(this.#settle)
    // Setting the offset during a swing of the finger would stop it: wait until it is over.
    if (isSqueezed(this.#grid)) this.#settle = setTimeout(() => this.#goTo(this.#top), 250)
    this.#redraw()
  }

  #wheel(event: WheelEvent): void {
    if (!isSqueezed(this.#grid) || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))
      return
    event.preventDefault()
    const pixels = event.deltaMode === 1 ? event.deltaY * this.#grid.rowHeight : event.deltaY
    this.#goTo(this.#top + pixels / this.#grid.rowHeight)
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#grid.viewport / this.#grid.rowHeight) - 1)
    const to: Record<string, number> = {
      ArrowDown: this.#top + 1,
      ArrowUp: this.#top - 1,
      PageDown: this.#top + page,
      PageUp: this.#top - page,
      Home: 0,
      End: this.#grid.total,
    }
    const row = to[event.key]
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.#goTo(row)
  }

  /** The row's number, and a cell whose text is cut, open the row whole. */
  #click(event: MouseEvent): void {
    const target = event.target
    if (!(target instanceof Element) || target.closest('a, summary')) return
    const cell = target.closest<HTMLTableCellElement>('td, th')
    const line = target.closest('tr')
    if (!cell || !line) return
    const cut = cell.scrollWidth > cell.clientWidth
    if (!target.closest('button') && (!cut || getSelection()?.toString())) return
    const index = Number(line.getAttribute('aria-rowindex')) - 2
    const values = this.#source?.chunk(Math.floor(index / chunkSize))?.[index % chunkSize]
    if (!values) return
    const names = [...(this.#table?.tHead?.rows[0]?.cells ?? [])].map(
      (head) => head.querySelector('.table-sort')?.firstChild?.textContent?.trim() ?? '',
    )
    const fields = values.slice(1).map((value, column) => ({
      name: names[column + 1] ?? '',
      value: this.#formats[column + 1]?.write(value) ?? '',
      numeric: this.#formats[column + 1]?.numeric ?? false,
      missing: value === null || value === '',
    }))
    const { row = '', close = '' } = this.dataset
    showRow(`${row} ${this.#formats[0]?.write(values[0] ?? null) ?? ''}`, fields, close)
  }

  #goTo(row: number): void {
    this.#top = Math.min(Math.max(0, row), lastTop(this.#grid))
    clearTimeout(this.#settle)
    if (this.#scroller) {
      this.#scroller.scrollTop = offsetOf(this.#grid, this.#top)
      this.#offset = this.#scroller.scrollTop
    }
    this.#redraw()
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    const { from, to } = visible(this.#grid, this.#top, 4)
    const chunks = chunksFor(from, to, chunkSize)
    const ahead = chunksFor(to, Math.min(this.#grid.total, to + chunkSize), chunkSize)
    this.#source?.wanted([...new Set([...chunks, ...ahead])])
    const ready = chunks.filter((index) => this.#source?.chunk(index))
    // The server's own rows stand until theirs have come: no flash of empty ones.
    if (this.#drawn === '' && ready.length < chunks.length) return
    const mark = `${from}-${to}:${ready.join()}`
    if (mark !== this.#drawn) {
      this.#drawn = mark
      this.#fill(from, to)
    }
    const shift = Math.round((this.#top - from) * this.#grid.rowHeight)
    if (this.#body) this.#body.style.transform = `translateY(${-shift}px)`
    const detail = { top: Math.floor(this.#top) }
    this.dispatchEvent(new CustomEvent('rimaq-rows', { bubbles: true, detail }))
  }

  #fill(from: number, to: number): void {
    const body = this.#body
    if (!body) return
    const width = this.#formats.length
    while (body.rows.length > to - from) body.deleteRow(-1)
    for (let index = from; index < to; index += 1) {
      const line = body.rows[index - from] ?? this.#newRow(body, width)
      const chunk = this.#source?.chunk(Math.floor(index / chunkSize)) ?? null
      const values = chunk?.[index % chunkSize]
      line.setAttribute('aria-rowindex', String(index + 2))
      line.classList.toggle('is-waiting', values === undefined)
      for (let column = 0; column < width; column += 1) {
        const cell = line.cells[column]
        if (!cell) continue
        const value = values?.[column] ?? null
        const format = this.#formats[column]
        const shown = values && format ? format.write(value) : column === 0 ? '…' : ''
        const place = column === 0 ? (cell.querySelector('button') ?? this.#opener(cell)) : cell
        if (place.textContent !== shown) place.textContent = shown
        cell.classList.toggle('cell-null', values !== undefined && (value === null || value === ''))
      }
    }
    if (body.querySelector('.is-waiting')) this.#say(this.dataset.waiting ?? '')
    else this.#say('')
  }

  #opener(cell: HTMLTableCellElement): HTMLButtonElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'row-open'
    cell.replaceChildren(button)
    return button
  }

  #newRow(body: HTMLTableSectionElement, width: number): HTMLTableRowElement {
    const line = body.insertRow()
    for (let column = 0; column < width; column += 1) {
      const cell = column === 0 ? document.createElement('th') : document.createElement('td')
      if (column === 0) cell.setAttribute('scope', 'row')
      if (this.#formats[column]?.numeric) cell.className = 'number'
      line.append(cell)
    }
    return line
  }

  #say(message: string): void {
    const place = this.querySelector('.grid-status')
    if (place && place.textContent !== message) place.textContent = message
  }
}
