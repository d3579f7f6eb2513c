// What a person may have come to the city's site for, on its first page.
import type { Html } from '@rimaq/markup'
import { doors } from './components/doors/template.ts'
import type { PageContext } from './page.ts'

const ways = [
  { key: 'procedures', path: '/tramites' },
  { key: 'case', path: '/seguimiento' },
  { key: 'data', path: '/dataset' },
  { key: 'visit', path: '/vive' },
  { key: 'observatory', path: '/observatory' },
  { key: 'verify', path: '/verificar' },
] as const

/** Doors to the procedures, one's own case, the data, Vive, the observatory and the verification. */
export function siteDoors(context: PageContext): Html {
  const { t, link } = context
  return doors(
    t('pages.doors.all'),
    ways.map(({ key, path }) => ({
      label: t(`pages.doors.${key}`),
      text: t(`pages.doors.${key}.text`),
      href: link(path),
    })),
  )
}
