// Judge: recorded sessions of frictionless with real CKANs are asked again; the shapes must agree.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { absentData, sharedData } from '../support/shared-data.ts'
import { differences } from './shapes.ts'
import type { Bench, Verdict } from './verdict.ts'

const archive = 'messy/frictionless_ckan_sessions.tar.xz'
const base = {
  judge: 'CKAN sessions',
  tool: 'frictionless-py recordings',
  what: 'read calls asked again: status, keys and JSON types',
}

interface Recorded {
  file: string
  uri: string
  status: number
  body: unknown
}

export async function judgeSessions(bench: Bench): Promise<Verdict[]> {
  const absent = absentData(archive)
  if (absent) return [{ ...base, result: 'absent', figures: absent, notes: [] }]
  const calls = unique(reads(recorded()))
  const content = await contentOf(bench)
  const notes: string[] = []
  const allowed = new Map<string, number>()
  let equal = 0
  for (const call of calls) {
    const path = replaced(call, content)
    const answer = await fetch(`${bench.url}${path}`)
    const ours = (await answer.json()) as unknown
    const found = differences(call.body, ours, actionOf(call.uri))
    for (const one of found.allowed) allowed.set(one, (allowed.get(one) ?? 0) + 1)
    if (answer.status !== call.status)
      found.wrong.push(`status ${answer.status} for ${call.status}`)
    if (found.wrong.length === 0) equal++
    else notes.push(`${path}: ${found.wrong.slice(0, 4).join('; ')}`)
  }
  const listed = [...allowed].map(([one, times]) => `allowed (${times} times): ${one}`)
  return [
    {
      ...base,
      result: notes.length === 0 && calls.length > 0 ? 'passed' : 'failed',
      figures: `${equal} of ${calls.length} distinct read calls have equal shapes`,
      notes: [...notes.slice(0, 10), ...listed],
    },
  ]
}

/** The recordings that speak with a CKAN. */
function recorded(): Recorded[] {
  const folder = mkdtempSync(join(tmpdir(), 'rimaq-sessions-'))
  try {
    execFileSync('tar', ['xJf', resolve(sharedData, archive), '-C', folder])
    const tapes = join(folder, 'cassettes')
    const names = readdirSync(tapes)
      .filter((name) => name.startsWith('test_ckan'))
      .toSorted()
    return names.flatMap((file) => {
      const tape = parse(readFileSync(join(tapes, file), 'utf8')) as { interactions: Interaction[] }
      return tape.interactions.flatMap((one) => {
        if (!one.request.uri.includes('/action/')) return []
        const body = bodyOf(one)
        return [{ file, uri: one.request.uri, status: one.response.status.code, body }]
      })
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Interaction {
  request: { uri: string; method: string }
  response: { status: { code: number }; body: { string?: string | Uint8Array } }
}

function bodyOf({ response }: Interaction): unknown {
  const sent = response.body.string ?? ''
  let bytes = Buffer.from(sent)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = inflated(bytes)
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    return null
  }
}

/** Some recordings lack the end of their compressed stream; what is there is enough. */
function inflated(bytes: Buffer): Buffer<ArrayBuffer> {
  try {
    return gunzipSync(bytes)
  } catch {
    return gunzipSync(bytes, { finishFlush: 2 })
  }
}

const readNames = new Set([
  'package_show',
  'package_search',
  'group_package_show',
  'datastore_search',
])

function actionOf(uri: string): string {
  return /\/action\/(\w+)/.exec(uri)?.[1] ?? ''
}

function reads(calls: Recorded[]): Recorded[] {
  return calls.filter(({ uri, body }) => readNames.has(actionOf(uri)) && body !== null)
}

function unique(calls: Recorded[]): Recorded[] {
  return [...new Map(calls.map((call) => [`${call.uri} ${call.status}`, call])).values()]
}

interface Content {
  dataset: string
  group: string
  organization: string
  resource: string
}

/** A dataset, group and table of ours, to stand where the recording names its own. */
async function contentOf({ url }: Bench): Promise<Content> {
  const found = (await (await fetch(`${url}/api/3/action/package_search?rows=1000`)).json()) as {
    result: {
      results: {
        name: string
        groups: { name: string }[]
        organization: { name: string }
        resources: { id: string; datastore_active: boolean }[]
      }[]
    }
  }
  const { results } = found.result
  const full =
    results.find((one) => one.groups.length > 0 && one.resources.length > 0) ?? results[0]!
  return {
    dataset: full.name,
    group: full.groups[0]?.name ?? '',
    organization: full.organization.name,
    resource: full.resources[0]!.id,
  }
}

/** The call with our names in place of those that were found; absent names stay absent. */
function replaced({ uri, status }: Recorded, content: Content): string {
  const address = new URL(uri.replace(/^(https?:\/\/[^/]+)\/\//, '$1/'))
  // The path stays as recorded, with a slash too many where the client put one.
  const path = uri.slice(address.origin.length).split('?')[0]!
  const query = address.searchParams
  if (status === 200) {
    if (actionOf(uri) === 'package_show') query.set('id', content.dataset)
    if (actionOf(uri) === 'group_package_show') query.set('id', content.group)
    if (query.has('resource_id')) query.set('resource_id', content.resource)
    const q = query.get('q')
    if (q?.startsWith('organization:') && !q.endsWith('pescaa'))
      query.set('q', `organization:${content.organization}`)
    if (q?.startsWith('name:')) query.set('q', `name:${content.dataset.slice(0, 4)}*`)
    if (q?.startsWith('title:')) query.set('q', 'title:Lima || title:distritos')
  }
  return `${path}?${query}`
}
