// One question of a form: its label, what helps to answer it, what is wrong with the answer.
import { html, type Html } from '@rimaq/markup'
import type { PageContext } from '../../page.ts'

interface Question {
  name: string
  /** Default: the name. Unique on the page. */
  id?: string
  label: string
  hint?: string
  /** What to do about it, in words: "Escriba una fecha, por ejemplo 3/11/2026". */
  error?: string | null
  /** Default true; the others are marked as optional. */
  required?: boolean
}

export interface TextFieldOptions extends Question {
  type?:
    | 'text'
    | 'search'
    | 'number'
    | 'date'
    | 'datetime-local'
    | 'email'
    | 'tel'
    | 'url'
    | 'password'
  value?: string | null
  autocomplete?: string
  inputmode?: 'numeric' | 'decimal' | 'text'
  /** As wide as the answer is expected to be. */
  width?: 'short' | 'medium' | 'full'
  /** Stands after the box: `km²`, `S/`. */
  unit?: string
  min?: string | number
  max?: string | number
  step?: string | number
  maxlength?: number
  /** Id of a datalist on the page. */
  list?: string
}

export interface TextAreaOptions extends Question {
  value?: string | null
  rows?: number
  maxlength?: number
}

export interface SelectOptions extends Question {
  options: readonly { value: string; label: string }[]
  value?: string | null
}

export interface ChoiceOptions extends Question {
  options: readonly { value: string; label: string; hint?: string }[]
  /** Values chosen now. */
  values?: readonly string[]
  /** Side by side where there is room; for two or three short words. */
  inline?: boolean
}

export interface FileFieldOptions extends Question {
  /** As in HTML: `.csv,.xlsx`. */
  accept?: string
  multiple?: boolean
}

export function textField(context: PageContext, options: TextFieldOptions): Html {
  const id = options.id ?? options.name
  const input = html`<input
    class="input input-${options.width ?? 'full'}"
    id="${id}"
    name="${options.name}"
    type="${options.type ?? 'text'}"
    value="${options.value ?? null}"
    autocomplete="${options.autocomplete ?? null}"
    inputmode="${options.inputmode ?? null}"
    min="${options.min ?? null}"
    max="${options.max ?? null}"
    step="${options.step ?? null}"
    maxlength="${options.maxlength ?? null}"
    list="${options.list ?? null}"
    required="${options.required !== false}"
    aria-invalid="${options.error ? 'true' : null}"
    aria-describedby="${describedBy(id, options)}"
  />`
  return frame(
    context,
    options,
    options.unit
      ? html`<div class="input-with-unit">
          ${input}<span class="input-unit">${options.unit}</span>
        </div>`
      : input,
  )
}

export function textArea(context: PageContext, options: TextAreaOptions): Html {
  const id = options.id ?? options.name
  return frame(
    context,
    options,
    html`<textarea
      class="input"
      id="${id}"
      name="${options.name}"
      rows="${options.rows ?? 5}"
      maxlength="${options.maxlength ?? null}"
      required="${options.required !== false}"
      aria-invalid="${options.error ? 'true' : null}"
      aria-describedby="${describedBy(id, options)}"
    >
${options.value ?? ''}</textarea>`,
  )
}

export function selectField(context: PageContext, options: SelectOptions): Html {
  const id = options.id ?? options.name
  return frame(
    context,
    options,
    html`<select
      class="input input-select"
      id="${id}"
      name="${options.name}"
      required="${options.required !== false}"
      aria-invalid="${options.error ? 'true' : null}"
      aria-describedby="${describedBy(id, options)}"
    >
      ${options.options.map(
        ({ value, label }) =>
          html`<option value="${value}" selected="${value === options.value}">${label}</option>`,
      )}
    </select>`,
  )
}

export function fileField(context: PageContext, options: FileFieldOptions): Html {
  const id = options.id ?? options.name
  return frame(
    context,
    options,
    html`<input
      class="input input-file"
      id="${id}"
      name="${options.name}"
      type="file"
      accept="${options.accept ?? null}"
      multiple="${options.multiple === true}"
      required="${options.required !== false}"
      aria-invalid="${options.error ? 'true' : null}"
      aria-describedby="${describedBy(id, options)}"
    />`,
  )
}

/** Any number of answers. */
export function checkboxes(context: PageContext, options: ChoiceOptions): Html {
  return choices(context, options, 'checkbox')
}

/** Exactly one answer. */
export function radios(context: PageContext, options: ChoiceOptions): Html {
  return choices(context, options, 'radio')
}

function choices(context: PageContext, options: ChoiceOptions, type: 'checkbox' | 'radio'): Html {
  const id = options.id ?? options.name
  const list = options.options.map(({ value, label, hint }, index) => {
    const own = index === 0 ? id : `${id}-${index + 1}`
    return html`<div class="choice">
      <input
        class="choice-input"
        id="${own}"
        name="${options.name}"
        type="${type}"
        value="${value}"
        checked="${options.values?.includes(value) ?? false}"
        required="${type === 'radio' && options.required !== false}"
        aria-describedby="${hint ? `${own}-note` : null}"
      />
      <div class="choice-text">
        <label for="${own}">${label}</label>
        ${hint ? html`<p class="field-hint" id="${own}-note">${hint}</p>` : null}
      </div>
    </div>`
  })
  return html`<fieldset
    class="${options.error ? 'field field-wrong' : 'field'}"
    aria-describedby="${describedBy(id, options)}"
  >
    <legend class="field-label">${options.label}${optional(context, options)}</legend>
    ${remarks(context, id, options)}
    <div class="${options.inline === true ? 'choices choices-inline' : 'choices'}">${list}</div>
  </fieldset>`
}

function frame(context: PageContext, options: Question, control: Html): Html {
  const id = options.id ?? options.name
  return html`<div class="${options.error ? 'field field-wrong' : 'field'}">
    <label class="field-label" for="${id}">${options.label}${optional(context, options)}</label>
    ${remarks(context, id, options)} ${control}
  </div>`
}

function optional(context: PageContext, options: Question): Html | null {
  if (options.required !== false) return null
  return html` <span class="field-optional">${context.t('pages.field.optional')}</span>`
}

function remarks(context: PageContext, id: string, options: Question): Html {
  return html`${
    options.hint ? html`<p class="field-hint" id="${id}-hint">${options.hint}</p>` : null
  }${
    options.error
      ? html`<p class="field-error" id="${id}-error">
          <span class="visually-hidden">${context.t('pages.field.error')} </span>${options.error}
        </p>`
      : null
  }`
}

function describedBy(id: string, options: Question): string | null {
  const parts = [options.hint && `${id}-hint`, options.error && `${id}-error`].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : null
}
