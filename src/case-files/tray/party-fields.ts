// The questions of who takes part in a case, and of what put it back to be decided anew.
import { type Html, html } from '@rimaq/markup'
import { type PageContext, selectField, textField } from '#pages'
import { type Party, partyRoles } from '../case/parties.ts'
import { restoreReasons } from '../case/restore-case.ts'
import { documentTypes } from '../filing/filer.ts'
import { type Sent, textOf } from '../filing/filing-parts.ts'
import { accessForm } from '../parties/admitted-page.ts'
import { whyField } from './action-fields.ts'

interface Given {
  parties: readonly Party[]
  sent: Sent
}

export function partyFields(context: PageContext, { parties, sent }: Given): Html {
  const { t } = context
  const text = (name: string, label: string, required: boolean): Html =>
    textField(context, {
      ...{ name, id: `parte-${name}`, label, required, maxlength: 300 },
      value: textOf(sent, name),
    })
  return html`<p class="quiet">${t('case-files.parties.text')}</p>
    ${selectField(context, {
      ...{ name: 'rol', id: 'parte-rol', label: t('case-files.parties.role') },
      options: partyRoles.map((value) => ({ value, label: t(`case-files.parties.is.${value}`) })),
      value: textOf(sent, 'rol'),
    })}
    ${selectField(context, {
      ...{ name: 'de', id: 'parte-de', label: t('case-files.parties.of'), required: false },
      options: [
        { value: '', label: t('case-files.parties.filer') },
        ...parties
          .filter(({ role }) => role !== 'representative')
          .map(({ id, name }) => ({ value: id, label: name })),
      ],
      value: textOf(sent, 'de'),
    })}
    ${selectField(context, {
      ...{ name: 'filer-document', id: 'parte-filer-document' },
      label: t('case-files.filing.document'),
      options: documentTypes.map((value) => ({ value, label: value })),
      value: textOf(sent, 'filer-document'),
    })}
    ${text('filer-number', t('case-files.filing.number'), true)}
    ${text('filer-name', t('case-files.filing.name'), true)}
    ${text('filer-address', t('case-files.filing.address'), false)}
    ${text('filer-email', t('case-files.filing.email'), false)}`
}

export function removeFields(context: PageContext, { parties, sent }: Given): Html {
  const { t } = context
  return html`${selectField(context, {
    ...{ name: 'parte', id: 'quitar-parte-parte', label: t('case-files.parties.who') },
    options: parties.map(({ id, name }) => ({ value: id, label: name })),
    value: textOf(sent, 'parte'),
  })}
  ${whyField(context, {
    ...{ sent, prefix: 'quitar-parte-', label: t('case-files.act.why.quitar-parte') },
  })}`
}

export function restoreFields(context: PageContext, sent: Sent): Html {
  const { t } = context
  return html`<p class="quiet">${t('case-files.restore.text')}</p>
    ${selectField(context, {
      ...{ name: 'causa', id: 'reponer-causa', label: t('case-files.act.cause') },
      options: restoreReasons.map((value) => ({ value, label: t(`case-files.restore.${value}`) })),
      value: textOf(sent, 'causa'),
    })}
    ${textField(context, {
      ...{ name: 'resolucion', id: 'reponer-resolucion', label: t('case-files.archive.act') },
      ...{ hint: t('case-files.archive.act-hint'), maxlength: 300 },
      value: textOf(sent, 'resolucion'),
    })}
    ${whyField(context, { sent, prefix: 'reponer-', label: t('case-files.act.why.reponer') })}`
}

/** Who takes part beside the filer, and as what; with the key of its own page where it may be given. */
export function partiesList(
  context: PageContext,
  given: { parties: readonly Party[]; caseId: string; seen: number; admits: boolean },
): Html | null {
  const { t } = context
  const { parties, caseId, seen, admits } = given
  if (parties.length === 0) return null
  const nameOf = (id: string): string =>
    parties.find((each) => each.id === id)?.name ?? t('case-files.parties.filer')
  return html`<h3>${t('case-files.parties.title')}</h3>
    <ul>
      ${parties.map(
        ({ id, role, name, document, number, email, address, represents }) =>
          html`<li>
            ${name} (${document} ${number}):
            ${t(`case-files.parties.is.${role}`)}${
              role === 'representative' ? html` · ${nameOf(represents)}` : null
            }
            <span class="quiet">${address ?? t('case-files.parties.no-address')}</span>
            ${admits ? accessForm(context, { caseId, seen, party: { id, name, email } }) : null}
          </li>`,
      )}
    </ul>`
}
