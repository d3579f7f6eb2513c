// What every page of this city is made with.
import { extname } from 'node:path'
import { DatasetsError, packFile } from '#datasets'
import { cityStyles, colourFaults, createPageContext } from '#pages'
import type { CityIdentity, PageContext } from '#pages'
import { shownOf } from '#people'
import type { Assets, Lang, RouteRequest } from '#platform'
import type { City } from './main.ts'

export type PageRequest = Pick<RouteRequest, 'lang' | 'url' | 'origin' | 'actor'> & { lang: Lang }

export interface Look {
  logo: { name: string; path: string } | null
  styles: { name: string; text: string } | null
}

/** The city's own mark and colours. Throws `pack-colour` for one that is hard to see. */
export function cityLook({ identity, pack }: City): Look {
  const [fault] = colourFaults(identity.colours)
  if (fault) {
    const found = Math.floor(fault.found * 10) / 10
    throw new DatasetsError('pack-colour', { ...fault, found })
  }
  const styles = cityStyles(identity.colours)
  const { logo } = identity
  return {
    logo: logo === null ? null : { name: `logo${extname(logo)}`, path: packFile(pack, logo) },
    styles: styles === null ? null : { name: 'city.css', text: styles },
  }
}

/** What each page is made with: language, address, person, mark and colours. */
export function pageContexts(
  city: City,
  assets: Assets,
  look: Look,
): (request: PageRequest) => PageContext {
  const { identity, locale, clock } = city
  const shown: CityIdentity = {
    name: identity.name,
    institution: identity.institution,
    slogan: identity.slogan,
    logo: look.logo === null ? null : assets.asset(look.logo.name),
    ...(look.styles === null ? {} : { styles: look.styles.name }),
    contact: identity.contact,
  }
  return (request) => {
    const person = shownOf(request.actor)
    return createPageContext({
      ...(person === null
        ? {}
        : {
            person: {
              name: person.name,
              post: person.holding?.position ?? null,
              more: person.more,
              notices: person.notices,
              audits: person.holding?.family === 'audit',
            },
          }),
      lang: request.lang,
      url: request.url,
      origin: request.origin,
      locale,
      clock,
      assets: (name) => assets.asset(name),
      city: shown,
    })
  }
}
