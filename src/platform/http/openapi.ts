// Describes the API for programs and people: an OpenAPI 3.1 document made from the routes themselves.
import type { TSchema } from 'typebox'
import type { RouteDefinition } from './route.ts'

export interface ApiInfo {
  title: string
  version: string
  description?: string
  /** Address of the server as readers see it. */
  server: string
  licence?: { name: string; url: string }
  contact?: { name: string; email?: string; url?: string }
}

type Json = Record<string, unknown>

/** OpenAPI 3.1.0 of every `json` and `file` route; pages are for people and are left out. */
export function openapi(routes: readonly RouteDefinition[], info: ApiInfo): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    if (route.kind === 'page') continue
    const path = templated(route.url)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  const { title, version, description, server, licence, contact } = info
  return {
    openapi: '3.1.0',
    info: {
      title,
      version,
      ...(description !== undefined && { description }),
      ...(licence && { license: licence }),
      ...(contact && { contact }),
    },
    servers: [{ url: server }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas: { Problem: problemSchema } },
  }
}

/** `/dataset/:slug` → `/dataset/{slug}`; a trailing `*` is the parameter `path`. */
function templated(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}').replace('*', '{path}')
}

function operation(route: RouteDefinition): Json {
  const { params, query, body, response } = route.schema
  const names = [...templated(route.url).matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const described = propertiesOf(params)
  const parameters = [
    ...names.map((name) => ({
      name,
      in: 'path',
      required: true,
      ...withDescription(described[name] ?? { type: 'string' }),
    })),
    ...Object.entries(propertiesOf(query)).map(([name, schema]) => ({
      name,
      in: 'query',
      required: requiredOf(query).includes(name),
      ...withDescription(schema),
    })),
  ]
  const content =
    route.kind === 'json'
      ? { 'application/json': { schema: plain(response ?? {}) } }
      : { '*/*': { schema: {} } }
  return {
    operationId: operationId(route),
    summary: route.summary ?? '',
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: requestBody(body) }),
    responses: {
      [String(route.status ?? 200)]: {
        description: route.summary ?? '',
        // 204 has no body (RFC 9110, 15.3.5).
        ...(route.status === 204 ? {} : { content }),
      },
      default: route.problem ? ownProblem : generalProblem,
    },
  }
}

const generalProblem = {
  description: 'Refused or failed (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

/** Its protocol has a shape of its own. */
const ownProblem = {
  description: 'Refused or failed, as the protocol of this address says it.',
  content: { 'application/json': { schema: {} } },
}

function requestBody(body: TSchema): Json {
  const schema = plain(body)
  return {
    required: requiredOf(body).length > 0,
    content: {
      'application/json': { schema },
      'application/x-www-form-urlencoded': { schema },
    },
  }
}

/** `GET /api/v1/table/:id/rows` → `getApiV1TableIdRows`. */
function operationId({ method, url }: RouteDefinition): string {
  const words = url
    .replace('*', 'path')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const joined = words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('')
  return `${method.toLowerCase()}${joined}`
}

function propertiesOf(schema: TSchema | undefined): Record<string, Json> {
  const { properties }: { properties?: Record<string, TSchema> } = schema ?? {}
  return Object.fromEntries(
    Object.entries(properties ?? {}).map(([key, item]) => [key, plain(item)]),
  )
}

function requiredOf(schema: TSchema | undefined): string[] {
  const { required }: { required?: string[] } = schema ?? {}
  return required ?? []
}

/** A parameter carries its description itself, beside its schema. */
function withDescription(schema: Json): Json {
  const { description, ...rest } = schema
  return { ...(description !== undefined && { description }), schema: rest }
}

/** TypeBox schemas are JSON Schema 2020-12, which OpenAPI 3.1 uses as it is. */
function plain(schema: TSchema): Json {
  return JSON.parse(JSON.stringify(schema)) as Json
}

const problemSchema = {
  type: 'object',
  required: ['title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'Id of the request, for asking about it.' },
    code: { type: 'string', description: 'Closed list; programs decide by it.' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['in', 'name', 'reason', 'sentence'],
        properties: {
          in: { enum: ['query', 'params', 'body'] },
          name: { type: 'string' },
          reason: { type: 'string' },
          sentence: { type: 'string' },
        },
      },
    },
  },
}
