// Reads from the settings where mail is handed in, and from which address it comes.
import { PlatformError } from '../platform-error.ts'
import { type Setting, settings } from '../settings-table.ts'

/** A mail server (RFC 5321) and the address letters come from. */
export interface MailPlace {
  host: string
  port: number
  user: string | null
  password: string | null
  /** `upgrade`: STARTTLS is demanded (RFC 3207). `none` only to a server on this machine. */
  tls: 'from-start' | 'upgrade' | 'none'
  from: string
}

/** Both settings of mail or neither; a problem is added where one is missing. */
export function mailPlace(
  read: <T>(setting: Setting<T>) => T | null,
  problems: PlatformError[],
): MailPlace | null {
  const text = read(settings.smtpUrl)
  const from = read(settings.mailFrom)
  if (text === null && from === null) return null
  if (text === null || from === null) {
    problems.push(
      new PlatformError('setting-missing', {
        name: (text === null ? settings.smtpUrl : settings.mailFrom).name,
        because: {
          es: 'el correo necesita un servidor y una dirección de la que sale',
          en: 'mail needs a server and an address it comes from',
        },
        advice: { es: 'dé los dos o ninguno.', en: 'give both or neither.' },
      }),
    )
    return null
  }
  return { ...placeIn(text), from }
}

/** The parts of `smtp://user:password@host:port`. */
function placeIn(text: string): Omit<MailPlace, 'from'> {
  const url = new URL(text)
  const whole = url.protocol === 'smtps:'
  const here = /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (whole ? 465 : 587),
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    tls: whole ? 'from-start' : here ? 'none' : 'upgrade',
  }
}
