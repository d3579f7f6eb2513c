// The page of a draft: attach what is needed, look at everything once, file.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  button,
  details,
  fileField,
  form,
  notice,
  selectField,
  summaryList,
  table,
} from '#pages'
import type { Answer } from '#platform'
import { type Requirement, requirementsFor, wordsOf } from '../catalogue/procedure.ts'
import { feeNotice } from '../catalogue/fee-words.ts'
import type { Upload } from '../intake/store-uploads.ts'
import type { Own } from './counter.ts'
import { secretBoxes } from '../own/secret-boxes.ts'
import { accepted } from './file-kinds.ts'
import { answersList, filesTable, filingPage, missingDocuments, paperRows } from './filing-parts.ts'
import type { Draft, FiledFile } from './store-filings.ts'

const addressOf = ({ id, key }: Own): string => `/presentacion/${id}/${key}`

/** `/presentacion/{id}/{key}` while it is a draft: attach, look, file. */
export function draftPage(
  context: PageContext,
  shown: { draft: Draft; own: Own; error: string | null; uploads: readonly Upload[] },
): Answer {
  const { draft, own, error, uploads } = shown
  const { t, lang, link } = context
  const { content, answers, files, code } = draft
  const name = wordsOf(content.name, lang)
  const title = t('case-files.draft.title')
  const wanted = requirementsFor(content, answers).filter(({ kind }) => kind !== 'form')
  const missing = missingDocuments(draft)
  const address = addressOf(own)
  const body = html`<h1>${title}</h1>
    <p class="lead">${name}</p>
    ${notice(context, {
      kind: 'info',
      title: t('case-files.draft.keep'),
      body: html`<p>${t('case-files.draft.keep-text')}</p>`,
    })}
    <h2>${t('case-files.draft.files')}</h2>
    ${wanted.length === 0 ? html`<p>${t('case-files.draft.none-needed')}</p>` : requirementList(context, wanted, files)}
    ${files.length === 0 ? null : filesTable(context, { files, content, remove: address })}
    ${uploads.length === 0 ? null : unfinishedTable(context, { uploads, address })}
    ${attachForm(context, { wanted, missing, uploads, address, error })}
    <h2>${t('case-files.draft.check')}</h2>
    ${answersList(context, draft)}
    ${draft.paper === null ? null : summaryList(paperRows(context, draft))}
    <p><a href="${link(`${address}/datos`)}">${t('case-files.draft.change')}</a></p>
    ${
      missing.length === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.draft.missing', { count: missing.length }),
            body: t('case-files.draft.missing-text'),
          })
    }
    ${
      draft.filer.address === null && draft.filer.email === null
        ? notice(context, { kind: 'warning', title: t('case-files.draft.no-address') })
        : null
    }
    ${
      uploads.length === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.uploads.left-out', { count: uploads.length }),
            body: t('case-files.uploads.left-out-text'),
          })
    }
    ${draft.paper === null ? feeNotice(context, content) : null}
    ${form(context, {
      action: link(`${address}/presentar`),
      submit: t(uploads.length === 0 ? 'case-files.draft.submit' : 'case-files.uploads.submit'),
      body: html`${details({
          summary: t('case-files.secrets.title'),
          body: secretBoxes(context, { files: draft.files, marked: new Set() }),
        })}
        <p>${t('case-files.draft.oath')}</p>
        ${uploads.length === 0 ? null : html`<input type="hidden" name="without" value="1" />`}`,
    })}`
  const trail = [{ label: name, href: link(`/tramites/${code}`) }, { label: title }]
  const scripts = ['upload']
  return filingPage(context, { title, body, trail, scripts }, error === null ? {} : { status: 422 })
}

/** With JavaScript it is sent in pieces that go on where the line broke; without, whole. */
function attachForm(
  context: PageContext,
  given: {
    wanted: readonly Requirement[]
    missing: readonly Requirement[]
    uploads: readonly Upload[]
    address: string
    error: string | null
  },
): Html {
  const { t, lang, link } = context
  const { wanted, missing, uploads, address, error } = given
  const known = uploads.map(({ id, fingerprint }) => ({ id, fingerprint }))
  // Values that the browser fills in stand in braces of their own.
  const open = { name: '{name}', percent: '{percent}' }
  return html`<rimaq-upload
    data-address="${`${address}/subidas`}"
    data-unfinished="${JSON.stringify(known)}"
    data-sending="${t('case-files.uploads.sending', open)}"
    data-waiting="${t('case-files.uploads.waiting', open)}"
    data-refused="${t('case-files.uploads.refused', open)}"
  >
    ${form(context, {
      action: link(`${address}/archivo`),
      upload: true,
      errors: error === null ? [] : [{ field: 'file', message: error }],
      submit: t('case-files.draft.attach'),
      body: html`${selectField(context, {
        name: 'requirement',
        label: t('case-files.draft.for'),
        options: [
          ...wanted.map((each) => ({ value: each.id, label: wordsOf(each.text, lang) })),
          { value: '-', label: t('case-files.draft.other') },
        ],
        value: missing[0]?.id ?? '-',
      })}
      ${fileField(context, {
        name: 'file',
        label: t('case-files.draft.file'),
        hint: t('case-files.draft.file-hint'),
        accept: accepted,
        error,
      })}`,
    })}
  </rimaq-upload>`
}

/** Uploads that broke off: how far they got, and how to go on. */
function unfinishedTable(
  context: PageContext,
  { uploads, address }: { uploads: readonly Upload[]; address: string },
): Html {
  const { t, lang, locale, link } = context
  return html`${table(context, {
      id: 'unfinished',
      caption: t('case-files.uploads.unfinished'),
      stack: true,
      columns: [
        { id: 'name', label: t('case-files.draft.name'), rowHead: true },
        { id: 'far', label: t('case-files.uploads.far') },
        { id: 'until', label: t('case-files.uploads.until'), kind: 'date' },
        { id: 'remove', label: t('case-files.draft.remove') },
      ],
      rows: uploads.map(({ id, name, received, length, expires }) => ({
        name,
        far: t('case-files.uploads.of', {
          received: locale.bytes(lang, received),
          length: locale.bytes(lang, length),
        }),
        until: locale.dateTime(lang, expires),
        remove: html`<form method="post" action="${link(`${address}/dejar`)}">
          <input type="hidden" name="upload" value="${id}" />
          ${button({ label: t('case-files.draft.remove-one', { name }), kind: 'secondary' })}
        </form>`,
      })),
    })}
    <p>${t('case-files.uploads.resume')}</p>`
}

function requirementList(
  { t, lang }: PageContext,
  wanted: readonly Requirement[],
  files: readonly FiledFile[],
): Html {
  return html`<ul>
    ${wanted.map(({ id, text, optional, kind }) => {
      const there = files.some((each) => each.requirement === id)
      const state = there ? 'there' : kind !== 'document' ? 'declared' : optional ? 'may' : 'must'
      return html`<li>
        ${wordsOf(text, lang)} <span class="quiet">(${t(`case-files.draft.is-${state}`)})</span>
      </li>`
    })}
  </ul>`
}
