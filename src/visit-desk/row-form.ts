// The form of one row: shown with what stands in the table, and taken over as the table's next version.
import { sentenceOf } from '#datasets'
import { goTo } from '#pages'
import { type Answer, Refusal, type RouteRequest } from '#platform'
import { type Desk, cityNow, deskPath, kindIn, officialIn } from './desk.ts'
import { type Edited, editRow, findRow, fingerprint, withoutRow } from './edit-row.ts'
import { formPage, problemWords } from './form-page.ts'
import { openRows, saveTable } from './save-table.ts'
import { stopsPage, walkCodes } from './stops-page.ts'
import { wardensOf } from './wardens.ts'
import { withdrawStops } from './withdraw-stops.ts'

/** The form of a row, or of a new one with what the address says of it already. */
export async function showForm(desk: Desk, request: RouteRequest): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const key = (request.query['clave'] as string | undefined) ?? null
  const open = await openRows(desk, kind)
  const row = key === null ? undefined : findRow(open, kind, key)
  if (key !== null && row === undefined) throw new Refusal('not-found')
  const content = await desk.content()
  const context = desk.context(request)
  const given = kind.fields.flatMap(({ id }) => {
    const said = request.query[id]
    return typeof said === 'string' ? [[id, said] as const] : []
  })
  const fresh = {
    ...{ consultado: cityNow(desk).slice(0, 10), estado: 'confirmado' },
    ...Object.fromEntries(given),
  }
  const beside =
    kind.name === 'distritos' && row ? await wardensOf(desk, request, { row, content }) : null
  return formPage(context, {
    ...{ kind, key, values: row ?? fresh, seen: fingerprint(row), problems: [], content },
    ...(beside === null ? {} : { beside }),
  })
}

/** Saves or withdraws, and leads to the table; or shows the form again with what is wrong. */
export async function takeForm(
  desk: Desk,
  request: RouteRequest,
  done: 'saved' | 'withdrawn',
): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const context = desk.context(request)
  const form = request.body as Record<string, unknown>
  const said = (name: string): string => (typeof form[name] === 'string' ? form[name] : '')
  const [key, seen] = [said('clave') || null, said('visto')]
  const content = await desk.content()
  const now = cityNow(desk)
  const walk = kind.within === undefined ? '' : said('ruta')
  const again = async (
    failed: Pick<Parameters<typeof formPage>[1], 'problems' | 'stopped'>,
  ): Promise<Answer> => {
    // A stop is taken away on the page of its walk, where there is no form to show again.
    if (walk !== '' && done === 'withdrawn') {
      const [problem] = failed.problems
      const wrong = failed.stopped ?? (problem ? problemWords(context, kind, problem) : '')
      return stopsPage(desk, request, { walk, done: null, wrong })
    }
    return formPage(context, { kind, key, values: form, seen, content, ...failed })
  }
  const walks = walk === '' ? {} : { walks: await walkCodes(desk) }
  const judging = { content, options: desk.options, now, ...walks }
  const change = (open: Parameters<typeof editRow>[0]): Edited =>
    done === 'withdrawn'
      ? withoutRow(open, kind, { key: key ?? '', seen }, now)
      : editRow(open, kind, { form, key, seen }, judging)
  try {
    const note = context.t(`visit-desk.note.${done}`, { key: key ?? said(kind.title) })
    const saved = await saveTable(desk, officialIn(request), { kind, note }, change)
    if (!('problems' in saved)) {
      const { version } = saved
      const to = { ...(walk === '' ? {} : { ruta: walk }), hecho: done, version }
      if (kind.name === 'rutas' && done === 'withdrawn') {
        await withdrawStops(desk, officialIn(request), { walk: saved.key, note })
      }
      // A walk is nothing without its stops: they come next.
      if (kind.name === 'rutas' && key === null) {
        return goTo(context, `${deskPath}/paradas`, { ...to, ruta: saved.key })
      }
      return goTo(context, `${deskPath}/${kind.name}`, to)
    }
    return await again({ problems: saved.problems })
  } catch (error) {
    if (error instanceof Refusal) throw error
    return again({ problems: [], stopped: sentenceOf(context, error) })
  }
}
