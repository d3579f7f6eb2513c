// Signing in over a real OpenID provider on loopback: only a linked, verified identity comes in.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { Provider } from 'oidc-provider'
import { createEgress } from '#platform'
import {
  type Answered,
  type TestAccounts,
  enrolled,
  newcomer,
  openTestAccounts,
  origin,
} from '../../../test/support/accounts.ts'
import { createOutside } from './outside.ts'
import type { OutsideProvider } from './outside.ts'

let http: Server
let issuer: string
let here: TestAccounts
let outside: OutsideProvider
/** What the provider says of the person who signs in next. */
let claims: { sub: string; email: string; email_verified: boolean } = {
  sub: 'abc-1',
  email: newcomer.email,
  email_verified: false,
}

before(async () => {
  http = createServer()
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready))
  const { port } = http.address() as AddressInfo
  issuer = `http://127.0.0.1:${port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'rimaq',
        client_secret: 'only-for-this-test-0123456789abcdef',
        redirect_uris: [`${origin}/entrar/institucion/vuelta`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['only-for-this-test'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ ...claims, sub: id }),
    }),
  })
  // The provider warns on the console of what a test may do: plain HTTP, keys of its own.
  http.on('request', provider.callback())
  here = await openTestAccounts({
    outside(accounts) {
      const clock = { now: () => new Date() }
      const egress = createEgress({ clock, allow: [new URL(issuer).host] })
      outside = createOutside(accounts.parts, {
        issuer,
        clientId: 'rimaq',
        clientSecret: 'only-for-this-test-0123456789abcdef',
        name: 'cuenta de prueba',
        claim: 'email',
        egress,
      })
      return outside
    },
  })
  await enrolled(here)
})
after(async () => {
  await here.close()
  http.closeAllConnections()
  await new Promise<void>((done) => http.close(() => done()))
})

/** Cookies of a person's browser at the provider. */
class Jar {
  readonly kept = new Map<string, string>()
  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.kept].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.kept.delete(name)
      else this.kept.set(name, value)
    }
    return answer
  }
}

/** Signs in at the provider as `login` and agrees; answers the address it sends the browser back to. */
async function throughProvider(location: string, login: string): Promise<string> {
  const jar = new Jar()
  let url = location
  for (let hop = 0; hop < 12; hop++) {
    if (url.startsWith(`${origin}/entrar/institucion/vuelta`)) return url
    const answer = await jar.go(url)
    const next = answer.headers.get('location')
    if (next !== null) {
      url = new URL(next, url).href
      continue
    }
    const text = await answer.text()
    const action = /action="([^"]+)"/.exec(text)?.[1] ?? ''
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? 'login'
    const sent = await jar.go(new URL(action, url).href, { prompt, login, password: 'x' })
    url = new URL(sent.headers.get('location') ?? '', url).href
  }
  throw new Error(`the provider does not send back: ${url}`)
}

async function begin(): Promise<{ location: string; entry: string }> {
  const answer = await here.get('/entrar/institucion?next=%2Fdataset')
  assert.equal(answer.status, 303, answer.text)
  const entry = /rimaq-entry=([\w-]+)/.exec(answer.headers['set-cookie'] ?? '')?.[1] ?? ''
  return { location: answer.headers['location'] ?? '', entry }
}

async function comeBack(url: string, entry: string): Promise<Answered> {
  return here.get(url.slice(origin.length), null, { cookie: `rimaq-entry=${entry}` })
}

test('the browser is sent to the provider with PKCE, state and nonce, and nowhere else', async () => {
  const { location } = await begin()
  const url = new URL(location)
  assert.equal(url.origin, issuer)
  assert.equal(url.searchParams.get('code_challenge_method'), 'S256')
  for (const name of ['state', 'nonce', 'code_challenge']) {
    assert.ok((url.searchParams.get(name) ?? '').length >= 43, name)
  }
})

test('an e-mail that happens to be that of an account opens nothing', async () => {
  const { location, entry } = await begin()
  claims = { ...claims, email_verified: true }
  const answer = await comeBack(await throughProvider(location, 'abc-1'), entry)
  assert.equal(answer.status, 422)
  assert.match(answer.text, /no está enlazada/)
  assert.equal(answer.cookie, null)
})

test('a linked e-mail that the provider did not verify opens nothing; verified, it opens the account', async () => {
  await outside.link({ name: newcomer.dni, kind: 'dni' }, newcomer.email)
  claims = { ...claims, email_verified: false }
  const first = await begin()
  const refused = await comeBack(await throughProvider(first.location, 'abc-1'), first.entry)
  assert.equal(refused.status, 422)
  claims = { ...claims, email_verified: true }
  const second = await begin()
  const answer = await comeBack(await throughProvider(second.location, 'abc-1'), second.entry)
  assert.equal(answer.status, 303, answer.text)
  assert.equal(answer.headers['location'], '/dataset')
  assert.match((await here.get('/cuenta', answer.cookie)).text, /Rosa Quispe/)
})

test('the same e-mail with another subject opens nothing any more', async () => {
  const { location, entry } = await begin()
  const answer = await comeBack(await throughProvider(location, 'somebody-else'), entry)
  assert.equal(answer.status, 422)
})

test('the way back counts once, in the browser that began it, with its own state', async () => {
  const { location, entry } = await begin()
  const url = await throughProvider(location, 'abc-1')
  const without = await here.get(url.slice(origin.length))
  assert.equal(without.status, 422)
  const other = await begin()
  const crossed = await comeBack(url, other.entry)
  assert.equal(crossed.status, 422, 'another browser’s entry')
  const right = await comeBack(url, entry)
  assert.equal(right.status, 303)
  assert.equal((await comeBack(url, entry)).status, 422, 'a second time')
})

test('a provider that names itself differently is not believed; one that is not allowed is not called', async () => {
  const clock = { now: () => new Date() }
  const options = { clientId: 'rimaq', clientSecret: 'x', name: 'n', claim: 'sub' }
  const allow = [new URL(issuer).host]
  const slash = createOutside(here.accounts.parts, {
    ...options,
    issuer: `${issuer}/other`,
    egress: createEgress({ clock, allow }),
  })
  await assert.rejects(slash.begin({ origin, next: '/' }), { code: 'outside-failed' })
  const closed = createOutside(here.accounts.parts, {
    ...options,
    issuer,
    egress: createEgress({ clock }),
  })
  await assert.rejects(closed.begin({ origin, next: '/' }), { code: 'outside-failed' })
})
