// Saves the answers of a survey while they are filled in; what could not be sent waits on this device and is sent later.

/** Milliseconds after the last change, and between attempts while there is no connection. */
const times = { pause: 2_000, again: 15_000 } as const

type Entries = [string, string][]

const told = document.querySelector<HTMLElement>('[data-autosave]')
const form = document.querySelector<HTMLFormElement>('form.form')
if (told && form) keep(form, told)

function keep(form: HTMLFormElement, told: HTMLElement): void {
  const { autosave = '', saved = '', failed = '', changed = '', restored = '' } = told.dataset
  const place = `rimaq-answers ${autosave}`
  const seen = form.querySelector<HTMLInputElement>('input[name=seen]')
  let timer = 0
  let kept = JSON.stringify(entriesOf(form))
  let running: Promise<void> = Promise.resolve()
  let refused = false

  const save = async (): Promise<void> => {
    const entries = entriesOf(form)
    const text = JSON.stringify(entries)
    if (text === kept || refused) return
    store(place, JSON.stringify({ seen: seen?.value ?? '', entries }))
    const body = new URLSearchParams([...entries, ['seen', seen?.value ?? ''], ['autosave', 'yes']])
    const answer = await fetch(autosave, { method: 'POST', body }).catch(() => null)
    if (answer?.ok === true && !answer.redirected) {
      const mark = await answer.text()
      if (seen) seen.value = mark
      kept = text
      store(place, null)
      const time = new Date().toLocaleTimeString(document.documentElement.lang, {
        ...{ hour: '2-digit', minute: '2-digit' },
      })
      told.textContent = `${saved} ${time}`
      return
    }
    // Somebody else saved the same part: to go on sending would undo their work.
    refused = answer?.status === 409
    told.textContent = refused ? changed : failed
    if (!refused) later(times.again)
  }
  const later = (wait: number): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      running = running.then(save)
    }, wait)
  }

  const waiting = read(place)
  // Only onto the answers it was typed over.
  if (waiting !== null && waiting.seen === (seen?.value ?? '')) {
    fill(form, waiting.entries)
    told.textContent = restored
    later(0)
  } else store(place, null)
  form.addEventListener('input', () => later(times.pause))
  form.addEventListener('change', () => later(times.pause))
  window.addEventListener('online', () => later(0))
  form.addEventListener('submit', () => {
    window.clearTimeout(timer)
    store(place, null)
  })
}

/** Without the key of repetition: an attempt that says something else is not the same request. */
function entriesOf(form: HTMLFormElement): Entries {
  return [...new FormData(form)].flatMap(([name, value]): Entries =>
    typeof value === 'string' && name !== 'idempotency-key' && name !== 'seen'
      ? [[name, value]]
      : [],
  )
}

function fill(form: HTMLFormElement, entries: Entries): void {
  const values = Map.groupBy(entries, ([name]) => name)
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
      field.checked = values.get(field.name)?.some(([, value]) => value === field.value) === true
    } else if (
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement ||
      (field instanceof HTMLInputElement && field.type !== 'hidden')
    ) {
      const [first] = values.get(field.name) ?? []
      if (first !== undefined) field.value = first[1]
    }
  }
}

/** A device may refuse to keep anything: then only the connection keeps it. */
function store(place: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(place)
    else localStorage.setItem(place, text)
  } catch {
    return
  }
}

function read(place: string): { seen: string; entries: Entries } | null {
  try {
    const text = localStorage.getItem(place)
    return text === null ? null : (JSON.parse(text) as { seen: string; entries: Entries })
  } catch {
    return null
  }
}
