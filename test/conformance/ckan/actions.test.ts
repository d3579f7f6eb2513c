// The CKAN Action API answers every read action in the shapes that clients of CKAN know.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ckanRoutes } from '../../../src/open-data/ckan/routes.ts'
import { ask, facesInMemory, origin } from '../support/ask.ts'
import { districts, shelfInMemory } from '../support/shelf-in-memory.ts'

const routes = ckanRoutes(facesInMemory())
const action = async (call: string) => (await ask(routes, `/api/3/action/${call}`)).json

test('package_list gives the names of published datasets in order', async () => {
  const answer = await action('package_list')
  assert.equal(answer.success, true)
  assert.equal(answer.help, `${origin}/api/3/action/help_show?name=package_list`)
  assert.deepEqual(answer.result, ['distritos-de-lima', 'museos'])
  assert.deepEqual((await action('package_list?limit=1&offset=1')).result, ['museos'])
})

test('package_show gives the same record by id and by name, with and without /3', async () => {
  const byName = await action('package_show?id=distritos-de-lima')
  const byId = await ask(routes, '/api/action/package_show', {
    method: 'POST',
    headers: { 'content-type': 'application/json', Authorization: 'x', 'X-CKAN-API-Key': 'x' },
    body: { id: districts.id, include_datasets: false, include_password_hash: true },
  })
  assert.deepEqual(byId.json, byName)
  const record = byName.result
  assert.equal(record.metadata_modified, '2026-03-01T10:30:00.456000')
  assert.equal(record.organization.name, 'municipalidad-de-lima')
  assert.equal(record.license_id, 'odc-by')
  assert.equal(record.num_resources, 1)
  assert.equal(
    record.resources[0].url,
    `${origin}/dataset/${districts.id}/resource/${districts.resources[0]!.id}/download/distritos.csv`,
  )
  assert.equal(record.resources[0].format, 'CSV')
})

test('an absent dataset is 404 with CKAN’s Not Found Error', async () => {
  const answer = await ask(routes, '/api/3/action/package_show?id=nada')
  assert.equal(answer.status, 404)
  assert.deepEqual(answer.json.error, { __type: 'Not Found Error', message: 'Not found' })
  assert.equal(answer.json.success, false)
})

test('a missing parameter is 409 with the field and its messages', async () => {
  const answer = await ask(routes, '/api/3/action/package_show')
  assert.equal(answer.status, 409)
  assert.deepEqual(answer.json.error, { id: ['Missing value'], __type: 'Validation Error' })
})

test('an unknown action is 400 with a bare JSON string', async () => {
  const answer = await ask(routes, '/api/3/action/dance')
  assert.equal(answer.status, 400)
  assert.equal(answer.json, 'Bad request - Action name not known: dance')
  assert.equal((await ask(routes, '/api/3/action/constructor')).status, 400)
})

test('actions that write are refused with 403, and not by GET', async () => {
  const post = await ask(routes, '/api/action/package_create', { method: 'POST', body: {} })
  assert.equal(post.status, 403)
  assert.deepEqual(post.json.error, {
    __type: 'Authorization Error',
    message: 'Access denied: Action package_create requires an authenticated user',
  })
  assert.equal((await ask(routes, '/api/action/package_create')).status, 400)
})

test('a form may carry the whole JSON as its only key', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  for (const value of ['', '1']) {
    const body = { '{"id": "museos"}': value }
    const answer = await ask(routes, '/api/action/package_show', {
      method: 'POST',
      headers: form,
      body,
    })
    assert.equal(answer.json.result.name, 'museos')
  }
  const plain = await ask(routes, '/api/action/package_show', {
    method: 'POST',
    headers: form,
    body: { id: 'museos' },
  })
  assert.equal(plain.json.result.name, 'museos')
  const broken = await ask(routes, '/api/action/package_show', {
    method: 'POST',
    headers: form,
    body: { '{"id": ': '' },
  })
  assert.equal(broken.status, 400)
  assert.match(broken.json, /^Bad request - JSON Error: /)
})

test('a callback wraps successful GET answers and nothing else', async () => {
  const answer = await ask(routes, '/api/3/action/site_read?callback=cb')
  assert.equal(answer.type, 'application/javascript; charset=utf-8')
  assert.match(answer.text, /^\/\*\*\/cb\(\{.*"result":true\}\);$/)
  assert.equal((await ask(routes, '/api/3/action/site_read?callback=alert(1)')).status, 400)
  assert.equal((await ask(routes, '/api/3/action/package_show?id=x&callback=cb')).status, 404)
})

test('groups are themes and organisations are organisations', async () => {
  assert.deepEqual((await action('group_list')).result, ['cultura', 'territorio'])
  const records = (await action('group_list?all_fields=true')).result
  assert.deepEqual(
    records.map((one: { package_count: number }) => one.package_count),
    [1, 1],
  )
  const group = (await action('group_show?id=territorio&include_datasets=true')).result
  assert.equal(group.packages[0].name, 'distritos-de-lima')
  const organization = (await action('organization_show?id=municipalidad-de-lima')).result
  assert.equal(organization.is_organization, true)
  assert.equal(organization.package_count, 2)
  assert.deepEqual(organization.users, [])
  assert.equal((await ask(routes, '/api/3/action/organization_show?id=qqq')).status, 404)
  assert.equal((await action('group_package_show?id=cultura')).result[0].name, 'museos')
})

test('tags, licences, formats and resources are listed and found', async () => {
  assert.deepEqual((await action('tag_list?query=mus')).result, ['museos'])
  assert.equal((await action('tag_show?id=museos')).result.display_name, 'museos')
  assert.equal((await action('tag_search?query=li')).result.count, 1)
  assert.equal((await action('license_list')).result[0].id, 'odc-by')
  assert.deepEqual((await action('format_autocomplete?q=cs')).result, ['csv'])
  const found = (await action('resource_search?query=name:DISTRITOS')).result
  assert.equal(found.count, 1)
  assert.equal(
    (await action(`resource_show?id=${found.results[0].id}`)).result.name,
    'Tabla de distritos',
  )
  const items = (await action('package_autocomplete?q=limites')).result
  assert.deepEqual(items, [])
  assert.equal((await action('package_autocomplete?q=parques')).result[0].match_field, 'title')
})

test('every read action answers, or refuses in CKAN’s envelope', async () => {
  const { readActions } = await import('../../../src/open-data/ckan/call.ts')
  for (const name of Object.keys(readActions)) {
    const answer = await ask(routes, `/api/3/action/${name}`)
    assert.equal(typeof answer.json.success, 'boolean', name)
    const help = await action(`help_show?name=${name}`)
    assert.equal(typeof help.result, 'string', name)
  }
})

test('a dataset published or withdrawn is seen by the next search', async () => {
  const datasets = [districts]
  const fresh = ckanRoutes(facesInMemory({ shelf: shelfInMemory(datasets) }))
  const names = async () => (await ask(fresh, '/api/3/action/package_list')).json.result
  assert.deepEqual(await names(), ['distritos-de-lima'])
  datasets.push({
    ...districts,
    id: 'other',
    slug: 'otro',
    modified: new Date('2026-03-02T00:00:00Z'),
  })
  assert.deepEqual(await names(), ['distritos-de-lima', 'otro'])
  datasets[0] = { ...districts, state: 'withdrawn' }
  assert.deepEqual(await names(), ['otro'])
})

test('the old helpers under /api/util complete what someone types', async () => {
  const tags = await ask(routes, '/api/util/tag/autocomplete?incomplete=mu')
  assert.deepEqual(tags.json, { ResultSet: { Result: [{ Name: 'museos' }] } })
  const none = await ask(routes, '/api/util/dataset/autocomplete?incomplete=')
  assert.deepEqual(none.json, { ResultSet: { Result: [] } })
  assert.deepEqual((await ask(routes, '/api/3')).json, { version: 3 })
})
