// Gives each block of code a button that copies it.

export function enhanceCopyButtons(page: Document): void {
  for (const block of page.querySelectorAll<HTMLElement>('[data-copy]')) {
    if (block.querySelector('button.copy')) continue
    const button = page.createElement('button')
    button.type = 'button'
    button.className = 'copy'
    const label = block.dataset['copy'] ?? ''
    button.textContent = label
    const said = page.createElement('span')
    said.className = 'visually-hidden'
    said.setAttribute('role', 'status')
    button.addEventListener('click', () => {
      const text = block.querySelector('code')?.textContent ?? ''
      void copy(text).then((done) => {
        const word = (done ? block.dataset['copied'] : block.dataset['failed']) ?? ''
        button.textContent = word
        said.textContent = word
        setTimeout(() => {
          button.textContent = label
          said.textContent = ''
        }, 2000)
      })
    })
    block.append(button, said)
  }
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // The browser or its user refused; the words on the button say so.
    return false
  }
}
