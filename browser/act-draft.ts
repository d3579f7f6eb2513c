// Saves the text of a draft while it is written, so that a lost connection costs some seconds and no page.

/** Milliseconds after the last key. */
const pause = 5_000

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) {
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name=body]')
  const seen = form.querySelectorAll<HTMLInputElement>('input[name=seen]')
  const told = form.querySelector<HTMLElement>('.act-saving')
  if (text && told && seen.length > 0) keep(form, { text, told })
}

function keep(
  form: HTMLFormElement,
  { text, told }: { text: HTMLTextAreaElement; told: HTMLElement },
): void {
  const { autosave = '', saved = '', failed = '' } = form.dataset
  let timer = 0
  let kept = text.value
  // A second save before the first is answered would look like that of somebody else.
  let running: Promise<void> = Promise.resolve()
  const save = async (): Promise<void> => {
    const body = text.value
    const input = form.querySelector<HTMLInputElement>('input[name=seen]')
    if (body === kept || input === null) return
    const answer = await fetch(autosave, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ seen: Number(input.value), body }),
    }).catch(() => null)
    if (answer?.ok !== true) {
      told.textContent = failed
      return
    }
    const { version } = (await answer.json()) as { version: number }
    kept = body
    // All forms of the page speak of the text that counts now.
    for (const each of document.querySelectorAll<HTMLInputElement>('input[name=seen]')) {
      each.value = String(version)
    }
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      ...{ hour: '2-digit', minute: '2-digit' },
    })
    told.textContent = `${saved} ${time}`
  }
  text.addEventListener('input', () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      running = running.then(save)
    }, pause)
  })
  form.addEventListener('submit', () => window.clearTimeout(timer))
}
