// Moves the reader to the summary of errors when a form comes back with some.

export function focusErrors(page: Document): void {
  const summary = page.querySelector<HTMLElement>('[data-focus-first]')
  if (summary && !page.location.hash) summary.focus()
}
