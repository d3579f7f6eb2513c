// Offers what the reader may mean while typing: a combobox as the ARIA Authoring Practices describe.

interface Suggestion {
  title: string
  kind?: string
  /** Where choosing it leads; without one, the title is written into the box and searched. */
  href?: string
}

/** Milliseconds of silence before asking, so that a phone asks once a word and not once a letter. */
const patience = 120

/** `<rimaq-suggest data-source="/…">` around an input; without a source it stays a plain box. */
class Suggest extends HTMLElement {
  #input: HTMLInputElement | null = null
  #list: HTMLUListElement | null = null
  #said: HTMLElement | null = null
  #found: Suggestion[] = []
  #current = -1
  #asked: AbortController | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  connectedCallback(): void {
    const input = this.querySelector('input')
    if (!input || !this.dataset['source'] || this.#input) return
    this.#input = input
    const list = document.createElement('ul')
    list.className = 'suggestions'
    list.id = `${input.id}-suggestions`
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', input.labels?.[0]?.textContent ?? '')
    list.hidden = true
    const said = document.createElement('span')
    said.className = 'visually-hidden'
    said.setAttribute('role', 'status')
    this.append(list, said)
    this.#list = list
    this.#said = said
    input.setAttribute('role', 'combobox')
    input.setAttribute('aria-autocomplete', 'list')
    input.setAttribute('aria-expanded', 'false')
    input.setAttribute('aria-controls', list.id)
    input.addEventListener('input', () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#ask(), patience)
    })
    input.addEventListener('keydown', (event) => this.#key(event))
    input.addEventListener('blur', () => this.#close())
    list.addEventListener('pointerdown', (event) => {
      // The box keeps the focus, so that the list is not closed before the press is over.
      event.preventDefault()
    })
    list.addEventListener('click', (event) => {
      const item = (event.target as Element).closest('li')
      if (item) this.#choose([...list.children].indexOf(item))
    })
  }

  async #ask(): Promise<void> {
    const text = this.#input?.value.trim() ?? ''
    this.#asked?.abort()
    if (text.length < 2) return this.#close()
    this.#asked = new AbortController()
    const address = new URL(this.dataset['source'] ?? '', location.href)
    address.searchParams.set('q', text)
    const lang = document.documentElement.lang
    if (lang !== 'es') address.searchParams.set('lang', lang)
    try {
      const answer = await fetch(address, { signal: this.#asked.signal })
      if (!answer.ok) return this.#close()
      this.#show(readSuggestions(await answer.json()))
    } catch {
      // Out of reach or overtaken by the next letter: the form works without suggestions.
      this.#close()
    }
  }

  #show(found: Suggestion[]): void {
    if (!this.#list || !this.#input || !this.#said) return
    this.#found = found
    this.#current = -1
    this.#list.replaceChildren(
      ...found.map(({ title, kind }, index) => {
        const item = document.createElement('li')
        item.id = `${this.#list?.id}-${index}`
        item.setAttribute('role', 'option')
        item.setAttribute('aria-selected', 'false')
        const words = document.createElement('span')
        words.textContent = title
        item.append(words)
        if (kind) {
          const note = document.createElement('span')
          note.className = 'suggestion-kind'
          note.textContent = kind
          item.append(note)
        }
        return item
      }),
    )
    this.#open(found.length > 0)
    const words = this.dataset[found.length > 0 ? 'some' : 'none'] ?? ''
    this.#said.textContent = words.replace('#', String(found.length))
  }

  #open(open: boolean): void {
    if (this.#list) this.#list.hidden = !open
    this.#input?.setAttribute('aria-expanded', String(open))
    if (!open) this.#input?.removeAttribute('aria-activedescendant')
  }

  #close(): void {
    this.#asked?.abort()
    this.#found = []
    this.#current = -1
    this.#open(false)
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.#found.length > 0) {
      event.preventDefault()
      this.#close()
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && this.#found.length > 0) {
      event.preventDefault()
      this.#move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter' && this.#current >= 0) {
      event.preventDefault()
      this.#choose(this.#current)
    }
  }

  /** From the box through the list and back to the box. */
  #move(step: 1 | -1): void {
    const places = this.#found.length + 1
    this.#current = ((this.#current + 1 + step + places) % places) - 1
    for (const [index, item] of [...(this.#list?.children ?? [])].entries()) {
      item.setAttribute('aria-selected', String(index === this.#current))
      if (index === this.#current) {
        this.#input?.setAttribute('aria-activedescendant', item.id)
        item.scrollIntoView({ block: 'nearest' })
      }
    }
    if (this.#current < 0) this.#input?.removeAttribute('aria-activedescendant')
  }

  #choose(index: number): void {
    const chosen = this.#found[index]
    if (!chosen || !this.#input) return
    this.#close()
    if (chosen.href?.startsWith('/') && !chosen.href.startsWith('//')) {
      location.assign(chosen.href)
      return
    }
    this.#input.value = chosen.title
    this.#input.form?.requestSubmit()
  }
}

export function defineSuggest(): void {
  if (!customElements.get('rimaq-suggest')) customElements.define('rimaq-suggest', Suggest)
}

/** Keeps what has the expected shape; an answer of another shape is no suggestion. */
function readSuggestions(answer: unknown): Suggestion[] {
  const list = Array.isArray(answer)
    ? answer
    : ((answer as { suggestions?: unknown } | null)?.suggestions ?? [])
  if (!Array.isArray(list)) return []
  return list.slice(0, 8).flatMap((item: unknown) => {
    const { title, label, kind, href } = (item ?? {}) as Record<string, unknown>
    if (typeof title !== 'string') return []
    const words = typeof label === 'string' ? label : typeof kind === 'string' ? kind : null
    return [
      {
        title,
        ...(words === null ? {} : { kind: words }),
        ...(typeof href === 'string' ? { href } : {}),
      },
    ]
  })
}
