// Refuses routes that do not say what they are, before the first reader arrives.
import type { RouteDefinition } from './route.ts'

/** Routes that may not register; `message` lists every fault in words. */
export class RouteError extends Error {
  readonly code = 'bad-route'
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`Routes that do not register:\n${faults.map((fault) => `- ${fault}`).join('\n')}`)
    this.name = 'RouteError'
    this.faults = faults
  }
}

const kinds: ReadonlySet<string> = new Set(['page', 'json', 'file'])

const declared: ReadonlySet<unknown> = new Set(['nothing', 'shelf', 'organisation'])

/** What is missing or wrong in a list of routes, one sentence each; `taken` are those registered. */
export function findRouteFaults(routes: RouteDefinition[], taken: ReadonlySet<string>): string[] {
  const faults: string[] = []
  const seen = new Set(taken)
  for (const route of routes) {
    const name = `${route.method} ${route.url}`
    if (seen.has(name)) faults.push(`${name} is defined twice`)
    seen.add(name)
    if (!route.url.startsWith('/')) faults.push(`${name} does not start with a slash`)
    if (!kinds.has(route.kind)) faults.push(`${name} has no kind: page, json or file`)
    if (!route.verb?.trim()) faults.push(`${name} has no verb to ask of decide()`)
    if (typeof route.loads !== 'function' && !declared.has(route.loads)) {
      faults.push(`${name} does not say which record it loads`)
    }
    if (route.ticketed === true && route.actor !== 'none') {
      faults.push(`${name} is known by tickets and asks for a session too`)
    }
    if (route.kind !== 'page' && !route.summary?.trim()) {
      faults.push(`${name} has no summary for the description of the API`)
    }
    if (route.kind === 'json' && !route.schema?.response) {
      faults.push(`${name} has no response schema, so nothing says which fields may leave`)
    }
    if (!route.schema) {
      faults.push(`${name} has no schema`)
      continue
    }
    faults.push(...schemaFaults(name, route))
  }
  return faults
}

function schemaFaults(name: string, route: RouteDefinition): string[] {
  const faults: string[] = []
  const { params, query, body } = route.schema
  if (body && route.method === 'GET') faults.push(`${name} has a body schema, but GET has no body`)
  for (const [part, schema] of Object.entries({ params, query })) {
    if (schema && (schema as { type?: unknown }).type !== 'object') {
      faults.push(`${name} has a ${part} schema that is not an object`)
    }
  }
  const named = [...route.url.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  const shape: { properties?: object } = params ?? {}
  const described = Object.keys(shape.properties ?? {})
  for (const key of params ? named.filter((key) => !described.includes(key)) : []) {
    faults.push(`${name} takes :${key}, which its params schema does not describe`)
  }
  return faults
}
