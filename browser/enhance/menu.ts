// Closes an open menu by Escape or by a press outside of it.

export function closeMenus(page: Document): void {
  const open = (): HTMLDetailsElement[] => [
    ...page.querySelectorAll<HTMLDetailsElement>('details.site-menu[open]'),
  ]
  page.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    for (const menu of open()) {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
  })
  page.addEventListener('click', (event) => {
    for (const menu of open()) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false
    }
  })
}
