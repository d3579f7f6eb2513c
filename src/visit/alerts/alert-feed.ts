// Alerts for programs: an Atom feed (RFC 4287) of what holds now, and each as CAP 1.2 (OASIS).
import type { Alert, AlertKind, Content, Severity } from '../content/model.ts'
import { type View, link, say } from '../view.ts'
import { zonedTime } from '../zoned-time.ts'
import { alertsAhead, alertsNow, concerns } from './alerts.ts'
import { areaOf } from './alerts-page.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Signs that XML 1.0 does not allow (clause 2.2) are left out. */
function xml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g, '')
    .replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)
}

/** Without spaces, commas, `<` and `&` (CAP 1.2, 3.2.1); another form of the alert is another message. */
function identifier(view: View, { id, sent }: Alert): string {
  const host = new URL(view.origin).host.replace(':', '-')
  return `${host}.${id.replace(/[^\w.-]/g, '-')}.${sent}`
}

/** Alerts that hold now or begin later, newest first; `distrito` narrows it down. */
export function alertFeed(view: View, content: Content, query: URLSearchParams): string {
  const district = query.get('distrito') ?? ''
  const found = [...alertsNow(content, view.now), ...alertsAhead(content, view.now)]
    .filter((alert) => district === '' || concerns(alert, district))
    .sort((a, b) => b.sent - a.sent)
  const { timeZone } = content
  const self = view.origin + link(view, '/vive/avisos.atom', { distrito: district })
  const page = view.origin + link(view, '/vive/avisos', { distrito: district })
  const updated = found[0] ? zonedTime(found[0].sent, timeZone) : '1970-01-01T00:00:00Z'
  const entries = found.map((alert) => {
    const own = `${view.origin}/vive/avisos/${encodeURIComponent(alert.id)}`
    return [
      '  <entry>',
      `    <title>${xml(say(view, alert.title))}</title>`,
      `    <id>${xml(`${own}#${alert.sent}`)}</id>`,
      `    <link rel="alternate" type="text/html" href="${xml(own)}"/>`,
      `    <link rel="related" type="application/cap+xml" href="${xml(own)}.cap"/>`,
      `    <link rel="via" href="${xml(alert.from.source)}"/>`,
      `    <published>${zonedTime(alert.begins, timeZone)}</published>`,
      `    <updated>${zonedTime(alert.sent, timeZone)}</updated>`,
      `    <author><name>${xml(alert.sender)}</name></author>`,
      `    <category term="${xml(alert.severity)}"/>`,
      `    <summary>${xml(`${areaOf(view, content, alert)}: ${say(view, alert.text)}`)}</summary>`,
      '  </entry>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${view.lang}">`,
    `  <title>${xml(view.t('visit.alerts.title'))} · ${xml(view.city.name)}</title>`,
    `  <id>${xml(self)}</id>`,
    `  <link rel="self" type="application/atom+xml" href="${xml(self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${xml(page)}"/>`,
    `  <updated>${updated}</updated>`,
    `  <author><name>${xml(view.city.institution)}</name></author>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n')
}

const capSeverity: Readonly<Record<Severity, string>> = {
  extrema: 'Extreme',
  grave: 'Severe',
  moderada: 'Moderate',
  leve: 'Minor',
}

const capCategory: Readonly<Record<AlertKind, string>> = {
  seguridad: 'Security',
  clima: 'Met',
  sismo: 'Geo',
  incendio: 'Fire',
  salud: 'Health',
  transporte: 'Transport',
  servicios: 'Infra',
  otro: 'Other',
}

const capLanguage = { es: 'es-PE', en: 'en', qu: 'qu-PE' } as const

/**
 * One message with its text in each language it was written in. The order of elements is that of the
 * schema; urgency and certainty are nowhere said, and CAP has a word for that (3.2.2). Null for what
 * has ended.
 */
export function capMessage(view: View, content: Content, id: string): string | null {
  const all = [...alertsNow(content, view.now), ...alertsAhead(content, view.now)]
  const alert = all.find((each) => each.id === id)
  if (!alert) return null
  const { timeZone } = content
  const languages = (['es', 'en', 'qu'] as const).filter((lang) => alert.title[lang] !== undefined)
  const codes = alert.districts.map((ubigeo) =>
    [
      '      <geocode>',
      '        <valueName>UBIGEO</valueName>',
      `        <value>${xml(ubigeo)}</value>`,
      '      </geocode>',
    ].join('\n'),
  )
  const info = languages.map((lang) => {
    const spoken = { ...view, lang }
    return [
      '  <info>',
      `    <language>${capLanguage[lang]}</language>`,
      `    <category>${capCategory[alert.kind]}</category>`,
      `    <event>${xml(say(spoken, alert.title))}</event>`,
      '    <urgency>Unknown</urgency>',
      `    <severity>${capSeverity[alert.severity]}</severity>`,
      '    <certainty>Unknown</certainty>',
      `    <effective>${zonedTime(alert.sent, timeZone)}</effective>`,
      `    <onset>${zonedTime(alert.begins, timeZone)}</onset>`,
      `    <expires>${zonedTime(alert.ends, timeZone)}</expires>`,
      `    <senderName>${xml(alert.sender)}</senderName>`,
      `    <headline>${xml(say(spoken, alert.title))}</headline>`,
      `    <description>${xml(say(spoken, alert.text))}</description>`,
      `    <web>${xml(`${view.origin}/vive/avisos/${encodeURIComponent(alert.id)}`)}</web>`,
      '    <area>',
      `      <areaDesc>${xml(areaOf(view, content, alert))}</areaDesc>`,
      ...codes,
      '    </area>',
      '  </info>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    `  <identifier>${xml(identifier(view, alert))}</identifier>`,
    `  <sender>${xml(new URL(view.origin).host)}</sender>`,
    `  <sent>${zonedTime(alert.sent, timeZone)}</sent>`,
    '  <status>Actual</status>',
    '  <msgType>Alert</msgType>',
    '  <scope>Public</scope>',
    ...info,
    '</alert>',
    '',
  ].join('\n')
}
