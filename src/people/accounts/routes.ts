// All addresses of sign-in and of one's own account.
import type { RouteDefinition } from '#platform'
import { accountRoutesOf } from './account-routes.ts'
import { codeRoutes } from './code-routes.ts'
import { outsideRoutes } from './outside-routes.ts'
import type { AccountPages } from './page-parts.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { secondRoutes } from './second-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { tokenRoutes } from './token-routes.ts'
import { waysRoutes } from './ways-routes.ts'

/** Given to the server by serve.ts. */
export function accountRoutes(pages: AccountPages): RouteDefinition[] {
  return [
    ...signInRoutes(pages),
    ...codeRoutes(pages),
    ...outsideRoutes(pages),
    ...accountRoutesOf(pages),
    ...waysRoutes(pages),
    ...secondRoutes(pages),
    ...tokenRoutes(pages),
    ...recoveryRoutes(pages),
  ]
}

/** File of the style sheet these pages ask for as `accounts.css`. */
export const accountStyles: URL = new URL('./styles/accounts.css', import.meta.url)
