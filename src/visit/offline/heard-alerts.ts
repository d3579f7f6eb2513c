// Shows an alert that the city sent to this device, in the reader's language, and leads to its page.

/** The little of a worker's own world that is used. */
interface Scope {
  addEventListener(kind: string, hear: (event: never) => void): void
  registration: {
    showNotification(title: string, options: object): Promise<void>
  }
  clients: { openWindow(address: string): Promise<unknown> }
  navigator: { language: string }
}
interface Heard {
  data: { json(): unknown } | null
  waitUntil(work: Promise<unknown>): void
}
interface Clicked {
  notification: { data: { id: string; lang: string }; close(): void }
  waitUntil(work: Promise<unknown>): void
}

interface Message {
  id: string
  severity: string
  title: Readonly<Record<string, string>>
  text: Readonly<Record<string, string>>
}

const scope = globalThis as unknown as Scope

/** Called once by the worker, before it is asked for anything. */
export function hearAlerts(): void {
  scope.addEventListener('push', show)
  scope.addEventListener('notificationclick', open)
}

function show(event: Heard): void {
  const message = event.data?.json() as Message | undefined
  if (!message) return
  const lang = scope.navigator.language.slice(0, 2)
  const said = (words: Message['title']): string => words[lang] ?? words['es'] ?? ''
  event.waitUntil(
    scope.registration.showNotification(said(message.title), {
      body: said(message.text),
      lang: message.text[lang] === undefined ? 'es' : lang,
      // A newer form of the same alert takes its place.
      tag: message.id,
      renotify: true,
      icon: '/vive/icon.svg',
      requireInteraction: message.severity === 'extrema',
      data: { id: message.id, lang },
    }),
  )
}

function open(event: Clicked): void {
  const { id, lang } = event.notification.data
  event.notification.close()
  const language = lang === 'en' || lang === 'qu' ? `?lang=${lang}` : ''
  event.waitUntil(scope.clients.openWindow(`/vive/avisos/${encodeURIComponent(id)}${language}`))
}
