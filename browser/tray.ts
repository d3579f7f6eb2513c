// Keys in a tray: j and k move between cases, Enter opens the one that is meant, x marks it.

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    ['TEXTAREA', 'SELECT'].includes(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox'))

function useKeys(form: HTMLFormElement): void {
  const links = (): HTMLAnchorElement[] => [
    ...form.querySelectorAll<HTMLAnchorElement>('tbody th a'),
  ]
  const current = (): number =>
    links().findIndex((link) => link.closest('tr')?.contains(document.activeElement) === true)
  const go = (by: 1 | -1): void => {
    const all = links()
    const at = current()
    const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by
    all[next]?.focus()
  }
  const mark = (): void => {
    const row = links()[current()]?.closest('tr')
    row?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const act = { j: () => go(1), k: () => go(-1), x: mark }[event.key]
    // Enter is the link's own: the number of the case has the focus.
    if (act === undefined) return
    event.preventDefault()
    act()
  })
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-tray]')) useKeys(form)
