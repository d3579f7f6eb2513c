// The signing tray: what waits, the batch that was chosen with its code, and what became of each document.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  badge,
  button,
  codeBlock,
  emptyState,
  linkButton,
  notice,
  radios,
  summaryList,
  table,
} from '#pages'
import type { Answer } from '#platform'
import { shownKey } from '../filing/filing-key.ts'
import { shownNumber } from '../filing/filing-parts.ts'
import { mostInBatch } from './act.ts'
import { actName, pendingTime, workPage } from './act-pages.ts'
import type { SigningTray } from './list-waiting.ts'
import type { Batch, Item, ItemState, Waiting } from './store-signing.ts'

/** `/bandeja/firma` */
export function signingPage(
  context: PageContext,
  tray: SigningTray,
  more: { error?: string; status?: number } = {},
): Answer {
  const { t, link } = context
  const { toSign, toApprove, hasSeal } = tray
  const title = t('case-files.signing.title')
  const body = html`<h1>${title}</h1>
    ${more.error === undefined ? null : notice(context, { kind: 'error', title: more.error, live: true })}
    ${hasSeal ? null : notice(context, { kind: 'error', title: t('case-files.errors.no-seal') })}
    ${
      toSign.length === 0
        ? emptyState({
            title: t('case-files.signing.none'),
            body: t('case-files.signing.none-text'),
          })
        : html`<p class="lead">${t('case-files.signing.lead', { most: mostInBatch })}</p>
            <form method="post" action="${link('/bandeja/firma/lotes')}" class="form signing-form">
              ${waitingTable(context, toSign, 'to-sign')}
              ${radios(context, {
                name: 'way',
                label: t('case-files.signing.way'),
                options: [
                  {
                    value: 'agent',
                    label: t('case-files.signing.agent'),
                    hint: t('case-files.signing.agent-hint'),
                  },
                  {
                    value: 'firma-peru',
                    label: t('case-files.signing.firma-peru'),
                    hint: t('case-files.signing.firma-peru-hint'),
                  },
                ],
                values: ['agent'],
              })}
              <div class="button-row">${button({ label: t('case-files.signing.sign') })}</div>
            </form>`
    }
    ${tray.more ? notice(context, { kind: 'info', title: t('case-files.signing.more') }) : null}
    ${
      toApprove.length === 0
        ? null
        : html`<h2>${t('case-files.signing.to-approve')}</h2>
            ${waitingTable(context, toApprove, 'visas')}`
    }
    ${batches(context, tray)}`
  return workPage(context, { title, body }, more.status)
}

function waitingTable(context: PageContext, list: readonly Waiting[], id: Waiting['state']): Html {
  const { t, lang, locale, link } = context
  const chooses = id === 'to-sign'
  return table(context, {
    ...{ id, caption: t(`case-files.signing.caption.${id}`), captionHidden: true },
    ...{ stack: true, dense: true },
    columns: [
      ...(chooses ? [{ id: 'choose', label: t('case-files.signing.choose') }] : []),
      { id: 'act', label: t('case-files.acts.document'), rowHead: true },
      { id: 'about', label: t('case-files.acts.about') },
      { id: 'case', label: t('case-files.signing.case') },
      { id: 'who', label: t('case-files.acts.drafter') },
      { id: 'when', label: t('case-files.signing.since'), kind: 'date' },
    ],
    rows: list.map((each) => {
      const name = t(`case-files.acts.kind.${each.kind}`)
      const field = `choose-${each.id}`
      return {
        choose: html`<input
            class="choice-input"
            type="checkbox"
            name="chosen"
            id="${field}"
            value="${each.id} ${each.textVersion}"
          /><label for="${field}" class="visually-hidden">${each.title}</label>`,
        act: html`<a href="${link(`/bandeja/${each.caseId}/actos/${each.id}`)}"
          >${name}<span class="visually-hidden">: ${each.title}</span></a
        >`,
        about: each.title,
        case: html`<a href="${link(`/bandeja/${each.caseId}`)}">${shownNumber(each)}</a>`,
        who: each.drafterName,
        when: locale.ago(lang, each.created, context.now),
      }
    }),
  })
}

function batches(context: PageContext, { batches: list }: SigningTray): Html | null {
  const { t, lang, locale, link } = context
  if (list.length === 0) return null
  return html`<h2>${t('case-files.signing.batches')}</h2>
    <ul>
      ${list.map(
        ({ id, created, count, signed }) =>
          html`<li>
            <a href="${link(`/bandeja/firma/lotes/${id}`)}">${locale.dateTime(lang, created)}</a>:
            ${t('case-files.signing.of', { signed, count })}
          </li>`,
      )}
    </ul>`
}

export interface ShownBatch {
  batch: Batch
  items: readonly Item[]
  /** Only right after it was chosen; told once. */
  code: string | null
  /** Where the agent is to connect. */
  origin: string
  /** What the component of the State is started with, by act; only right after it was chosen. */
  starts: ReadonlyMap<string, string>
}

const kinds: Readonly<Record<ItemState, 'plain' | 'info' | 'good' | 'bad'>> = {
  waiting: 'plain',
  prepared: 'info',
  received: 'info',
  signed: 'good',
  refused: 'bad',
}

/** `/bandeja/firma/lotes/{id}` */
export function batchPage(context: PageContext, shown: ShownBatch): Answer {
  const { t, lang, locale, link, now } = context
  const { batch, items, code } = shown
  const title = t('case-files.signing.batch')
  const left = items.filter(({ state }) => state !== 'signed').length
  const list = table(context, {
    ...{ id: 'items', caption: title, captionHidden: true, stack: true, dense: true },
    columns: [
      { id: 'act', label: t('case-files.acts.document'), rowHead: true },
      { id: 'about', label: t('case-files.acts.about') },
      { id: 'state', label: t('case-files.acts.state') },
    ],
    rows: items.map((item) => ({
      act: html`<a href="${link(`/bandeja/${item.caseId}/actos/${item.act}`)}"
        >${actName(context, item)}</a
      >`,
      about: item.title,
      state: html`<div>
        ${badge({ label: t(`case-files.signing.state.${item.state}`), kind: kinds[item.state] })}
        ${pendingTime(context, item.pending)}
        ${
          item.fault === null
            ? null
            : html`<p>${t(`case-files.errors.${item.fault}`, { ...item.detail })}</p>`
        }
        ${startOf(shown, item)}
      </div>`,
    })),
  })
  const body = html`<h1>${title}</h1>
    ${code === null ? null : steps(context, shown, code)}
    ${
      left === 0
        ? notice(context, { kind: 'success', title: t('case-files.signing.all') })
        : batch.until <= now
          ? notice(context, {
              kind: 'warning',
              title: t('case-files.signing.over'),
              body: t('case-files.signing.over-text'),
            })
          : null
    }
    ${summaryList([
      { label: t('case-files.signing.chosen'), value: locale.dateTime(lang, batch.created) },
      { label: t('case-files.signing.until'), value: locale.dateTime(lang, batch.until) },
      {
        label: t('case-files.signing.signed'),
        value: t('case-files.signing.of', { signed: items.length - left, count: items.length }),
      },
    ])}
    ${list}
    <div class="button-row">
      ${linkButton({
        label: t('case-files.signing.again'),
        href: link(`/bandeja/firma/lotes/${batch.id}`),
        kind: 'secondary',
      })}
    </div>`
  const trail = [{ label: t('case-files.signing.title'), href: link('/bandeja/firma') }]
  return workPage(context, { title, body, trail })
}

function steps(context: PageContext, { batch, origin }: ShownBatch, code: string): Html {
  const { t } = context
  if (batch.way === 'firma-peru') {
    return notice(context, {
      kind: 'info',
      title: t('case-files.signing.not-connected'),
      body: t('case-files.signing.not-connected-text'),
      heading: 2,
    })
  }
  return html`${notice(context, {
    kind: 'info',
    title: t('case-files.signing.code-once'),
    body: html`<p class="signing-code"><code>${shownKey(code)}</code></p>
      <p>${t('case-files.signing.code-text')}</p>`,
    heading: 2,
  })}
  ${codeBlock(context, {
    label: t('case-files.signing.with-file'),
    code: `rimaq sign-tray --url ${origin} --p12 mi-certificado.p12`,
  })}
  ${codeBlock(context, {
    label: t('case-files.signing.with-card'),
    code: `rimaq sign-tray --url ${origin} --pkcs11 /ruta/del/modulo.so`,
  })}`
}

/** The text that starts the component of the State for one document. */
function startOf({ starts }: ShownBatch, { act }: Item): Html | null {
  const start = starts.get(act)
  return start === undefined ? null : html`<p class="hash quiet"><code>${start}</code></p>`
}
