// The page on which an office hands in a file of rows, and what is wrong with it by file and row.
import { fileField, type FormError, form, type PageContext, textField } from '#pages'
import { type Answer, type RouteRequest, readUploadForm, Refusal } from '#platform'
import { tableNames } from '#visit'
import { html } from '@rimaq/markup'
import {
  type Desk,
  cityNow,
  deskPage,
  deskPath,
  goTo,
  kindIn,
  officialIn,
  sentenceOf,
} from './desk.ts'
import { problemWords } from './form-page.ts'
import { type FileFault, type Taken, takeRows } from './import-rows.ts'
import type { Kind } from './kinds.ts'
import { saveTable } from './save-table.ts'

/** Bytes of a file of rows; what is larger is published as a whole table. */
const mostBytes = 8 * 2 ** 20
/** Faults that are told at once. */
const mostFaults = 50

export async function importPage(
  desk: Desk,
  request: RouteRequest,
  failed: { source: string; errors: readonly string[] } | null = null,
): Promise<Answer> {
  const kind = await kindIn(desk, request)
  return page(desk.context(request), kind, failed)
}

function page(
  context: PageContext,
  kind: Kind,
  failed: { source: string; errors: readonly string[] } | null,
): Answer {
  const { t, link } = context
  const path = `${deskPath}/${kind.name}`
  const title = t('visit-desk.import.title')
  const errors: FormError[] = (failed?.errors ?? []).map((message) => ({ field: null, message }))
  const endings = kind.files.map((each) => (each === 'geojson' ? '.geojson,.json' : `.${each}`))
  const body = html`<h1>${title}</h1>
    <p class="lead">${t(`visit-desk.import.lead.${kind.name}`)}</p>
    <p>
      <a href="${link(`/dataset/${kindDataset(kind)}`)}">${t('visit-desk.import.as-it-is')}</a>
    </p>
    ${form(context, {
      action: link(`${path}/importar`),
      upload: true,
      errors,
      body: html`${textField(context, {
        ...{ name: 'fuente', label: t('visit-desk.import.source'), type: 'url' },
        ...{ hint: t('visit-desk.import.source-hint'), required: false },
        value: failed?.source ?? '',
      })}
      ${fileField(context, {
        ...{ name: 'file', label: t('visit-desk.import.file'), accept: endings.join(',') },
        hint: t('visit-desk.import.file-hint', { endings: endings.join(' ').replaceAll(',', ' ') }),
      })}`,
      submit: t('visit-desk.import.do'),
    })}`
  const trail = [{ label: t(`visit-desk.kind.${kind.name}`), href: link(path) }]
  return deskPage(context, { title, body, trail }, failed ? { status: 422 } : {})
}

function kindDataset(kind: Kind): string {
  return tableNames[kind.table]
}

/** POST: nothing of the file is published unless all of it can be. */
export async function importFile(desk: Desk, request: RouteRequest): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const context = desk.context(request)
  if (Number(request.headers['content-length'] ?? 0) > mostBytes + 65_536) {
    throw new Refusal('too-large')
  }
  const type = String(request.headers['content-type'] ?? '')
  const sent = await readUploadForm(request.body as AsyncIterable<Uint8Array>, type)
  const source = (sent.fields['fuente'] ?? '').trim()
  const again = (errors: readonly string[]): Promise<Answer> =>
    importPage(desk, request, { source, errors })
  if (sent.name === '') {
    sent.drop()
    return again([context.t('visit-desk.import.no-file')])
  }
  if (source !== '' && !/^https?:\/\/\S+\.\S+/.test(source)) {
    sent.drop()
    return again([
      `${context.t('visit-desk.import.source')}: ${context.t('visit-desk.problem.bad-url', { found: source })}`,
    ])
  }
  const text = await textOf(sent.file)
  if (text === null) return again([context.t('visit-desk.import.no-text', { name: sent.name })])
  const { content, options, lang } = {
    ...{ content: await desk.content(), options: desk.options },
    lang: context.lang === 'en' ? ('en' as const) : ('es' as const),
  }
  let taken: Taken | null = null
  let faults: FileFault[] = []
  try {
    const saved = await saveTable(desk, officialIn(request), { kind, note: sent.name }, (open) => {
      const judging = { content, options, now: cityNow(desk) }
      const read = takeRows(open, kind, { name: sent.name, text, source, lang }, judging)
      if ('faults' in read) {
        faults = read.faults
        return { problems: [] }
      }
      taken = read
      return { open: read.open, key: '' }
    })
    if ('problems' in saved) return again(faultLines(context, sent.name, faults))
    const { added, replaced } = taken as unknown as Taken
    const done = { hecho: 'imported', version: saved.version, nuevas: added, cambiadas: replaced }
    return goTo(context, `${deskPath}/${kind.name}`, done)
  } catch (error) {
    return again([sentenceOf(context, error)])
  }
}

/** As `agenda.csv, row 3 (line 5): title: write it.` */
function faultLines(context: PageContext, name: string, faults: readonly FileFault[]): string[] {
  const { t } = context
  const lines = faults.slice(0, mostFaults).map(({ row, line, problem, words }) => {
    const where =
      row === null
        ? name
        : line === null
          ? t('visit-desk.import.row', { name, row })
          : t('visit-desk.import.row-line', { name, row, line })
    if (problem === null) return `${where}: ${words ?? ''}`
    const field = problem.field === null ? '' : `${t(`visit-desk.field.${problem.field}`)}: `
    return `${where}: ${field}${problemWords(context, problem)}`
  })
  const rest = faults.length - mostFaults
  return rest > 0 ? [...lines, t('visit-desk.import.more', { count: rest })] : lines
}

/** Null for what is no text in UTF-8. @throws Refusal too-large */
async function textOf(file: AsyncIterable<Uint8Array>): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of file) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Refusal('too-large')
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return null
  }
}
