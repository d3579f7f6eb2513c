// The page on which an office hands in the borders of the city's districts as GeoJSON.
import { Readable } from 'node:stream'
import { type FormError, type PageContext, fileField, form, goTo, textField } from '#pages'
import { type Answer, type RouteRequest, Refusal } from '#platform'
import { readUploadForm } from '#platform/http'
import { VisitError, describeVisitError, openTable, placeOfTable } from '#visit'
import { sentenceOf } from '#datasets'
import { html } from '@rimaq/markup'
import { type Desk, deskPage, deskPath, kindIn, officialIn, today } from './desk.ts'
import { mostBytes, textOf } from './import-page.ts'
import { type BorderProblem, takeBorders } from './take-borders.ts'

export async function bordersPage(desk: Desk, request: RouteRequest): Promise<Answer> {
  await kindIn(desk, request, 'distritos')
  return page(desk.context(request), null)
}

interface Failed {
  source: string
  errors: readonly string[]
}

function page(context: PageContext, failed: Failed | null): Answer {
  const { t, link } = context
  const title = t('visit-desk.borders.title')
  const errors: FormError[] = (failed?.errors ?? []).map((message) => ({ field: null, message }))
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('visit-desk.borders.lead')}</p>
    ${form(context, {
      action: link(`${deskPath}/distritos/limites`),
      upload: true,
      errors,
      body: html`${textField(context, {
        ...{ name: 'fuente', label: t('visit-desk.import.source'), type: 'url' },
        ...{ hint: t('visit-desk.hint.fuente'), value: failed?.source ?? '' },
      })}
      ${fileField(context, {
        ...{ name: 'file', label: t('visit-desk.import.file'), accept: '.geojson,.json' },
        hint: t('visit-desk.borders.file-hint'),
      })}`,
      submit: t('visit-desk.import.do'),
    })}`
  const path = `${deskPath}/distritos`
  const trail = [{ label: t('visit-desk.kind.distritos'), href: link(path) }]
  return deskPage(context, { title, body, trail }, failed ? { status: 422 } : {})
}

/** POST: borders of districts that the file does not have stay as they were. */
export async function saveBorders(desk: Desk, request: RouteRequest): Promise<Answer> {
  await kindIn(desk, request, 'distritos')
  const context = desk.context(request)
  const { t } = context
  if (Number(request.headers['content-length'] ?? 0) > mostBytes + 65_536) {
    throw new Refusal('too-large')
  }
  const type = String(request.headers['content-type'] ?? '')
  const sent = await readUploadForm(request.body as AsyncIterable<Uint8Array>, type)
  const source = (sent.fields['fuente'] ?? '').trim()
  const again = (...errors: string[]): Answer => page(context, { source, errors })
  const early =
    sent.name === ''
      ? t('visit-desk.import.no-file')
      : /^https?:\/\/\S+\.\S+/.test(source)
        ? null
        : `${t('visit-desk.import.source')}: ${t('visit-desk.problem.bad-url', { found: source })}`
  if (early !== null) {
    sent.drop()
    return again(early)
  }
  const text = await textOf(sent.file)
  if (text === null) return again(t('visit-desk.import.no-text', { name: sent.name }))
  try {
    const open = await openTable(desk, 'areas')
    const { districts } = await desk.content()
    const given = { name: sent.name, text, source, checked: today(desk) }
    const taken = takeBorders(open, given, { districts, bbox: desk.options.bbox })
    if ('problems' in taken) {
      return again(...taken.problems.map((each) => words(context, sent.name, each)))
    }
    const { dataset, resource } = placeOfTable('areas')
    const shelf = desk.shelf.as(officialIn(request))
    const bytes = Buffer.from(taken.text)
    const received = await shelf.receiveFile(Readable.from([bytes]), 64 * 2 ** 20)
    try {
      const { version } = await shelf.publishByOffice({
        ...{ path: received.path, name: `${resource}.geojson`, dataset, resource },
        ...{ note: sent.name, base: open?.base ?? null },
        ...(open === null ? { title: 'Límites de distritos' } : {}),
      })
      await desk.published()
      return goTo(context, `${deskPath}/distritos`, { hecho: 'imported', version: version ?? '' })
    } finally {
      await received.done()
    }
  } catch (error) {
    if (error instanceof VisitError) return again(describeVisitError(t, error))
    return again(sentenceOf(context, error))
  }
}

function words({ t }: PageContext, name: string, { row, code, found }: BorderProblem): string {
  return `${t('visit-desk.import.row', { name, row })}: ${t(`visit-desk.borders.${code}`, { found })}`
}
