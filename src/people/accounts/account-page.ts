// The page of one's own account: holding, sessions, passkeys, password, codes, tokens.
import { type PageContext, button, linkButton, notice, summaryList } from '#pages'
import type { Answer } from '#platform'
import { type Html, html } from '@rimaq/markup'
import type { HoldingSummary } from '../load-holding.ts'
import type { Session, SignedIn } from './account.ts'
import { hidden, page } from './page-parts.ts'
import { signOutForm } from './sign-in-pages.ts'
import type { Passkey } from './store-passkeys.ts'
import type { KeptToken } from './store-tokens.ts'

export interface AccountView {
  signedIn: SignedIn
  names: string[]
  holdings: HoldingSummary[]
  sessions: Session[]
  passkeys: Passkey[]
  /** Whether there is a password. */
  password: boolean
  /** Whether a code is asked for after it. */
  second: boolean
  /** Whether the session may act through a holding. */
  acts: boolean
  /** Printed codes left. */
  codes: number
  tokens: KeptToken[]
  /** Recoveries of this account that wait, told to its owner. */
  recoveries: { id: string; ready: Date | null }[]
  /** Just arrived: by enrolment, or by a printed code. */
  arrived: 'welcome' | 'code' | null
  /** Whether passkeys work at this address. */
  canUsePasskeys: boolean
}

export function accountPage(context: PageContext, view: AccountView): Answer {
  const { t } = context
  return page(context, {
    title: t('people.account.title'),
    body: html`<h1>${t('people.account.title')}</h1>
      ${arrival(context, view)} ${oneFactor(context, view)} ${recoveryNotices(context, view)}
      ${who(context, view)} ${ways(context, view)} ${codes(context, view)}
      ${sessions(context, view)} ${tokens(context, view)}`,
  })
}

function arrival(context: PageContext, { arrived, codes: left }: AccountView): Html | null {
  const { t } = context
  if (arrived === null) return null
  const body =
    arrived === 'code'
      ? t('people.account.by-code-next', { count: left })
      : t('people.account.welcome-next')
  const title = t(arrived === 'code' ? 'people.account.by-code' : 'people.account.welcome')
  return notice(context, { kind: arrived === 'code' ? 'warning' : 'success', title, body })
}

/** The city asks for two factors and this session has one: it says what to add, and why. */
function oneFactor(context: PageContext, view: AccountView): Html | null {
  const { t } = context
  if (view.acts || view.holdings.length === 0) return null
  const body = t(view.canUsePasskeys ? 'people.one-factor.add' : 'people.one-factor.add-code')
  return notice(context, { kind: 'warning', title: t('people.one-factor.title'), body })
}

/** Somebody asked to recover this account: its owner sees it first and can stop it. */
function recoveryNotices(context: PageContext, { recoveries }: AccountView): Html[] {
  const { t, link, locale, lang } = context
  return recoveries.map(({ id, ready }) =>
    notice(context, {
      kind: 'warning',
      title: t('people.recovery.told'),
      body: html`<p>
          ${
            ready === null
              ? t('people.recovery.told-waits')
              : t('people.recovery.told-ready', { when: locale.dateTime(lang, ready) })
          }
        </p>
        <form action="${link('/cuenta/recuperaciones/detener')}" method="post">
          ${hidden('recovery', id)}
          ${button({ label: t('people.recovery.stop'), kind: 'danger', small: true })}
        </form>`,
    }),
  )
}

function who(context: PageContext, { signedIn, names, holdings }: AccountView): Html {
  const { t, link } = context
  const { account, session } = signedIn
  const holding = holdings.find(({ id }) => id === session.holding)
  const others = holdings.length > (holding ? 1 : 0)
  const acting = signedIn.actor.holding
  const sees = acting !== null && acting.family !== 'administer' && acting.verbs.has('list')
  return html`<section>
    ${summaryList([
      { label: t('people.account.name'), value: account.name },
      { label: t('people.account.names'), value: names.join(' · ') },
      {
        label: t('people.holding.label'),
        value: holding ? `${holding.position}, ${holding.office}` : t('people.holding.none'),
        ...(others
          ? { action: { label: t('people.holding.switch'), href: link('/cuenta/cargo') } }
          : {}),
      },
    ])}
    ${
      holding
        ? html`<p>
            <a href="${link('/admin/interests')}">${t('people.interest.title')}</a> ·
            <a href="${link('/cuenta/avisos')}">${t('people.notices.title')}</a>
            ${
              sees
                ? html` · <a href="${link('/admin/reviews')}">${t('people.review.list')}</a>`
                : null
            }
          </p>`
        : null
    }
  </section>`
}

function ways(context: PageContext, view: AccountView): Html {
  const { t, link, locale, lang, now } = context
  const only = view.passkeys.length === 1 && !view.password
  return html`<section>
    <h2>${t('people.passkeys.title')}</h2>
    <p>${t(view.passkeys.length === 0 ? 'people.passkeys.none' : 'people.passkeys.lead')}</p>
    <ul class="account-list">
      ${view.passkeys.map(
        ({ id, name, created, lastUsed, synced }) =>
          html`<li>
            <div>
              <strong>${name}</strong>
              <p class="account-fact">
                ${t('people.passkeys.added', { when: locale.date(lang, created, 'short') })} ·
                ${
                  lastUsed === null
                    ? t('people.passkeys.never-used')
                    : t('people.passkeys.used', { when: locale.ago(lang, lastUsed, now) })
                }
                ${synced ? html` · ${t('people.passkeys.synced')}` : null}
              </p>
            </div>
            ${
              only
                ? html`<p class="account-fact">${t('people.passkeys.only')}</p>`
                : html`<form action="${link('/cuenta/llaves/quitar')}" method="post">
                    ${hidden('passkey', id)}
                    ${button({ label: t('people.passkeys.remove'), kind: 'secondary', small: true })}
                  </form>`
            }
          </li>`,
      )}
    </ul>
    ${
      view.canUsePasskeys
        ? html`<form action="${link('/cuenta/llaves/nueva')}" method="post">
            ${button({ label: t('people.passkeys.add'), kind: view.passkeys.length === 0 ? 'primary' : 'secondary' })}
          </form>`
        : html`<p class="account-note">${t('people.passkey.absent')}</p>`
    }
    <h2>${t('people.password.label')}</h2>
    <p>${t(view.password ? 'people.password.present' : 'people.password.absent')}</p>
    <div class="button-row">
      <form action="${link('/cuenta/clave/cambiar')}" method="post">
        ${button({
          label: t(view.password ? 'people.password.change' : 'people.password.set'),
          kind: 'secondary',
        })}
      </form>
      ${
        view.password && view.passkeys.length > 0
          ? html`<form action="${link('/cuenta/clave/quitar')}" method="post">
              ${button({ label: t('people.password.remove'), kind: 'quiet' })}
            </form>`
          : null
      }
    </div>
    ${view.password ? second(context, view) : null}
  </section>`
}

/** A second factor for those who come in with a password. */
function second({ t, link }: PageContext, view: AccountView): Html {
  const [path, label] = view.second
    ? ['/cuenta/segundo/quitar', t('people.totp.remove')]
    : ['/cuenta/segundo', t('people.totp.add')]
  return html`<h3>${t('people.totp.title')}</h3>
    <p>${t(view.second ? 'people.totp.present' : 'people.totp.absent')}</p>
    <form action="${link(path)}" method="post">${button({ label, kind: 'secondary' })}</form>`
}

function codes(context: PageContext, { codes: left }: AccountView): Html {
  const { t, link } = context
  return html`<section>
    <h2>${t('people.codes.title')}</h2>
    <p>${t('people.codes.left', { count: left })}</p>
    <form action="${link('/cuenta/codigos')}" method="post">
      ${button({ label: t(left > 0 ? 'people.codes.again' : 'people.codes.make'), kind: 'secondary' })}
    </form>
  </section>`
}

function sessions(context: PageContext, view: AccountView): Html {
  const { t, link, locale, lang, now } = context
  return html`<section>
    <h2>${t('people.sessions.title')}</h2>
    <ul class="account-list">
      ${view.sessions.map((session) => {
        const here = session.id === view.signedIn.session.id
        return html`<li>
          <div>
            <strong>${session.device}</strong>
            <p class="account-fact">
              ${t('people.sessions.from', { place: session.place })} ·
              ${
                here
                  ? t('people.sessions.this')
                  : t('people.sessions.seen', { when: locale.ago(lang, session.lastSeen, now) })
              }
              · ${t('people.sessions.until', { when: locale.dateTime(lang, session.expires) })}
            </p>
          </div>
          ${
            here
              ? signOutForm(context)
              : html`<form action="${link('/cuenta/sesiones/cerrar')}" method="post">
                  ${hidden('session', session.id)}
                  ${button({ label: t('people.sessions.end'), kind: 'secondary', small: true })}
                </form>`
          }
        </li>`
      })}
    </ul>
    <form action="${link('/salir')}" method="post">
      ${hidden('all', '1')} ${button({ label: t('people.sessions.end-all'), kind: 'danger' })}
    </form>
  </section>`
}

function tokens(context: PageContext, view: AccountView): Html | null {
  const { t, link, locale, lang, now } = context
  if (view.signedIn.session.holding === null && view.tokens.length === 0) return null
  return html`<section>
    <h2>${t('people.tokens.title')}</h2>
    <p>${t('people.tokens.lead')}</p>
    <ul class="account-list">
      ${view.tokens.map(
        (token) =>
          html`<li>
            <div>
              <strong>${token.name}</strong>
              <p class="account-fact">
                ${token.verbs.join(', ')} ·
                ${t('people.tokens.until', { when: locale.date(lang, token.expires) })} ·
                ${
                  token.lastUsed === null
                    ? t('people.passkeys.never-used')
                    : t('people.passkeys.used', { when: locale.ago(lang, token.lastUsed, now) })
                }
              </p>
            </div>
            <form action="${link('/cuenta/tokens/retirar')}" method="post">
              ${hidden('token', token.id)}
              ${button({ label: t('people.tokens.take-back'), kind: 'secondary', small: true })}
            </form>
          </li>`,
      )}
    </ul>
    ${
      view.signedIn.session.holding === null
        ? null
        : linkButton({
            label: t('people.tokens.new'),
            href: link('/cuenta/tokens/nuevo'),
            kind: 'secondary',
          })
    }
  </section>`
}
