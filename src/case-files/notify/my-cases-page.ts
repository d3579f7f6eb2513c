// The page of all own cases of a signed-in person, and that of one of them.
import { type Html, html } from '@rimaq/markup'
import { type CivilDate, explainDeadline } from '@rimaq/workdays'
import {
  type PageContext,
  badge,
  emptyState,
  form,
  linkButton,
  notice,
  summaryList,
  textField,
} from '#pages'
import type { Answer } from '#platform'
import { wordsOf } from '../catalogue/procedure.ts'
import { languageOf, noonOf } from '../deadlines/deadline-page.ts'
import { filesTable, filingPage, shownNumber } from '../filing/filing-parts.ts'
import { dueOf } from '../tray/tray-pages.ts'
import { mailboxSection } from './mailbox-section.ts'
import type { MyCase, MyCases, OwnView } from './my-cases.ts'

export interface LinkForm {
  number: string
  key: string
  error: string | null
}

/** `/mis-tramites` */
export function myCasesPage(
  context: PageContext,
  { found, sent, waits }: { found: MyCases; sent: LinkForm; waits: Date | null },
): Answer {
  const { t, link } = context
  const title = t('case-files.mine.title')
  const unread = found.cases.reduce((sum, each) => sum + each.unread, 0)
  const body = html`<h1>${title}</h1>
    <p class="lead">${t('case-files.mine.lead')}</p>
    ${
      unread === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.notify.own.unread', { count: unread }),
          })
    }
    ${waitsNotice(context, waits)}
    ${
      found.cases.length === 0
        ? emptyState({
            title: t('case-files.mine.none'),
            body: t('case-files.mine.none-text'),
            action: linkButton({ label: t('case-files.mine.start'), href: link('/tramites') }),
          })
        : html`<ul class="procedure-list">
            ${found.cases.map((each) => caseItem(context, each))}
          </ul>`
    }
    ${
      found.next === null
        ? null
        : linkButton({
            label: t('case-files.mine.more'),
            href: link('/mis-tramites', {
              desde: found.next.opened.toISOString(),
              despues: found.next.id,
            }),
            kind: 'secondary',
          })
    }
    <h2>${t('case-files.mine.join')}</h2>
    <p>${t('case-files.mine.join-text')}</p>
    ${form(context, {
      action: link('/mis-tramites/unir'),
      errors: sent.error === null ? [] : [{ field: 'number', message: sent.error }],
      submit: t('case-files.mine.join-do'),
      kind: 'secondary',
      body: html`${textField(context, {
        name: 'number',
        label: t('case-files.receipt.number'),
        hint: t('case-files.track.number-hint'),
        value: sent.number,
        width: 'medium',
        error: sent.error,
      })}
      ${textField(context, {
        name: 'key',
        label: t('case-files.receipt.key'),
        width: 'medium',
        value: sent.key,
        autocomplete: 'off',
      })}`,
    })}`
  return filingPage(
    context,
    { title, body, trail: [{ label: title }] },
    sent.error === null ? {} : { status: 422 },
  )
}

function caseItem(context: PageContext, { filed, office, unread }: MyCase): Html {
  const { t, lang, link } = context
  const open = !['firm', 'closed', 'not-filed', 'notified'].includes(filed.phase)
  return html`<li>
    <h2>
      <a href="${link(`/mis-tramites/${filed.id}`)}"
        >${shownNumber(filed)} · ${wordsOf(filed.content.name, lang)}</a
      >
    </h2>
    <p>
      ${badge({ label: t(`case-files.mine.phase.${filed.phase}`), kind: 'info' })}
      ${
        unread === 0
          ? null
          : badge({ label: t('case-files.notify.own.unread', { count: unread }), kind: 'warn' })
      }
    </p>
    <p class="quiet">
      ${office === null ? null : t('case-files.mine.with', { office })}
      ${open && filed.dueOn !== null ? html`· ${t('case-files.receipt.due')} ${dueOf(context, filed)}` : null}
    </p>
  </li>`
}

/** Letters that no mail server took yet: what was deposited is here already, its alert follows. */
export function waitsNotice(context: PageContext, waits: Date | null): Html | null {
  const { t, lang, locale } = context
  if (waits === null) return null
  return notice(context, {
    kind: 'info',
    title: t('case-files.notify.waits', { since: locale.dateTime(lang, waits) }),
  })
}

/** `/mis-tramites/{id}`: all that the page with the key has, but the receipt. */
export function myCasePage(
  context: PageContext,
  given: OwnView & { alert: Html | null; standing: Html },
): Answer {
  const { t, lang, locale, link } = context
  const { filed, mailbox, alert, standing } = given
  const title = shownNumber(filed)
  const { term, dueOn, silentOn, files, content } = filed
  const body = html`<h1>${title}</h1>
    <p class="lead">${wordsOf(content.name, lang)}</p>
    ${alert}
    ${
      mailbox.unread === 0
        ? null
        : notice(context, {
            kind: 'warning',
            title: t('case-files.notify.own.unread', { count: mailbox.unread }),
            body: html`<p><a href="#casilla">${t('case-files.notify.own.see')}</a></p>`,
          })
    }
    ${summaryList([
      { label: t('case-files.receipt.filed'), value: locale.dateTime(lang, filed.filedAt) },
      {
        label: t('case-files.receipt.due'),
        value:
          dueOn === null || term === null
            ? null
            : html`${dueOf(context, filed)}
                <span class="quiet"
                  >${explainDeadline(term, { language: languageOf(lang), warn: true })}.</span
                >`,
      },
      {
        label: t('case-files.receipt.silent'),
        value:
          silentOn === null
            ? null
            : t('case-files.procedure.silent-on', {
                day: locale.date(lang, noonOf(silentOn as CivilDate)),
              }),
      },
    ])}
    ${standing} ${mailboxSection(context, { mailbox, base: `/mis-tramites/${filed.id}` })}
    <h2>${t('case-files.draft.attached')}</h2>
    ${files.length === 0 ? html`<p>${t('case-files.receipt.no-files')}</p>` : filesTable(context, { files, content })}`
  const trail = [
    { label: t('case-files.mine.title'), href: link('/mis-tramites') },
    { label: title },
  ]
  return filingPage(context, { title, body, trail })
}
