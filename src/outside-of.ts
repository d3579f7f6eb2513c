// The provider of identities outside, where one is set.
import type { OutsideProvider } from '#people'
import { createOutside } from '#people/pages'
import type { City } from './main.ts'

export function outsideOf(city: City): OutsideProvider | null {
  const { oidc } = city.settings
  if (oidc === null) return null
  const { client: clientId, secret: clientSecret, ...rest } = oidc
  return createOutside(city.accounts.parts, {
    ...rest,
    clientId,
    clientSecret,
    egress: city.egress,
  })
}
