// Keeps the place in a table in the page's address: what is copied or shared shows the rows seen here.

/** Rows of one page, as the server counts them (`pageSize` of the explorer's state). */
const pageRows = 50
/** Milliseconds without movement; browsers bear about three changes of the address a second. */
const quiet = 350

/** The address with the page that holds a row (0-based) at its top; the first page is not named. */
export function withPlace(address: string, row: number): string {
  const url = new URL(address)
  const page = Math.floor(row / pageRows) + 1
  if (page > 1) url.searchParams.set('page', String(page))
  else url.searchParams.delete('page')
  return url.href
}

/** Follows the `rimaq-rows` of a table, whose detail names the row at its top. */
export function keepPlace(document: Document): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('rimaq-swapped', () => clearTimeout(timer))
  document.addEventListener('rimaq-rows', (event) => {
    const row = event instanceof CustomEvent ? Number(event.detail.top) : NaN
    if (!Number.isFinite(row)) return
    clearTimeout(timer)
    timer = setTimeout(() => write(document, row), quiet)
  })
}

function write(document: Document, row: number): void {
  const address = withPlace(location.href, row)
  if (address === location.href) return
  history.replaceState(history.state, '', address)
  for (const code of document.querySelectorAll('rimaq-swap .code-block code')) {
    const text = code.textContent ?? ''
    const shared = /https?:\/\/[^\s"]+/.exec(text)?.[0]
    if (shared) code.textContent = text.replace(shared, () => withPlace(shared, row))
  }
}
