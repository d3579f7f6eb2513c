// The page on which an office hands in a file of rows, and what is wrong with it by file and row.
import { fileField, type FormError, form, goTo, type PageContext, textField } from '#pages'
import { type Answer, type RouteRequest, Refusal } from '#platform'
import { readUploadForm } from '#platform/http'
import { sentenceOf } from '#datasets'
import { html } from '@rimaq/markup'
import { type Desk, cityNow, deskPage, deskPath, hidden, kindIn, officialIn } from './desk.ts'
import { fieldLabel, problemWords } from './form-page.ts'
import { type FileFault, type Taken, takeRows } from './import-rows.ts'
import type { Kind } from './kinds.ts'
import type { Row } from './open-rows.ts'
import { datasetOf } from './list-page.ts'
import { saveTable } from './save-table.ts'
import { walkCodes, walkNamed } from './stops-page.ts'

/** Bytes of a file of rows; what is larger is published as a whole table. */
export const mostBytes = 8 * 2 ** 20
/** Faults that are told at once. */
const mostFaults = 50

export async function importPage(
  desk: Desk,
  request: RouteRequest,
  failed: Failed | null = null,
): Promise<Answer> {
  const kind = await kindIn(desk, request)
  const walk = failed?.walk ?? (request.query['ruta'] as string | undefined) ?? ''
  const about = walk === '' || kind.within === undefined ? null : await walkNamed(desk, walk)
  return page(desk.context(request), { kind, failed, walk: about })
}

interface Failed {
  source: string
  errors: readonly string[]
  walk: string
}

interface ImportParts {
  kind: Kind
  failed: Failed | null
  /** The walk whose stops the file is to bring. */
  walk: Row | null
}

function page(context: PageContext, { kind, failed, walk }: ImportParts): Answer {
  const { t, link } = context
  const path = `${deskPath}/${kind.name}`
  const title = t('visit-desk.import.title')
  const errors: FormError[] = (failed?.errors ?? []).map((message) => ({ field: null, message }))
  const files = kind.within && walk === null ? (['csv'] as const) : kind.files
  const endings = files.map((each) => (each === 'geojson' ? '.geojson,.json' : `.${each}`))
  const body = html`<h1>${title}</h1>
    <p class="lead">
      ${walk ? t('visit-desk.import.lead.walk', { walk: walk['titulo'] ?? '' }) : t(`visit-desk.import.lead.${kind.name}`)}
    </p>
    <p>
      <a href="${link(`/dataset/${datasetOf(kind)}`)}">${t('visit-desk.import.as-it-is')}</a>
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
      })}
      ${walk ? hidden('ruta', walk['ruta'] ?? '') : null}`,
      submit: t('visit-desk.import.do'),
    })}`
  const to = walk ? { ruta: walk['ruta'] ?? '' } : {}
  const trail = [{ label: t(`visit-desk.kind.${kind.name}`), href: link(path, to) }]
  return deskPage(context, { title, body, trail }, failed ? { status: 422 } : {})
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
  const walk = kind.within === undefined ? '' : (sent.fields['ruta'] ?? '')
  const again = (errors: readonly string[]): Promise<Answer> =>
    importPage(desk, request, { source, errors, walk })
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
  const walks = kind.within === undefined ? undefined : await walkCodes(desk)
  let taken: Taken | null = null
  let faults: FileFault[] = []
  try {
    const saved = await saveTable(desk, officialIn(request), { kind, note: sent.name }, (open) => {
      const judging = { content, options, now: cityNow(desk), ...(walks ? { walks } : {}) }
      const given = { name: sent.name, text, source, lang, ...(walk === '' ? {} : { walk }) }
      const read = takeRows(open, kind, given, judging)
      if ('faults' in read) {
        faults = read.faults
        return { problems: [] }
      }
      taken = read
      return { open: read.open, key: '' }
    })
    if ('problems' in saved) return again(faultLines(context, kind, sent.name, faults))
    const { added, replaced } = taken as unknown as Taken
    const done = {
      ...(walk === '' ? {} : { ruta: walk }),
      ...{ hecho: 'imported', version: saved.version, nuevas: added, cambiadas: replaced },
    }
    return goTo(context, `${deskPath}/${kind.name}`, done)
  } catch (error) {
    if (error instanceof Refusal) throw error
    return again([sentenceOf(context, error)])
  }
}

/** As `agenda.csv, row 3 (line 5): title: write it.` */
function faultLines(
  context: PageContext,
  kind: Kind,
  name: string,
  faults: readonly FileFault[],
): string[] {
  const { t } = context
  const lines = faults.slice(0, mostFaults).map(({ row, line, problem, words }) => {
    const where =
      row === null
        ? line === null
          ? name
          : t('visit-desk.import.line', { name, line })
        : line === null
          ? t('visit-desk.import.row', { name, row })
          : t('visit-desk.import.row-line', { name, row, line })
    if (problem === null) return `${where}: ${words ?? ''}`
    const field = problem.field === null ? '' : `${fieldLabel(context, kind, problem.field)}: `
    return `${where}: ${field}${problemWords(context, kind, problem)}`
  })
  const rest = faults.length - mostFaults
  return rest > 0 ? [...lines, t('visit-desk.import.more', { count: rest })] : lines
}

/** Null for what is no text in UTF-8. @throws Refusal too-large */
export async function textOf(file: AsyncIterable<Uint8Array>): Promise<string | null> {
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
