// The wardens' numbers of a district beside its form; each is a row of the table of numbers, with its own source.
import type { RouteRequest } from '#platform'
import type { Content } from '#visit'
import { type Html, html } from '@rimaq/markup'
import { type Desk, deskPath, mayKeep, officialIn } from './desk.ts'
import { type Kind, kindNamed } from './kinds.ts'
import type { Row } from './open-rows.ts'

/** Null for who does not keep the numbers. */
export async function wardensOf(
  desk: Desk,
  request: RouteRequest,
  { row, content }: { row: Row; content: Content },
): Promise<Html | null> {
  if (!(await mayKeep(desk, officialIn(request), kindNamed('telefonos') as Kind))) return null
  const { t, link } = desk.context(request)
  const ubigeo = row['ubigeo'] ?? ''
  const own = content.contacts.filter((each) => each.kind === 'serenazgo' && each.ubigeo === ubigeo)
  const path = `${deskPath}/telefonos/fila`
  const add = { clase: 'serenazgo', ambito: 'distrital', estado: 'activo', ubigeo }
  return html`<h2>${t('visit-desk.wardens.title')}</h2>
    <p>${t(own.length === 0 ? 'visit-desk.wardens.none-about' : 'visit-desk.wardens.about')}</p>
    <ul>
      ${own.map(({ number, name }) => html`<li><a href="${link(path, { clave: number })}">${number}</a> ${name.es}</li>`)}
      <li><a href="${link(path, add)}">${t('visit-desk.wardens.add')}</a></li>
    </ul>`
}
