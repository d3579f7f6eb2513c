// Answers filters, sorts and pages in place: the same addresses and pages, without loading them anew.

/** `<rimaq-swap>` around a region with an id; links and forms inside that stay on this path swap it. */
export class RimaqSwap extends HTMLElement {
  #stop = new AbortController()
  #last: AbortController | undefined

  connectedCallback(): void {
    this.#stop = new AbortController()
    const signal = this.#stop.signal
    this.addEventListener('click', (event) => this.#click(event), { signal })
    this.addEventListener('submit', (event) => this.#submit(event), { signal })
    this.addEventListener('change', (event) => this.#change(event), { signal })
    addEventListener('popstate', () => void this.#go(location.href, false), { signal })
  }

  disconnectedCallback(): void {
    this.#stop.abort()
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey) return
    if (event.shiftKey || event.altKey || !(event.target instanceof Element)) return
    const link = event.target.closest('a')
    if (!link || link.target || link.hasAttribute('download') || !here(link.href)) return
    if (link.hash && new URL(link.href).search === location.search) return
    event.preventDefault()
    void this.#go(link.href, true)
  }

  #submit(event: SubmitEvent): void {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method !== 'get' || !here(form.action)) return
    event.preventDefault()
    const url = new URL(form.action)
    url.search = ''
    for (const [key, value] of new FormData(form, event.submitter)) {
      if (typeof value === 'string' && value !== '') url.searchParams.append(key, value)
    }
    void this.#go(url.href, true)
  }

  /** A choice in a form marked so answers at once; others wait for their button. */
  #change(event: Event): void {
    const field = event.target
    if (field instanceof HTMLSelectElement && field.closest('[data-at-once]')) {
      field.form?.requestSubmit()
    }
  }

  async #go(address: string, push: boolean): Promise<void> {
    this.#last?.abort()
    const controller = new AbortController()
    this.#last = controller
    this.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(address, {
        headers: { accept: 'text/html' },
        signal: controller.signal,
      })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.querySelector('rimaq-swap')
      if (!fresh) {
        location.assign(address)
        return
      }
      const focus = focusMark()
      this.replaceChildren(...fresh.childNodes)
      document.title = page.title
      document.dispatchEvent(new Event('rimaq-swapped'))
      if (push) history.pushState(null, '', answer.url || address)
      refocus(this, focus)
    } catch {
      if (!controller.signal.aborted) location.assign(address)
    } finally {
      if (this.#last === controller) this.removeAttribute('aria-busy')
    }
  }
}

function here(address: string): boolean {
  const url = new URL(address, location.href)
  return url.origin === location.origin && url.pathname === location.pathname
}

/** What has the focus, in words that find it again in the new content. */
function focusMark(): string | null {
  const active = document.activeElement
  if (!active || active === document.body) return null
  if (active.id) return `#${CSS.escape(active.id)}`
  const name = active.getAttribute('name')
  if (name) return `[name="${CSS.escape(name)}"]`
  const key = active.getAttribute('data-focus')
  return key ? `[data-focus="${CSS.escape(key)}"]` : null
}

function refocus(region: HTMLElement, mark: string | null): void {
  const again = mark ? region.querySelector(mark) : null
  if (again instanceof HTMLElement) again.focus({ preventScroll: true })
}
