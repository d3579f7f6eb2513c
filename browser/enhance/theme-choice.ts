// Offers light, dark or the system's choice, and remembers it on this machine only.

type Choice = 'system' | 'light' | 'dark'

const choices: readonly Choice[] = ['system', 'light', 'dark']

/** `<rimaq-theme data-label data-system data-light data-dark>` becomes a labelled list. */
class ThemeChoice extends HTMLElement {
  connectedCallback(): void {
    if (this.firstChild) return
    const label = document.createElement('label')
    label.className = 'theme-choice'
    const words = document.createElement('span')
    words.textContent = this.dataset['label'] ?? ''
    const select = document.createElement('select')
    select.className = 'input input-select'
    for (const choice of choices) {
      select.append(new Option(this.dataset[choice] ?? choice, choice))
    }
    select.value = remembered()
    select.addEventListener('change', () => choose(select.value))
    label.append(words, select)
    this.append(label)
  }
}

export function defineTheme(): void {
  if (!customElements.get('rimaq-theme')) customElements.define('rimaq-theme', ThemeChoice)
}

function remembered(): Choice {
  try {
    return choices.find((choice) => choice === localStorage.getItem('theme')) ?? 'system'
  } catch {
    // Storage may be refused by the reader's settings.
    return 'system'
  }
}

function choose(choice: string): void {
  const { dataset } = document.documentElement
  if (choice === 'light' || choice === 'dark') dataset['theme'] = choice
  else delete dataset['theme']
  try {
    if (choice === 'system') localStorage.removeItem('theme')
    else localStorage.setItem('theme', choice)
  } catch {
    // Storage may be refused: the choice then holds for this page alone.
  }
}
