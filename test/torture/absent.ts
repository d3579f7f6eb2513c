// Asks for what is forbidden and for what is not there, in turns: the answers must be alike, in time too.
import { randomUUID } from 'node:crypto'
import { testCity } from '../support/city.ts'
import { type AbsentCity, furnish } from './absent/furnish.ts'
import type { Outcome, Torture } from './shared/report.ts'

/** Share by which the medians may differ (promise 18 of the reference on trust). */
const allowed = 0.2

/** Pairs per round; a route that looks unlike is asked again, since other work on the machine passes. */
const rounds = 4

interface Answered {
  status: number
  headers: string
  body: string
  /** Milliseconds. */
  time: number
}

/** Headers that differ from answer to answer by their nature. */
const own = new Set(['date', 'content-length', 'x-request-id', 'request-id', 'connection'])

/** `--seconds` decides how many pairs are asked for each route. */
export const absent: Torture = async ({ seconds, short, report }) => {
  const city = await testCity()
  try {
    const on = await furnish(city)
    const pairs = short === true ? 15 : Math.max(40, Math.round(seconds * 3))
    const outcomes: Outcome[] = []
    for (const target of on.targets) {
      const outcome = await compare(on, target, pairs)
      report(`${outcome.passed ? 'alike' : 'UNLIKE'} ${outcome.what}: ${outcome.figures}`)
      outcomes.push(outcome)
    }
    outcomes.push(await control(on, pairs))
    return outcomes
  } finally {
    await city.close()
  }
}

async function compare(
  on: AbsentCity,
  target: AbsentCity['targets'][number],
  pairs: number,
): Promise<Outcome> {
  const { name, path, id, cookie } = target
  let best = Infinity
  let figures = ''
  for (let round = 0; round < rounds && best > allowed; round++) {
    const times = { forbidden: [] as number[], missing: [] as number[] }
    for (let pair = 0; pair < pairs; pair++) {
      // Who comes first alternates, so that a warm cache helps both alike.
      const order =
        pair % 2 === 0 ? (['forbidden', 'missing'] as const) : (['missing', 'forbidden'] as const)
      const answers: Partial<Record<'forbidden' | 'missing', Answered>> = {}
      for (const which of order) {
        const other = id.includes('-') && id.length === 36 ? randomUUID() : `no-${pair}-${round}`
        const asked = which === 'forbidden' ? id : other
        answers[which] = await ask(on, path.replace('{id}', asked), cookie, asked)
        times[which].push(answers[which].time)
      }
      const unlike = difference(answers.forbidden as Answered, answers.missing as Answered)
      if (unlike !== null) {
        return { torture: 'absent', what: name, passed: false, figures: unlike }
      }
    }
    const [forbidden, missing] = [median(times.forbidden), median(times.missing)]
    const apart = Math.abs(forbidden / missing - 1)
    if (apart < best) {
      best = apart
      figures = `medians ${forbidden.toFixed(2)} and ${missing.toFixed(2)} ms, ${(apart * 100).toFixed(0)} % apart, over ${pairs} pairs`
    }
  }
  return { torture: 'absent', what: name, passed: best <= allowed, figures }
}

/** What is public must be told from what is not: else the comparison sees nothing. */
async function control(on: AbsentCity, pairs: number): Promise<Outcome> {
  const { path, id, cookie } = on.visible
  const times: number[] = []
  let unlike = 0
  for (let pair = 0; pair < pairs; pair++) {
    const seen = await ask(on, path.replace('{id}', id), cookie, id)
    const missing = await ask(on, path.replace('{id}', `no-${pair}`), cookie, `no-${pair}`)
    times.push(seen.time / missing.time)
    if (difference(seen, missing) !== null) unlike += 1
  }
  return {
    torture: 'absent',
    what: 'control: what may be seen is told from what is not there',
    passed: unlike === pairs,
    figures: `${unlike} of ${pairs} told by their answers; median ${median(times).toFixed(2)} times as long`,
  }
}

async function ask(
  { origin }: AbsentCity,
  path: string,
  cookie: string | null,
  id: string,
): Promise<Answered> {
  const begun = performance.now()
  const answer = await fetch(`${origin}${path}`, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie === null ? {} : { cookie: `rimaq=${cookie}` }) },
  })
  const body = await answer.text()
  const time = performance.now() - begun
  const headers = [...answer.headers]
    .filter(([name]) => !own.has(name))
    .map(([name, value]) => `${name}: ${value}`)
    .toSorted()
    .join('\n')
  return { status: answer.status, headers: plainOf(headers, id), body: plainOf(body, id), time }
}

/** Without what was asked for itself, and without the ids of requests. */
function plainOf(text: string, id: string): string {
  return text
    .replaceAll(id, 'asked')
    .replaceAll(encodeURIComponent(id), 'asked')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'id')
}

function difference(a: Answered, b: Answered): string | null {
  if (a.status !== b.status) return `status ${a.status} and ${b.status}`
  if (a.headers !== b.headers) return `headers differ: ${firstUnlike(a.headers, b.headers)}`
  return a.body === b.body ? null : `bodies differ: ${firstUnlike(a.body, b.body)}`
}

function firstUnlike(a: string, b: string): string {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return `“${a.slice(at, at + 60)}” and “${b.slice(at, at + 60)}”`.replace(/\s+/g, ' ')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}
