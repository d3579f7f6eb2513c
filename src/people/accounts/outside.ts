// Signs people in over another provider (OpenID Connect Core 1.0, code flow with PKCE), if linked before.
import * as client from 'openid-client'
import type { Egress } from '#platform'
import { type Asker, limits } from './account.ts'
import { AccountError } from './account-error.ts'
import { hashOf, newSecret } from './secrets.ts'
import { type Opened, type SessionParts, beginSession } from './sessions.ts'
import type { SignInName } from './sign-in-name.ts'
import { accountById, accountByName } from './store-accounts.ts'
import { findOutside, insertOutside, useOutside } from './store-outside.ts'
import { insertCeremony, takeCeremony } from './store-passkeys.ts'

export interface OutsideOptions {
  /** Exactly as the provider names itself. */
  issuer: string
  clientId: string
  clientSecret: string
  /** Shown on the button. */
  name: string
  /** Claim whose value an operator put on the account; `email` counts only when verified. */
  claim: string
  egress: Egress
}

export interface OutsideProvider {
  name: string
  /** Origins a redirect may lead to; empty until the provider was found. */
  origins(): readonly string[]
  /** Where to send the browser, and the random value it must bring back in a cookie. */
  begin(about: { origin: string; next: string }): Promise<{ location: string; binding: string }>
  /** @throws AccountError `outside-unknown`, `outside-failed`, `ceremony-over` */
  finish(sent: {
    url: URL
    binding: string
    asker: Asker
  }): Promise<{ opened: Opened; next: string }>
  /** Lets an identity open an account; for the operator. @throws AccountError `not-found`, `name-taken` */
  link(name: SignInName, identifier: string): Promise<void>
}

/** Where the provider sends the browser back to. */
export const returnPath = '/entrar/institucion/vuelta'

export function createOutside(parts: SessionParts, options: OutsideOptions): OutsideProvider {
  const { issuer, egress } = options
  const { database, time } = parts
  let found: Promise<client.Configuration> | null = null
  let origin: string | null = null

  /** Discovery once; after a failure the next person tries again. */
  function configuration(): Promise<client.Configuration> {
    found ??= discover().catch((cause: unknown) => {
      found = null
      throw new AccountError('outside-failed', { cause })
    })
    return found
  }

  async function discover(): Promise<client.Configuration> {
    const url = new URL(issuer)
    const plain = url.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}
    const config = await client.discovery(
      url,
      options.clientId,
      options.clientSecret,
      client.ClientSecretPost(options.clientSecret),
      { [client.customFetch]: throughEgress(egress), ...plain },
    )
    const metadata = config.serverMetadata()
    if (metadata.issuer !== issuer) throw new Error('the provider names itself differently')
    origin = new URL(metadata.authorization_endpoint ?? issuer).origin
    return config
  }

  async function begin(about: { origin: string; next: string }) {
    const config = await configuration()
    const binding = newSecret()
    const [verifier, state, nonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ]
    const now = time.now()
    await insertCeremony(database.kysely, {
      idHash: hashOf(binding),
      purpose: 'outside',
      challenge: state,
      account: null,
      session: null,
      userHandle: null,
      detail: { verifier, nonce, next: about.next },
      now,
      expires: new Date(now.getTime() + limits.ceremony),
    })
    const location = client.buildAuthorizationUrl(config, {
      redirect_uri: about.origin + returnPath,
      scope: options.claim === 'sub' ? 'openid' : 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    return { location: location.href, binding }
  }

  async function finish(sent: { url: URL; binding: string; asker: Asker }) {
    const db = database.kysely
    const ceremony = await takeCeremony(db, hashOf(sent.binding), 'outside', time.now())
    if (ceremony === null) throw new AccountError('ceremony-over')
    const { verifier = '', nonce = '', next = '/cuenta' } = ceremony.detail ?? {}
    const config = await configuration()
    const tokens = await client
      .authorizationCodeGrant(config, sent.url, {
        pkceCodeVerifier: verifier,
        expectedState: ceremony.challenge,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      .catch((cause: unknown) => {
        throw new AccountError('outside-failed', { cause })
      })
    const claims = tokens.claims()
    const identifier = claims?.[options.claim]
    const unverified = options.claim === 'email' && claims?.['email_verified'] !== true
    if (!claims || claims.iss !== issuer || typeof identifier !== 'string' || unverified) {
      throw new AccountError('outside-unknown')
    }
    const opened = await database.transaction(async (trx) => {
      const linked = await findOutside(trx, issuer, identifier)
      const account = linked && (await accountById(trx, linked.account))
      if (!account || account.state !== 'active') throw new AccountError('outside-unknown')
      const at = time.now()
      const same = await useOutside(trx, { issuer, identifier, subject: claims.sub, at })
      if (!same) throw new AccountError('outside-unknown')
      return beginSession(parts, trx, { account, way: 'outside', asker: sent.asker, proven: false })
    })
    return { opened, next }
  }

  return {
    name: options.name,
    origins: () => (origin === null ? [] : [origin]),
    begin,
    finish,
    async link(name, identifier) {
      await database.transaction(async (trx) => {
        const account = await accountByName(trx, name.name)
        if (account === null) throw new AccountError('not-found')
        const values = { issuer, identifier, account: account.id, at: time.now() }
        if (!(await insertOutside(trx, values))) throw new AccountError('name-taken')
      })
    },
  }
}

/** The library's requests leave by the program's only way out, with its checks of addresses. */
function throughEgress(egress: Egress): client.CustomFetch {
  return async (url, { method, headers, body }) => {
    const sent = body instanceof URLSearchParams ? body.toString() : (body ?? undefined)
    if (sent !== undefined && typeof sent !== 'string')
      throw new TypeError('a body of another kind')
    const answer = await egress.fetch(url, {
      method,
      headers,
      bytes: 1_048_576,
      ...(sent === undefined ? {} : { body: sent }),
    })
    const { 'content-encoding': _e, 'content-length': _l, ...rest } = answer.headers
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: rest })
  }
}
