// Tests that the description of the API has the structure OpenAPI 3.1 asks for, and says the truth.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Type } from 'typebox'
import { openapi } from './openapi.ts'
import type { RouteDefinition } from './route.ts'
import { page } from './test-server.ts'

const base = { verb: 'read', loads: 'nothing' as const, handle: () => ({ body: null }) }
const routes: RouteDefinition[] = [
  {
    ...base,
    method: 'GET',
    url: '/api/v1/table/:id/rows',
    kind: 'json',
    summary: 'Rows of a table.',
    schema: {
      params: Type.Object({ id: Type.String({ description: 'Resource id.' }) }),
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ maximum: 1000, description: 'Rows at most.' })),
        columns: Type.Array(Type.String()),
      }),
      response: Type.Object({ rows: Type.Array(Type.Unknown()) }),
    },
  },
  {
    ...base,
    method: 'POST',
    url: '/api/3/action/package_search',
    kind: 'json',
    summary: 'Searches datasets.',
    schema: { body: Type.Object({ q: Type.String() }), response: Type.Object({}) },
  },
  { ...base, method: 'GET', url: '/files/*', kind: 'file', summary: 'A file.', schema: {} },
  page('/about', () => ({ body: '' })),
]

/** The parts of the 3.1 specification that readers of such documents rely on (clauses 4.8.1–4.8.17). */
const structure = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { pattern: '^3\\.1\\.\\d+$' },
    info: { required: ['title', 'version'] },
    servers: { items: { required: ['url'] } },
    paths: {
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        propertyNames: { enum: ['get', 'put', 'post', 'delete', 'patch'] },
        additionalProperties: {
          required: ['operationId', 'summary', 'responses'],
          properties: {
            summary: { minLength: 1 },
            parameters: {
              items: {
                required: ['name', 'in', 'schema'],
                properties: { in: { enum: ['path', 'query'] } },
                if: { properties: { in: { const: 'path' } } },
                // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
                then: { required: ['required'], properties: { required: { const: true } } },
              },
            },
            requestBody: { required: ['content'] },
            responses: {
              minProperties: 1,
              additionalProperties: { required: ['description'] },
            },
          },
        },
      },
    },
  },
}

test('the document has the structure of OpenAPI 3.1', () => {
  const document = openapi(routes, { title: 'API', version: '1', server: 'https://datos.example' })
  const ajv = new Ajv2020({ strict: false })
  assert.ok(ajv.validate(structure, document), ajv.errorsText())
  assert.deepEqual(Object.keys(document.paths as object), [
    '/api/3/action/package_search',
    '/api/v1/table/{id}/rows',
    '/files/{path}',
  ])
  const schemas = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)
  for (const [, name] of schemas) assert.equal(name, 'Problem')
})

test('parameters and bodies say what the routes check', () => {
  const document = openapi(routes, { title: 'API', version: '1', server: 'https://datos.example' })
  const paths = document.paths as Record<string, Record<string, Record<string, unknown>>>
  const rows = paths['/api/v1/table/{id}/rows']?.get
  assert.equal(rows?.operationId, 'getApiV1TableIdRows')
  assert.deepEqual(rows?.parameters, [
    {
      name: 'id',
      in: 'path',
      required: true,
      description: 'Resource id.',
      schema: { type: 'string' },
    },
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'Rows at most.',
      schema: { type: 'integer', maximum: 1000 },
    },
    {
      name: 'columns',
      in: 'query',
      required: true,
      schema: { type: 'array', items: { type: 'string' } },
    },
  ])
  const search = paths['/api/3/action/package_search']?.post
  assert.deepEqual(Object.keys(search?.requestBody ?? {}), ['required', 'content'])
})
