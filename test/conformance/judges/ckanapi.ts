// Judge: ckanapi, the client of CKAN's makers, dumps the catalogue; every record must be ours.
import { isDeepStrictEqual } from 'node:util'
import { python, releases } from './python.ts'
import type { Python } from './python.ts'
import type { Bench, Verdict } from './verdict.ts'

const tool = `ckanapi ${releases.ckanapi} (PyPI)`
type Json = Record<string, unknown>

export async function judgeByCkanapi(bench: Bench): Promise<Verdict[]> {
  const env = await python()
  if (typeof env === 'string') {
    return [{ judge: 'ckanapi', tool, what: 'dump', result: 'absent', figures: env, notes: [] }]
  }
  return [
    await dumped('datasets', 'package_show', env, bench),
    await dumped('groups', 'group_show', env, bench),
    await dumped('organizations', 'organization_show', env, bench),
    await actions(env, bench),
    await datastoreFields(env, bench),
  ]
}

async function ask(url: string, action: string, parameters: Json = {}): Promise<Json> {
  const answer = await fetch(`${url}/api/3/action/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  return (await answer.json()) as Json
}

async function dumped(thing: string, show: string, env: Python, { url }: Bench): Promise<Verdict> {
  const ran = await env.run('ckanapi', ['dump', thing, '--all', '-r', url, '-q', '-p', '2'])
  const records = ran.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Json)
  const lists: Record<string, string> = {
    datasets: 'package_list',
    groups: 'group_list',
    organizations: 'organization_list',
  }
  const names = (await ask(url, lists[thing]!))['result'] as string[]
  const notes = ran.code === 0 ? [] : [ran.stderr.trim().split('\n').at(-1) ?? 'failed']
  let equal = 0
  for (const name of names) {
    const record = records.find((one) => one['name'] === name)
    const shown = (await ask(url, show, { id: name }))['result']
    if (isDeepStrictEqual(record, shown)) equal++
    else notes.push(`${name} differs from ${show}`)
  }
  const good = equal === names.length && records.length === names.length && names.length > 0
  return {
    judge: 'ckanapi',
    tool,
    what: `dump ${thing} --all`,
    result: good && ran.code === 0 ? 'passed' : 'failed',
    figures: `${equal} of ${names.length} records equal to ${show}`,
    notes: notes.slice(0, 5),
  }
}

/** `ckanapi action` prints the result; it must be what the server answers, by POST and by GET. */
async function actions(env: Python, { url }: Bench): Promise<Verdict> {
  const first = String(((await ask(url, 'package_list'))['result'] as string[])[0])
  const calls: [action: string, ...parameters: string[]][] = [
    ['site_read'],
    ['status_show'],
    ['package_list', 'limit=2'],
    ['package_show', `id=${first}`],
    ['package_search', 'q=lima', 'rows=3'],
    ['package_search', 'fq=res_format:CSV', 'rows=0', 'facet.field:["organization"]'],
    ['group_list', 'all_fields=true'],
    ['organization_list', 'all_fields=true'],
    ['tag_list'],
    ['license_list'],
    ['user_list'],
    ['help_show', 'name=package_show'],
  ]
  const notes: string[] = []
  let equal = 0
  let asked = 0
  for (const [action, ...parameters] of calls) {
    for (const get of [[], ['--get-request']]) {
      asked++
      const ran = await env.run('ckanapi', ['action', action, ...parameters, '-r', url, ...get])
      const given = Object.fromEntries(parameters.map((one) => parameterOf(one)))
      const expected = (await ask(url, action, given))['result']
      const answered = ran.code === 0 ? (JSON.parse(ran.stdout) as unknown) : undefined
      if (isDeepStrictEqual(answered, expected)) equal++
      else
        notes.push(
          `${action} ${parameters.join(' ')} ${get.join('')}: ${ran.stderr.trim().split('\n').at(-1)}`,
        )
    }
  }
  const absent = await env.run('ckanapi', ['action', 'package_show', 'id=no-such', '-r', url])
  if (!/NotFound|Not found/i.test(absent.stderr))
    notes.push(`NotFound: ${absent.stderr.slice(-200)}`)
  const refused = await env.run('ckanapi', ['action', 'package_create', 'name=x', '-r', url])
  if (!/NotAuthorized|Access denied/i.test(refused.stderr)) {
    notes.push(`NotAuthorized: ${refused.stderr.slice(-200)}`)
  }
  return {
    judge: 'ckanapi',
    tool,
    what: 'action … by POST and GET; NotFound and NotAuthorized recognised',
    result: notes.length === 0 ? 'passed' : 'failed',
    figures: `${equal} of ${asked} answers equal`,
    notes: notes.slice(0, 8),
  }
}

function parameterOf(text: string): [string, unknown] {
  const [name, value] = text.split(/[=:](.*)/s)
  return [name!, text.includes(':[') ? JSON.parse(value!) : value]
}

/** `--datapackages` fetches fields of every table and every file. */
async function datastoreFields(env: Python, { url, folder }: Bench): Promise<Verdict> {
  const args = [
    'dump',
    'datasets',
    '--all',
    '-r',
    url,
    '--datapackages',
    `${folder}/packages`,
    '-q',
  ]
  const ran = await env.run('ckanapi', args)
  const names = (await ask(url, 'package_list'))['result'] as string[]
  const { existsSync, readFileSync } = await import('node:fs')
  const complete = names.filter((name) => {
    const path = `${folder}/packages/${name}/datapackage.json`
    if (!existsSync(path)) return false
    const { resources } = JSON.parse(readFileSync(path, 'utf8')) as { resources: Json[] }
    return resources.every(
      (one) => one['path'] && existsSync(`${folder}/packages/${name}/${String(one['path'])}`),
    )
  })
  return {
    judge: 'ckanapi',
    tool,
    what: 'dump datasets --datapackages: fields by datastore_search, files by download',
    result: ran.code === 0 && complete.length === names.length ? 'passed' : 'failed',
    figures: `${complete.length} of ${names.length} datasets with all their files`,
    notes: ran.code === 0 ? [] : [ran.stderr.slice(-300)],
  }
}
