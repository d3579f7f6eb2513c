// The form of attachments as it is with JavaScript: progress, going on by itself, and going on after a reload.
import { Refused, sendFile } from './send.ts'

/** As the page tells it: an upload of this draft that did not end. */
export interface Unfinished {
  id: string
  fingerprint: string
}

/** What the same file is known again by; short enough to be kept. */
export function fingerprintOf({ name, size, lastModified }: File): string {
  return `${size} ${lastModified} ${name}`.slice(0, 200)
}

/** `«{name}»: {percent} %` with its values. */
export function filled(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

export class UploadElement extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form')
    const input = this.querySelector<HTMLInputElement>('input[type=file]')
    if (!form || !input) return
    form.addEventListener('submit', (event) => {
      const [file] = input.files ?? []
      // An empty box is for the server to complain about.
      if (file === undefined || file.size === 0) return
      event.preventDefault()
      void this.#send(form, file)
    })
  }

  async #send(form: HTMLFormElement, file: File): Promise<void> {
    const { address = '', unfinished = '[]', refused = '' } = this.dataset
    const button = form.querySelector('button')
    const shown = this.#progress(file)
    const fingerprint = fingerprintOf(file)
    const known = (JSON.parse(unfinished) as Unfinished[]).find(
      (each) => each.fingerprint === fingerprint,
    )
    const requirement = form.querySelector<HTMLSelectElement>('select')?.value ?? ''
    if (button) button.disabled = true
    try {
      await sendFile({
        ...{ file, address, metadata: { requirement, fingerprint } },
        ...(known === undefined ? {} : { known: `${address}/${known.id}` }),
        ...{ progress: shown.progress, waiting: shown.waiting },
        signal: new AbortController().signal,
      })
      location.assign(location.pathname + location.search)
    } catch (error) {
      if (button) button.disabled = false
      const said = error instanceof Refused ? error.message : ''
      shown.say(said === '' ? filled(refused, { name: file.name }) : said)
      shown.line.classList.add('field-error')
      shown.bar.remove()
    }
  }

  #progress(file: File): {
    line: HTMLElement
    bar: HTMLElement
    say(text: string): void
    progress(bytes: number): void
    waiting(down: boolean): void
  } {
    const { sending = '', waiting: down = '' } = this.dataset
    this.querySelector('.upload-progress')?.remove()
    const place = document.createElement('div')
    place.className = 'upload-progress'
    const line = document.createElement('p')
    line.setAttribute('role', 'status')
    const bar = document.createElement('progress')
    bar.max = file.size
    bar.value = 0
    bar.ariaLabel = file.name
    place.append(line, bar)
    this.append(place)
    let told = -1
    const say = (text: string): void => {
      if (line.textContent !== text) line.textContent = text
    }
    const progress = (bytes: number): void => {
      bar.value = bytes
      const percent = Math.floor((bytes / file.size) * 20) * 5
      // Readers of the screen hear every twentieth, not every packet.
      if (percent === told) return
      told = percent
      say(filled(sending, { name: file.name, percent: String(percent) }))
    }
    const waiting = (yes: boolean): void => {
      if (yes) say(filled(down, { name: file.name }))
      else told = -1
    }
    progress(0)
    return { line, bar, say, progress, waiting }
  }
}
