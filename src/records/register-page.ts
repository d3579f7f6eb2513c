// The page of the public ledger: its head, who witnesses it, how old all is, and how to check it alone.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, codeBlock, layout, notice, summaryList, table } from '#pages'
import type { Answer, RouteRequest } from '#platform'
import { parseCheckpoint, parseNote } from '@rimaq/ledger'
import { conditionSentence } from './ledger/condition.ts'
import type { PublicFiles } from './ledger/head-view.ts'
import { verifierLines } from './ledger/keys.ts'
import type { RecordsFace } from './routes.ts'
import { countWaiting } from './store-journal.ts'
import { newestHead } from './ledger/store-ledger.ts'

/** `/registro` */
export async function registerPage(
  face: RecordsFace,
  files: PublicFiles,
  request: RouteRequest,
): Promise<Answer> {
  const context = face.context(request)
  const { t, lang, locale, now, link, absolute } = context
  const { ledger } = face.records
  const { kysely } = face.database
  const [head, remembered, waiting] = await Promise.all([
    files.head(),
    newestHead(kysely),
    countWaiting(kysely),
  ])
  const trouble = conditionSentence(t, lang, ledger.sequencer.condition)
  const signed = remembered && new Date(remembered.time * 1000)
  const title = t('records.register.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('records.register.lead')}</p>
    ${trouble === null ? null : notice(context, { kind: 'error', title: t('records.register.stopped'), body: trouble, heading: 2 })}
    <h2>${t('records.register.head')}</h2>
    ${
      head === null
        ? html`<p>${t('records.register.empty')}</p>`
        : summaryList([
            { label: t('records.register.name'), value: head.origin },
            { label: t('records.register.size'), value: locale.number(lang, head.size) },
            {
              label: t('records.register.root'),
              value: html`<code>${Buffer.from(head.root).toString('base64')}</code>`,
            },
            {
              label: t('records.receipt.signed'),
              value:
                signed && `${locale.dateTime(lang, signed)} (${locale.ago(lang, signed, now)})`,
            },
            { label: t('records.register.waiting'), value: locale.number(lang, waiting.count) },
          ])
    }
    <h2>${t('records.register.witnesses')}</h2>
    ${witnessTable(context, face)} ${await witnessedTable(context, face)}
    <h2>${t('records.verify.title')}</h2>
    <p>${t('records.verify.lead')}</p>
    ${codeBlock(context, {
      label: t('records.verify.terminal'),
      code: checkItself(absolute('/ledger')),
    })}
    ${codeBlock(context, {
      label: t('records.register.keys'),
      code: verifierLines(ledger.keys).ledger.join('\n'),
    })}
    <p>
      <a href="/ledger/checkpoint">${t('records.register.checkpoint')}</a> ·
      <a href="${link('/recibo')}">${t('records.receipt.title')}</a>
    </p>`
  return {
    body: layout(context, { title, section: 'register', body, styles: ['records.css'] }),
    cache: 'no-cache',
  }
}

/** Reads the whole ledger over the network with the one-file verifier; runs in any shell with Node. */
function checkItself(address: string): string {
  const file = './rimaq-verify.mjs'
  return `curl -O ${address}/rimaq-verify.mjs
node --input-type=module -e "
import { verifyLog } from '${file}'
const get = (path) => fetch('${address}/' + path)
const keys = (await (await get('key')).text()).trim().split('\\n')
const read = async (path) => {
  const answer = await get(path)
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null
}
console.log(await verifyLog({ keys, read }))"`
}

function witnessTable(context: PageContext, { records }: RecordsFace): Html {
  const { t, lang, locale, now } = context
  const { asked } = records.ledger.sequencer
  const known = records.ledger.witnesses.map(
    ({ place, keys }) =>
      asked.find((one) => one.place === place) ?? {
        place,
        name: keys[0]?.name ?? place,
        size: null,
        at: null,
        trouble: null,
      },
  )
  if (known.length === 0) return html`<p>${t('records.register.no-witnesses')}</p>`
  return table(context, {
    id: 'witnesses',
    caption: t('records.register.witnesses'),
    captionHidden: true,
    stack: true,
    columns: [
      { id: 'name', label: t('records.register.name'), rowHead: true },
      { id: 'size', label: t('records.register.size'), kind: 'number' },
      { id: 'at', label: t('records.register.seen') },
    ],
    rows: known.map(({ name, size, at, trouble }) => ({
      name,
      size: size === null ? '–' : locale.number(lang, size),
      at: [at === null ? t('records.register.never') : locale.ago(lang, at, now), trouble]
        .filter(Boolean)
        .join(' · '),
    })),
  })
}

/** Ledgers of others that are cosigned here. */
async function witnessedTable(context: PageContext, face: RecordsFace): Promise<Html | null> {
  const { t, lang, locale } = context
  const { witness } = face
  if (!witness) return null
  const rows = await Promise.all(
    face.records.ledger.witnessed.map(async ({ place }) => {
      const note = await witness.last(place)
      const size = note === null ? null : parseCheckpoint(parseNote(note).text).size
      return { name: place, size: size === null ? '–' : locale.number(lang, size) }
    }),
  )
  return html`<h2>${t('records.register.witnessed')}</h2>
    ${table(context, {
      id: 'witnessed',
      caption: t('records.register.witnessed'),
      captionHidden: true,
      columns: [
        { id: 'name', label: t('records.register.name'), rowHead: true },
        { id: 'size', label: t('records.register.size'), kind: 'number' },
      ],
      rows,
    })}`
}
