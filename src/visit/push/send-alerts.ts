// Tells devices that asked for it of alerts that hold now; each device once for each form of an alert.
import { createHash } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { knownZone } from '@rimaq/walks'
import { type Clock, type Database, type Egress, type Jobs, mayReach } from '#platform'
import { alertsNow } from '../alerts/alerts.ts'
import { cityTime } from '../city-time.ts'
import type { Alert } from '../content/model.ts'
import type { ReadContent } from '../content/read-content.ts'
import { encrypt, mostText } from './encrypt.ts'
import { type Subscription, dropSubscription, forgetEnded, noteSent, untold } from './store-push.ts'
import { authorization } from './vapid.ts'

/** Name of the job. */
export const sendAlertsJob = 'visit.send-alerts'

export interface SendAlertsParts {
  database: Database
  clock: Clock
  egress: Egress
  content: ReadContent
  timeZone: string
  /** Push services that may be called; none: nothing is sent. */
  hosts: readonly string[]
  /** The installation's own (VAPID). */
  key(): KeyObject
  /** Address of the operator for push services, https: or mailto:. */
  contact: string | null
}

export interface SentReport {
  sent: number
  /** Devices that are gone: their push service said so. */
  gone: number
  /** Tried again by the next run. */
  failed: number
}

/** Call before `jobs.work()`. */
export function defineSendAlerts({ jobs, ...parts }: SendAlertsParts & { jobs: Jobs }): void {
  // Where single devices cannot be reached the job goes well: the next run tries them again.
  jobs.define('visit.send-alerts', async (_, { signal }) => {
    await sendAlerts(parts, signal)
  })
}

const perPage = 200

/** Killed in the middle it goes on with those that were not told. */
export async function sendAlerts(
  parts: SendAlertsParts,
  signal?: AbortSignal,
): Promise<SentReport> {
  const report: SentReport = { sent: 0, gone: 0, failed: 0 }
  if (parts.hosts.length === 0) return report
  const now = parts.clock.now()
  await forgetEnded(parts.database, now)
  const content = await parts.content()
  for (const alert of alertsNow(content, cityTime(now, parts.timeZone))) {
    const about = `${alert.id} ${alert.sent}`
    let after = ''
    for (;;) {
      const { districts } = alert
      const asked = { alert: about, districts, after, limit: perPage }
      const page = await untold(parts.database, asked)
      for (const device of page) {
        if (signal?.aborted) return report
        report[await tell(parts, device, { alert, about })] += 1
      }
      const last = page.at(-1)
      if (!last || page.length < perPage) break
      after = last.endpoint
    }
  }
  return report
}

async function tell(
  parts: SendAlertsParts,
  device: Subscription,
  { alert, about }: { alert: Alert; about: string },
): Promise<keyof SentReport> {
  const { database, clock, egress, hosts, timeZone } = parts
  const { endpoint } = device
  // A service that was taken off the list is called no more.
  if (!mayReach(hosts, endpoint)) return 'failed'
  const now = clock.now()
  const until = new Date((knownZone(timeZone)?.instantOf(alert.ends) ?? alert.ends) * 1000)
  const seconds = Math.max(60, Math.floor((until.getTime() - now.getTime()) / 1000))
  let status: number
  try {
    const keys = {
      p256dh: Buffer.from(device.p256dh, 'base64url'),
      auth: Buffer.from(device.auth, 'base64url'),
    }
    const answer = await egress.fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: authorization(parts.key(), { endpoint, now, contact: parts.contact }),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        // After its end nobody needs it (RFC 8030, 5.2); of two forms only the newer is delivered (5.4).
        ttl: String(Math.min(seconds, 86_400)),
        topic: createHash('sha256').update(alert.id).digest('base64url').slice(0, 32),
        urgency: ['extrema', 'grave'].includes(alert.severity) ? 'high' : 'normal',
      },
      body: encrypt(messageOf(alert), keys),
      hosts,
      bytes: 65_536,
    })
    status = answer.status
  } catch {
    return 'failed'
  }
  if (status === 404 || status === 410) {
    await dropSubscription(database, endpoint)
    return 'gone'
  }
  if (status < 200 || status >= 300) return 'failed'
  await noteSent(database, { endpoint, alert: about, until })
  return 'sent'
}

/** In every language it was written in: the device chooses its own. */
export function messageOf({ id, title, text, severity }: Alert): Buffer {
  const whole = Buffer.from(JSON.stringify({ id, severity, title, text }))
  if (whole.length <= mostText) return whole
  const short = { es: text.es.slice(0, 500) }
  return Buffer.from(
    JSON.stringify({ id, severity, title: { es: title.es.slice(0, 200) }, text: short }),
  )
}
