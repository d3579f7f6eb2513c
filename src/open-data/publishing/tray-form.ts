// The form by which the tray is searched and narrowed; the whole choice stands in the address.
import { html, type Html } from '@rimaq/markup'
import { type PageContext, button, linkButton, selectField, textField } from '#pages'
import { type TrayState, stateChoices } from './tray-state.ts'
import { hidden } from './work-page.ts'

export function trayForm(
  context: PageContext,
  state: TrayState,
  people: readonly { id: string; name: string }[],
): Html {
  const { t, link, lang } = context
  const day = (name: 'from' | 'until'): Html =>
    textField(context, {
      name,
      label: t(`open-data.tray.${name}`),
      type: 'date',
      width: 'short',
      required: false,
      value: state[name],
    })
  const more = [state.dataset, state.by, state.from, state.until].some(Boolean)
  return html`<form class="form tray-form" method="get" action="${link('/revisar')}" role="search">
    ${lang === 'es' ? null : hidden('lang', lang)}
    <div class="tray-fields">
      ${textField(context, {
        name: 'q',
        label: t('open-data.tray.words'),
        type: 'search',
        required: false,
        maxlength: 200,
        value: state.text,
      })}
      ${selectField(context, {
        name: 'state',
        label: t('open-data.review.state'),
        value: state.state,
        options: Object.keys(stateChoices).map((value) => ({
          value,
          label: t(`open-data.tray.state.${value}`),
        })),
      })}
    </div>
    <details class="details" open="${more}">
      <summary>${t('open-data.tray.more')}</summary>
      <div class="details-body tray-fields">
        ${selectField(context, {
          name: 'by',
          label: t('open-data.review.by'),
          required: false,
          value: state.by,
          options: [
            { value: '', label: t('open-data.tray.anybody') },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ],
        })}
        ${textField(context, {
          name: 'dataset',
          label: t('open-data.tray.dataset'),
          required: false,
          maxlength: 100,
          value: state.dataset,
        })}
        ${day('from')} ${day('until')}
      </div>
    </details>
    <div class="button-row">
      ${button({ label: t('open-data.tray.search'), kind: 'secondary' })}
      ${linkButton({ label: t('open-data.tray.clear'), href: link('/revisar'), kind: 'quiet' })}
    </div>
  </form>`
}
