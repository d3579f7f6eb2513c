// Tells an address that does not exist from one that was asked with a method it does not have.
import type { RouteDefinition } from './route.ts'

/** Methods that the address has, for `Allow` (RFC 9110 clause 10.2.1); empty when nothing is there. */
export function methodsAt(routes: readonly RouteDefinition[], url: string): string[] {
  const path = plainPath(url)
  const found = routes.filter((route) => patternOf(route).test(path))
  const methods = found.flatMap(({ method, cors }) => [
    ...(method === 'GET' ? ['GET', 'HEAD'] : [method]),
    ...(cors ? ['OPTIONS'] : []),
  ])
  return [...new Set(methods)]
}

const patterns = new WeakMap<RouteDefinition, RegExp>()

function patternOf(route: RouteDefinition): RegExp {
  const known = patterns.get(route)
  if (known) return known
  const source = plainPath(route.url)
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/:\w+/g, '[^/]+')
    .replace(/\*$/, '.*')
  const pattern = new RegExp(`^${source}$`)
  patterns.set(route, pattern)
  return pattern
}

/** As the router reads it: without query, doubled slashes and the slash at the end. */
function plainPath(url: string): string {
  const path = url.split('?', 1)[0]!.replaceAll(/\/{2,}/g, '/')
  return path.length > 1 ? path.replace(/\/$/, '') : path
}
