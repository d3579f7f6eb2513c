// The page of a draft: attach what is needed, look at everything once, file.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, fileField, form, notice, selectField } from '#pages'
import type { Answer } from '#platform'
import { type Requirement, requirementsFor, wordsOf } from '../catalogue/procedure.ts'
import type { Own } from './counter.ts'
import { accepted } from './file-kinds.ts'
import { answersList, filesTable, filingPage, missingDocuments } from './filing-parts.ts'
import type { Draft, FiledFile } from './store-filings.ts'

const addressOf = ({ id, key }: Own): string => `/presentacion/${id}/${key}`

/** `/presentacion/{id}/{key}` while it is a draft: attach, look, file. */
export function draftPage(
  context: PageContext,
  { draft, own, error }: { draft: Draft; own: Own; error: string | null },
): Answer {
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
    <h2>${t('case-files.draft.check')}</h2>
    ${answersList(context, draft)}
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
    ${form(context, {
      action: link(`${address}/presentar`),
      submit: t('case-files.draft.submit'),
      body: html`<p>${t('case-files.draft.oath')}</p>`,
    })}`
  const trail = [{ label: name, href: link(`/tramites/${code}`) }, { label: title }]
  return filingPage(context, { title, body, trail }, error === null ? {} : { status: 422 })
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
