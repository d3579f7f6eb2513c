// The pages of templates: the list, and where one is written, with all fields it may use.
import { type Html, html } from '@rimaq/markup'
import {
  type FormError,
  type PageContext,
  badge,
  checkboxes,
  details,
  form,
  linkButton,
  selectField,
  table,
  textArea,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { actKinds, effects } from './act.ts'
import { workPage } from './act-pages.ts'
import { knownFields } from './known-fields.ts'
import { showText } from './show-text.ts'
import type { Template } from './template.ts'

export const templatesAddress = '/bandeja/plantillas'

/** `/bandeja/plantillas` */
export function templatesPage(
  context: PageContext,
  { templates, mayWrite }: { templates: readonly Template[]; mayWrite: boolean },
): Answer {
  const { t, lang, locale, link } = context
  const title = t('case-files.templates.title')
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.templates.lead')}</p>
    ${table(context, {
      ...{ id: 'templates', caption: title, captionHidden: true, stack: true, dense: true },
      columns: [
        { id: 'name', label: t('case-files.templates.name'), rowHead: true },
        { id: 'kind', label: t('case-files.templates.kind') },
        { id: 'version', label: t('case-files.acts.version'), kind: 'number' },
        { id: 'written', label: t('case-files.acts.when'), kind: 'date' },
      ],
      rows: templates.map(({ code, version, content, written }) => ({
        name: html`<a href="${link(`${templatesAddress}/${code}`)}">${content.name}</a>
          ${content.retired === true ? badge({ label: t('case-files.templates.retired') }) : null}`,
        kind: t(`case-files.acts.kind.${content.kind}`),
        version,
        written: locale.dateTime(lang, written),
      })),
    })}
    ${
      mayWrite
        ? linkButton({
            label: t('case-files.templates.new'),
            href: link(`${templatesAddress}/nueva`),
            kind: 'secondary',
          })
        : null
    }`
  return workPage(context, { title, body })
}

export interface Typed {
  code: string
  name: string
  kind: string
  effect: string
  title: string
  body: string
  retired: boolean
}

/** `/bandeja/plantillas/{code}`; `seen` 0 for a new one. */
export function templatePage(
  context: PageContext,
  shown: {
    typed: Typed
    seen: number
    mayWrite: boolean
    versions: readonly Template[]
    errors?: readonly FormError[]
  },
): Answer {
  const { t, link } = context
  const { typed, seen, mayWrite, versions, errors = [] } = shown
  const title = seen === 0 ? t('case-files.templates.new') : typed.name
  const body = html`<h1>${title}</h1>
    ${mayWrite ? editor(context, { typed, seen, errors }) : null}
    <h2>${t('case-files.acts.preview')}</h2>
    <article class="act-paper">${showText(context, typed.body)}</article>
    ${versions.length === 0 ? null : versionsList(context, versions)}`
  const trail = [{ label: t('case-files.templates.title'), href: link(templatesAddress) }]
  return workPage(context, { title, body, trail }, errors.length === 0 ? 200 : 409)
}

function editor(
  context: PageContext,
  { typed, seen, errors }: { typed: Typed; seen: number; errors: readonly FormError[] },
): Html {
  const { t, link } = context
  return form(context, {
    action: link(templatesAddress),
    errors,
    body: html`<input type="hidden" name="seen" value="${seen}" /> ${
        seen === 0
          ? textField(context, {
              name: 'code',
              label: t('case-files.templates.code'),
              hint: t('case-files.templates.code-hint'),
              value: typed.code,
              maxlength: 80,
            })
          : html`<input type="hidden" name="code" value="${typed.code}" />`
      }
      ${textField(context, {
        ...{
          name: 'name',
          label: t('case-files.templates.name'),
          value: typed.name,
          maxlength: 200,
        },
      })}
      ${selectField(context, {
        name: 'kind',
        label: t('case-files.templates.kind'),
        options: actKinds.map((each) => ({
          value: each,
          label: t(`case-files.acts.kind.${each}`),
        })),
        value: typed.kind,
      })}
      ${selectField(context, {
        name: 'effect',
        label: t('case-files.acts.effect'),
        options: [
          { value: '', label: t('case-files.acts.effect.none') },
          ...effects.map((each) => ({ value: each, label: t(`case-files.acts.effect.${each}`) })),
        ],
        value: typed.effect,
      })}
      ${textField(context, {
        ...{ name: 'title', label: t('case-files.acts.about'), value: typed.title, maxlength: 300 },
      })}
      ${textArea(context, {
        name: 'body',
        label: t('case-files.acts.text'),
        hint: t('case-files.acts.text-hint'),
        ...{ value: typed.body, rows: 20, maxlength: 100_000 },
      })}
      ${details({
        summary: t('case-files.templates.fields'),
        body: html`<p>${t('case-files.templates.fields-text')}</p>
          <ul>
            ${knownFields.map((name) => html`<li><code>{{${name}}}</code></li>`)}
          </ul>`,
      })}
      ${checkboxes(context, {
        name: 'retired',
        label: t('case-files.templates.use'),
        options: [{ value: 'yes', label: t('case-files.templates.retire') }],
        values: typed.retired ? ['yes'] : [],
        required: false,
      })}`,
    submit: t('case-files.templates.save'),
  })
}

function versionsList(context: PageContext, versions: readonly Template[]): Html {
  const { t, lang, locale } = context
  return details({
    summary: t('case-files.acts.versions', { count: versions.length }),
    body: html`<ol reversed>
      ${versions.map(
        ({ version, written }) =>
          html`<li value="${version}">${locale.dateTime(lang, written)}</li>`,
      )}
    </ol>`,
  })
}
