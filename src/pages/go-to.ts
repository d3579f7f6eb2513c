// Leads a reader on to another page after something was done (RFC 9110, 15.4.4).
import type { Answer } from '#platform'
import type { PageContext } from './page.ts'

/** 303 to a page of ours, in the same language; kept by no cache. */
export function goTo(
  context: Pick<PageContext, 'link'>,
  path: string,
  parameters: Record<string, string | number | undefined> = {},
): Answer {
  const headers = { location: context.link(path, parameters) }
  return { status: 303, headers, body: null, cache: 'no-store' }
}
