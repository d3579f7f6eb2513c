// The page on which anybody verifies a document: by its code, or by the file itself.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, fileField, form, layout, textField } from '#pages'
import type { Answer } from '#platform'
import { limits } from './verifier.ts'

/** What is shared by the pages of verification: found by nobody's search, kept by no cache. */
export function verificationPage(
  context: PageContext,
  parts: { title: string; body: Html; inner?: boolean },
  more: Partial<Answer> = {},
): Answer {
  const { title, body, inner = true } = parts
  const { t, link } = context
  const trail = inner ? [{ label: t('case-files.verify.title'), href: link('/verificar') }] : []
  return {
    cache: 'no-store',
    body: layout(context, {
      ...{ title, body, noindex: inner, styles: ['case-files.css'], breadcrumbs: trail },
    }),
    ...more,
  }
}

/** `/verificar`, with what is wrong with what was typed or handed in. */
export function verifyPage(
  context: PageContext,
  given: { written?: string; codeError?: string; fileError?: string },
): Answer {
  const { t, lang, link } = context
  const { written = null, codeError = null, fileError = null } = given
  const title = t('case-files.verify.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.verify.lead')}</p>
    <h2>${t('case-files.verify.by-code')}</h2>
    ${form(context, {
      action: '/verificar',
      method: 'get',
      errors: codeError === null ? [] : [{ field: 'codigo', message: codeError }],
      submit: t('case-files.verify.check'),
      body: html`${lang === 'es' ? null : html`<input type="hidden" name="lang" value="${lang}" />`}
      ${textField(context, {
        ...{ name: 'codigo', label: t('case-files.seal.receipt.code'), value: written },
        ...{ hint: t('case-files.verify.code-hint'), autocomplete: 'off', width: 'medium' },
        error: codeError,
      })}`,
    })}
    <h2>${t('case-files.verify.by-file')}</h2>
    <p>${t('case-files.verify.file-text')}</p>
    ${form(context, {
      action: link('/verificar/archivo'),
      upload: true,
      errors: fileError === null ? [] : [{ field: 'file', message: fileError }],
      submit: t('case-files.verify.check-file'),
      kind: 'secondary',
      body: fileField(context, {
        ...{ name: 'file', label: t('case-files.draft.file'), error: fileError },
        hint: t('case-files.verify.file-hint', { most: limits.file / 1e6 }),
      }),
    })}
    <p class="quiet">${t('case-files.verify.not-kept')}</p>`
  const failed = codeError !== null || fileError !== null
  return verificationPage(context, { title, body, inner: false }, failed ? { status: 422 } : {})
}
