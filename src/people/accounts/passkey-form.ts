// The form that asks a browser for a passkey; without JavaScript it says what to do instead.
import { type PageContext, button } from '#pages'
import { type Html, html } from '@rimaq/markup'

export interface PasskeyFormOptions {
  /** `get` asks for one, `create` makes one. */
  kind: 'get' | 'create'
  /** Where the answer goes. */
  action: string
  /** Where the options come from. */
  options: string
  label: string
  /** Further fields, also sent when options are asked for. */
  fields?: Html | null | (Html | null)[]
  /** Names of fields the options depend on; default none. */
  send?: readonly string[]
  secondary?: boolean
}

/** `browser/passkey.ts` shows and serves it; it hides the sentence that speaks until then. */
export function passkeyForm(context: PageContext, options: PasskeyFormOptions): Html {
  const { t } = context
  return html`<form
      class="passkey"
      action="${options.action}"
      method="post"
      data-passkey="${options.kind}"
      data-options="${options.options}"
      data-send="${options.send?.join(' ') ?? null}"
      data-cancelled="${t('people.passkey.cancelled')}"
      data-failed="${t('people.passkey.failed')}"
      data-absent="${t('people.passkey.absent')}"
      hidden
    >
      ${options.fields ?? null}
      <input type="hidden" name="proof-ceremony" value="" />
      <input type="hidden" name="proof-answer" value="" />
      ${button({ label: options.label, kind: options.secondary === true ? 'secondary' : 'primary' })}
      <p class="passkey-waiting" role="status" data-waiting="${t('people.passkey.waiting')}"></p>
      <p class="field-error" role="alert" data-passkey-error></p>
    </form>
    <p class="account-note" data-no-script>${t('people.passkey.no-script')}</p>`
}
