// Runs one CKAN action and wraps its result or refusal in the envelope all clients expect.
import type { Answer, Problem, RouteRequest } from '#platform'
import type { Faces } from '../faces.ts'
import { JsonText, joinJson, sentJson } from './action.ts'
import type { Action, Actions, JsonPiece } from './action.ts'
import { groupActions } from './actions/groups.ts'
import { packageActions } from './actions/packages.ts'
import { siteActions } from './actions/site.ts'
import { tagActions } from './actions/tags.ts'
import { writeActions } from './actions/writes.ts'
import type { Catalogue } from './catalogue.ts'
import { datastoreActions } from './datastore/actions.ts'
import {
  CkanError,
  errorShape,
  fromTableFailure,
  isTableFailure,
  notAuthorized,
  notFound,
} from './errors.ts'
import { BadRequest, bodyParameters, flat, required } from './parameters.ts'
import type { Parameters } from './parameters.ts'

export const readActions: Actions = {
  ...packageActions,
  ...groupActions,
  ...tagActions,
  ...siteActions,
  ...datastoreActions,
  help_show: {
    help: 'What an action does.',
    run(parameters) {
      const name = required(parameters, 'name')
      const action = readActions[name]
      if (action) return action.help
      if (writeActions.has(name)) return 'Changes the catalogue; needs an authenticated user.'
      throw notFound()
    },
  },
}

const json = 'application/json; charset=utf-8'

export async function callAction(
  name: string,
  request: RouteRequest,
  faces: Faces & { catalogue: Catalogue },
): Promise<Answer> {
  const reading = Object.hasOwn(readActions, name) ? readActions[name] : undefined
  if (!reading && !writeActions.has(name)) {
    return bare(`Bad request - Action name not known: ${name}`)
  }
  let parameters: Parameters
  try {
    parameters = parametersOf(request, reading !== undefined)
  } catch (error) {
    if (error instanceof BadRequest) return bare(`Bad request - ${error.message}`)
    throw error
  }
  const help = `${request.origin}/api/3/action/help_show?name=${name}`
  const callback = parameters['callback']
  delete parameters['callback']
  try {
    const action = reading ?? refused(name)
    const result = await action.run(parameters, {
      ...faces,
      origin: request.origin,
      now: faces.clock.now(),
      path: request.url.split('?')[0] ?? '',
      // Made when it is asked for: answers from index files are there at once.
      get signal() {
        return request.signal
      },
    })
    const told = result instanceof JsonText ? result.pieces : [JSON.stringify(result ?? null)]
    const head = `{"help":${JSON.stringify(help)},"success":true,"result":`
    return succeeded(joinJson([head, ...told, '}']), {
      callback: request.method === 'GET' ? callback : undefined,
    })
  } catch (error) {
    const { status, error: shape } = errorShape(asCkanError(error))
    const body = JSON.stringify({ help, error: shape, success: false })
    return { status, type: json, body, cache: 'no-store' }
  }
}

/** Anything that is neither a refusal nor the engine's word is a fault of ours: the platform logs it. */
function asCkanError(error: unknown): CkanError {
  if (error instanceof CkanError) return error
  if (isTableFailure(error)) return fromTableFailure(error)
  throw error
}

function parametersOf(request: RouteRequest, sideEffectFree: boolean): Parameters {
  if (request.method !== 'POST') {
    if (sideEffectFree) return flat(request.query)
    throw new BadRequest('JSON Error: Invalid request. Please use POST method for your request')
  }
  const type = String(request.headers['content-type'] ?? '').toLowerCase()
  if (type.startsWith('multipart/form-data')) {
    if (!sideEffectFree) return {}
    throw new BadRequest(
      'JSON Error: send parameters as JSON or as a form; files are not taken here',
    )
  }
  const body = bodyParameters(request.body, type)
  return Object.keys(body).length === 0 && sideEffectFree ? flat(request.query) : { ...body }
}

function refused(name: string): Action {
  return {
    help: '',
    run() {
      throw notAuthorized(`Action ${name} requires an authenticated user`)
    },
  }
}

/** Only names a script may call; CKAN escapes the rest, we refuse it. */
const callbackName = /^[\w$]+(?:\.[\w$]+|\[\d+\])*$/

function succeeded(body: JsonPiece, { callback }: { callback: unknown }): Answer {
  if (typeof callback !== 'string')
    return { type: json, body, cache: 'no-cache', ...sentJson(body) }
  if (!callbackName.test(callback)) return bare('Bad request - callback is not a function name')
  // The comment keeps the bytes of the name from being read as another file format.
  const script = joinJson([`/**/${callback}(`, body, ');'])
  return {
    type: 'application/javascript; charset=utf-8',
    body: script,
    cache: 'no-cache',
    headers: { 'X-Content-Type-Options': 'nosniff' },
    ...sentJson(script),
  }
}

/** What the platform refused, or a fault of ours, in the envelope (`RouteDefinition.problem`). */
export function asEnvelope(
  problem: Problem,
  request: Pick<RouteRequest, 'origin' | 'url'>,
): Answer {
  if (problem.status === 400) return bare('Bad request - JSON Error: Error decoding JSON data.')
  if (problem.status === 415) {
    return bare('Bad request - JSON Error: send parameters as JSON or as a form')
  }
  const name = /\/action\/(\w+)/.exec(request.url)?.[1] ?? ''
  const help = `${request.origin}/api/3/action/help_show?name=${name}`
  const type = problem.status === 403 ? 'Authorization Error' : 'Internal Server Error'
  // `detail` holds the request's id for the operator, and nothing of the failure itself.
  const message = problem.status === 500 ? 'Internal Server Error' : problem.detail
  const body = JSON.stringify({ help, error: { __type: type, message }, success: false })
  return { status: problem.status, type: json, body, cache: 'no-store' }
}

/** A bare JSON string: what CKAN answers before it knows which action is meant. */
export function bare(message: string): Answer {
  return { status: 400, type: json, body: JSON.stringify(message), cache: 'no-store' }
}
