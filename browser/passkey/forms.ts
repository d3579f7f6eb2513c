// Shows forms of passkeys where the browser has them, and takes each through its three steps.
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'

interface Begun {
  ceremony: string
  options: unknown
}

/** Where there are no passkeys, the form says so and the rest of the page remains. */
export function servePasskeyForms(page: Document): void {
  for (const note of page.querySelectorAll<HTMLElement>('[data-no-script]')) note.hidden = true
  for (const form of page.querySelectorAll<HTMLFormElement>('form[data-passkey]')) {
    form.hidden = false
    if (!browserSupportsWebAuthn()) {
      say(form, form.dataset['absent'] ?? '')
      form.querySelector('button')?.remove()
      continue
    }
    page.querySelector('[data-after-passkey]')?.removeAttribute('hidden')
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void send(form)
    })
  }
}

let busy = false

async function send(form: HTMLFormElement): Promise<void> {
  if (busy) return
  busy = true
  say(form, '')
  const waiting = form.querySelector<HTMLElement>('[data-waiting]')
  if (waiting) waiting.textContent = waiting.dataset['waiting'] ?? ''
  try {
    const begun = await begin(form)
    if (begun === null) return say(form, form.dataset['failed'] ?? '')
    const answer = await ask(form.dataset['passkey'], begun)
    put(form, 'proof-ceremony', begun.ceremony)
    put(form, 'proof-answer', JSON.stringify(answer))
    form.submit()
  } catch (error) {
    const told = error instanceof Error && /NotAllowedError|AbortError/.test(error.name)
    say(form, form.dataset[told ? 'cancelled' : 'failed'] ?? '')
  } finally {
    busy = false
    if (waiting) waiting.textContent = ''
  }
}

/** The options for this form; null when the server refuses. */
async function begin(form: HTMLFormElement): Promise<Begun | null> {
  const wanted = (form.dataset['send'] ?? '').split(' ').filter(Boolean)
  const typed = new FormData(form)
  const body: Record<string, string> = {}
  for (const name of wanted) {
    const value = typed.get(name)
    if (typeof value === 'string') body[name] = value
  }
  const answer = await fetch(form.dataset['options'] ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.ok ? ((await answer.json()) as Begun) : null
}

function ask(kind: string | undefined, { options }: Begun): Promise<unknown> {
  return kind === 'create'
    ? startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
    : startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON })
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (field) field.value = value
}

function say(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector('[data-passkey-error]')
  if (place) place.textContent = sentence
}
