// The page of one act: its text as it will be read, who has to do what next, and for drafts where it is written.
import { type Html, html } from '@rimaq/markup'
import {
  type PageContext,
  button,
  details,
  form,
  linkButton,
  notice,
  summaryList,
  table,
  textArea,
} from '#pages'
import type { Answer } from '#platform'
import { isDone, numberShown } from './act.ts'
import { actName, caseCrumb, pendingTime, stateBadge, workPage } from './act-pages.ts'
import { arrangementForm } from './arrangement-form.ts'
import { faultsOf } from './check-text.ts'
import type { OpenAct } from './read-act.ts'
import { showText } from './show-text.ts'

export interface ShownAct extends OpenAct {
  /** The post of whoever looks. */
  position: string
  /** What was typed and not saved, with why. */
  unsaved?: { body: string; message: string }
  /** A sentence about something else that was refused. */
  error?: string
  status?: number
}

/** `/bandeja/{id}/actos/{act}` */
export function actPage(context: PageContext, shown: ShownAct): Answer {
  const { t, link } = context
  const { filed, act, text, unsaved, error, status } = shown
  const address = `/bandeja/${filed.id}/actos/${act.id}`
  const title = actName(context, act)
  const old = text.version !== act.textVersion
  const body = html`<h1>${title}</h1>
    <p class="lead">${act.title}</p>
    ${error === undefined ? null : notice(context, { kind: 'error', title: error, live: true })}
    ${unsaved === undefined ? null : notice(context, { kind: 'error', title: unsaved.message, live: true })}
    ${factsOf(context, shown)} ${nextStep(context, shown, address)}
    ${
      old
        ? notice(context, {
            kind: 'info',
            title: t('case-files.acts.old-text', { version: text.version }),
            body: html`<a href="${link(address)}">${t('case-files.acts.to-current')}</a>`,
          })
        : null
    }
    ${
      shown.mayDraft && !old
        ? html`<div class="act-desk">
              <div>${editor(context, shown, address)}</div>
              <div>${preview(context, text.body)}</div>
            </div>
            ${arrangement(context, shown, address)}`
        : preview(context, text.body)
    }
    ${
      act.number === null
        ? html`<p>
            <a href="${link(`${address}/borrador`)}" download>${t('case-files.acts.as-pdf')}</a>
          </p>`
        : null
    }
    ${comments(context, shown, address)} ${history(context, shown, address)}`
  const trail = [
    caseCrumb(context, filed),
    { label: t('case-files.acts.title'), href: link(`/bandeja/${filed.id}/actos`) },
  ]
  return workPage(context, { title, body, trail, scripts: ['act-draft'] }, status)
}

function preview(context: PageContext, text: string): Html {
  return html`<h2>${context.t('case-files.acts.preview')}</h2>
    <article class="act-paper">${showText(context, text)}</article>`
}

function factsOf(context: PageContext, { act, approvers, others, filed }: OpenAct): Html {
  const { t, lang, locale, link } = context
  const other = (id: string | null): Html | null => {
    const found = others.find((each) => each.id === id)
    return found === undefined
      ? null
      : html`<a href="${link(`/bandeja/${filed.id}/actos/${found.id}`)}"
          >${actName(context, found)}</a
        >`
  }
  return summaryList([
    {
      label: t('case-files.acts.state'),
      value: html`${stateBadge(context, act.state)} ${pendingTime(context, act.pending)}`,
    },
    {
      label: t('case-files.acts.number'),
      value:
        act.year === null || act.number === null
          ? null
          : numberShown({ year: act.year, number: act.number }),
    },
    {
      label: t('case-files.acts.effect'),
      value: act.effect === null ? null : t(`case-files.acts.effect.${act.effect}`),
    },
    { label: t('case-files.acts.drafter'), value: act.drafterName },
    {
      label: t('case-files.acts.visas'),
      value: approvers.length === 0 ? null : approvers.map((each) => each.title).join(' → '),
    },
    { label: t('case-files.acts.signer'), value: act.signer },
    {
      label: t('case-files.acts.signed'),
      value: act.signedAt === null ? null : locale.dateTime(lang, act.signedAt),
    },
    {
      label: t('case-files.acts.certificate'),
      value:
        act.signerStatus === null || act.state !== 'signed'
          ? null
          : t(`case-files.acts.certificate.${act.signerStatus}`),
    },
    {
      label: t('case-files.acts.lasting'),
      value: act.lasting === null ? null : t('case-files.acts.lasting-waits'),
    },
    { label: t('case-files.acts.sets-aside'), value: other(act.setsAside) },
    { label: t('case-files.acts.set-aside-by'), value: other(act.setAsideBy) },
    {
      label: t('case-files.acts.code'),
      value: isDone(act.state) && act.number !== null ? html`<code>${act.code}</code>` : null,
    },
  ])
}

/** What whoever looks can do with it now. */
function nextStep(context: PageContext, shown: ShownAct, address: string): Html | null {
  const { t, link } = context
  const { act, turn, position, mayDraft, filed } = shown
  const seen = html`<input type="hidden" name="seen" value="${act.textVersion}" />`
  if (act.number !== null) {
    const setAside =
      act.state === 'signed'
        ? linkButton({
            label: t('case-files.acts.set-aside'),
            href: link(`/bandeja/${filed.id}/actos`, { 'deja-sin-efecto': act.id }),
            kind: 'secondary',
          })
        : null
    return html`<div class="button-row">
      ${linkButton({
        label: t('case-files.acts.download'),
        href: link(`${address}/documento`),
        download: true,
      })}
      ${setAside}
    </div>`
  }
  if (act.state === 'visas' && turn === position) {
    return html`${notice(context, { kind: 'info', title: t('case-files.acts.your-visa'), heading: 2 })}
      <form method="post" action="${link(`${address}/visto`)}" class="button-row">
        ${seen} ${button({ label: t('case-files.acts.approve') })}
      </form>
      ${returnForm(context, act.textVersion, address)}`
  }
  if (act.state === 'to-sign' && act.signerPosition === position) {
    return html`${notice(context, {
      kind: 'info',
      title: t('case-files.acts.your-signature'),
      body: html`<a href="${link('/bandeja/firma')}">${t('case-files.signing.title')}</a>`,
      heading: 2,
    })}
    ${returnForm(context, act.textVersion, address)}`
  }
  if (act.state === 'draft' && mayDraft) return missing(context, shown)
  return null
}

function returnForm(context: PageContext, seen: number, address: string): Html {
  const { t, link } = context
  return details({
    summary: t('case-files.acts.return'),
    body: form(context, {
      action: link(`${address}/devolver`),
      body: html`<input type="hidden" name="seen" value="${seen}" />${textArea(context, {
          name: 'reason',
          label: t('case-files.acts.reason'),
          rows: 3,
          maxlength: 2000,
        })}`,
      submit: t('case-files.acts.return'),
      kind: 'secondary',
    }),
  })
}

/** What a draft lacks before others see it. */
function missing(context: PageContext, { act, text }: ShownAct): Html {
  const { t } = context
  const faults = faultsOf(text.body, act)
  if (faults.length === 0) {
    return notice(context, { kind: 'success', title: t('case-files.acts.complete') })
  }
  return notice(context, {
    kind: 'warning',
    title: t('case-files.acts.incomplete', { count: faults.length }),
    body: html`<ul>
      ${faults.map(
        (each) =>
          html`<li>
            ${
              each.fault === 'gap'
                ? t('case-files.acts.fault.gap', { what: each.what })
                : each.fault === 'part'
                  ? t('case-files.acts.fault.part', { heading: each.heading })
                  : t(`case-files.acts.fault.${each.fault}`)
            }
          </li>`,
      )}
    </ul>`,
  })
}

function editor(context: PageContext, shown: ShownAct, address: string): Html {
  const { t, link } = context
  const { act, text, unsaved } = shown
  return html`<h2>${t('case-files.acts.writing')}</h2>
    ${
      act.state === 'draft'
        ? null
        : notice(context, { kind: 'warning', title: t('case-files.acts.voids') })
    }
    <form
      class="form act-editor"
      method="post"
      action="${link(`${address}/texto`)}"
      data-autosave="${`${address}/guardar`}"
      data-saved="${t('case-files.acts.saved')}"
      data-failed="${t('case-files.acts.not-saved')}"
    >
      <input type="hidden" name="seen" value="${act.textVersion}" />
      ${textArea(context, {
        name: 'body',
        label: t('case-files.acts.text'),
        hint: t('case-files.acts.text-hint'),
        value: unsaved?.body ?? text.body,
        rows: 24,
        maxlength: 200_000,
      })}
      <p class="act-saving quiet" role="status"></p>
      <div class="button-row">
        ${button({ label: t('case-files.acts.save'), kind: 'secondary' })}
      </div>
    </form>`
}

function arrangement(context: PageContext, shown: ShownAct, address: string): Html | null {
  const { t, link } = context
  const { act } = shown
  if (act.state !== 'draft') return null
  const ready = act.signerPosition !== null && faultsOf(shown.text.body, act).length === 0
  return html`<h2>${t('case-files.acts.arrangement')}</h2>
    ${arrangementForm(context, shown, link(`${address}/arreglo`))}
    ${
      ready
        ? html`<form method="post" action="${link(`${address}/enviar`)}" class="button-row">
            <input type="hidden" name="seen" value="${act.textVersion}" />
            ${button({
              label: t(
                act.visaPositions.length > 0
                  ? 'case-files.acts.to-visas'
                  : 'case-files.acts.to-sign',
              ),
            })}
          </form>`
        : null
    }
    ${details({
      summary: t('case-files.acts.drop'),
      body: html`<form method="post" action="${link(`${address}/descartar`)}">
        <p>${t('case-files.acts.drop-text')}</p>
        ${button({ label: t('case-files.acts.drop'), kind: 'danger' })}
      </form>`,
    })}`
}

function comments(context: PageContext, { comments: said, act }: OpenAct, address: string): Html {
  const { t, lang, locale, link } = context
  return html`<h2>${t('case-files.acts.comments')}</h2>
    ${
      said.length === 0
        ? html`<p class="quiet">${t('case-files.acts.no-comments')}</p>`
        : html`<ul class="act-comments">
            ${said.map(
              ({ body, names, at, textVersion }) =>
                html`<li>
                  <p class="quiet">
                    ${names}, ${locale.dateTime(lang, at)},
                    ${t('case-files.acts.on-version', { version: textVersion })}
                  </p>
                  <p>${body}</p>
                </li>`,
            )}
          </ul>`
    }
    ${
      isDone(act.state)
        ? null
        : form(context, {
            action: link(`${address}/comentario`),
            body: textArea(context, {
              ...{ name: 'comment', label: t('case-files.acts.comment'), rows: 3, maxlength: 4000 },
            }),
            submit: t('case-files.acts.say'),
            kind: 'secondary',
          })
    }`
}

function history(context: PageContext, { versions, visas }: OpenAct, address: string): Html {
  const { t, lang, locale, link } = context
  return html`${
    visas.length === 0
      ? null
      : html`<h2>${t('case-files.acts.visas-given')}</h2>
          ${table(context, {
            ...{ id: 'visas', caption: t('case-files.acts.visas-given'), captionHidden: true },
            ...{ stack: true, dense: true },
            columns: [
              { id: 'post', label: t('case-files.acts.post'), rowHead: true },
              { id: 'who', label: t('case-files.acts.who') },
              { id: 'outcome', label: t('case-files.acts.outcome') },
              { id: 'version', label: t('case-files.acts.version'), kind: 'number' },
              { id: 'at', label: t('case-files.acts.when'), kind: 'date' },
            ],
            rows: visas.map(({ title, names, outcome, reason, textVersion, at }) => ({
              ...{ post: title, who: names, version: textVersion },
              outcome: html`${t(`case-files.acts.visa.${outcome}`)}${reason === null ? null : `: ${reason}`}`,
              at: locale.dateTime(lang, at),
            })),
          })}`
  }
  ${details({
    summary: t('case-files.acts.versions', { count: versions.length }),
    body: html`<ol reversed>
      ${versions.map(
        ({ version, names, at }) =>
          html`<li value="${version}">
            <a href="${link(address, { version })}"
              >${t('case-files.acts.on-version', { version })}</a
            >, ${names}, ${locale.dateTime(lang, at)}
          </li>`,
      )}
    </ol>`,
  })}`
}
