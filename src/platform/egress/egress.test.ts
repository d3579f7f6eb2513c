// Tests that nothing inside the network can be reached through us, by any spelling or detour.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { isPublicAddress } from './addresses.ts'
import { createEgress } from './egress.ts'

const clock = { now: () => new Date() }
const open: { close(): void; closeAllConnections(): void }[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const refused = (code: string) => ({ name: 'EgressError', code })

describe('addresses', () => {
  test('every special range is closed, in IPv4 and in IPv6', () => {
    const inside = [
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.255.254',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.8',
      '192.0.2.1',
      '192.168.1.1',
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.7',
      '203.0.113.9',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '0:0:0:0:0:ffff:10.0.0.1',
      '::ffff:0:127.0.0.1',
      '64:ff9b::127.0.0.1',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::10.0.0.1',
      '2002:7f00:1::',
      '2002:a00:1::1',
      '2001::1',
      '2001:db8::1',
      '3fff::1',
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      '100::1',
      '5f00::1',
      'localhost',
      '',
    ]
    for (const address of inside) assert.equal(isPublicAddress(address), false, address)
  })

  test('public addresses are open', () => {
    const outside = [
      '1.1.1.1',
      '8.8.8.8',
      '172.15.0.1',
      '172.32.0.1',
      '200.48.225.130',
      '2606:4700:4700::1111',
      '2800:4b0::1',
      '::ffff:8.8.8.8',
      '64:ff9b::8.8.8.8',
    ]
    for (const address of outside) assert.equal(isPublicAddress(address), true, address)
  })
})

describe('addresses of the web', () => {
  const { fetch } = createEgress({ clock, resolve: async () => ['127.0.0.1'] })

  test('no spelling of an inner address is reached', async () => {
    const spellings = [
      'http://127.0.0.1/',
      'http://127.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0x7f.1/',
      'http://0177.0.0.1/',
      'http://017700000001/',
      'http://127.0.0.1./',
      'http://①②⑦.⓪.⓪.①/',
      'http://[::1]/',
      'http://[::]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::ffff:7f00:1]/',
      'http://[0:0:0:0:0:ffff:127.0.0.1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://0/',
      'http://169.254.169.254/latest/meta-data/',
      'http://3232235777/',
      'http://10.0.0.1/',
      'http://100.100.100.200/',
      'http://localhost/',
      'http://localhost./',
      'http://LOCALHOST/',
      'http://anything.example/',
    ]
    for (const url of spellings) {
      await assert.rejects(fetch(url), refused('address-not-public'), url)
    }
  })

  test('other schemes, credentials, odd ports and nonsense are refused', async () => {
    for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com:70/_x']) {
      await assert.rejects(fetch(url), refused('scheme-not-allowed'), url)
    }
    await assert.rejects(fetch('http://example.com@127.0.0.1/'), refused('credentials-in-address'))
    await assert.rejects(fetch('http://u:p@example.com/'), refused('credentials-in-address'))
    await assert.rejects(fetch('http://example.com:6379/'), refused('port-not-allowed'))
    for (const url of ['', 'http://', 'http://127.0.0.1:99999/', '//127.0.0.1', 'http://[::1/']) {
      await assert.rejects(fetch(url), refused('bad-address'), url)
    }
  })

  test('a backslash or a fragment does not hide the host', async () => {
    for (const url of ['http://127.0.0.1\\@example.com/', 'http://127.0.0.1#@example.com/']) {
      await assert.rejects(fetch(url), refused('address-not-public'), url)
    }
  })

  test('one inner address among public ones closes the name', async () => {
    const mixed = createEgress({ clock, resolve: async () => ['8.8.8.8', '10.0.0.1'] })
    await assert.rejects(mixed.fetch('http://mixed.example/'), refused('address-not-public'))
    const none = createEgress({ clock, resolve: async () => [] })
    await assert.rejects(none.fetch('http://none.example/'), refused('name-not-found'))
  })
})

describe('detours', () => {
  test('a name that changes its address between check and use is asked once', async () => {
    let asked = 0
    const resolve = async () => (asked++ === 0 ? ['192.0.2.1'] : ['127.0.0.1'])
    // 192.0.2.1 is special: a refusal here, and no second question that DNS could answer otherwise.
    const { fetch } = createEgress({ clock, resolve })
    await assert.rejects(fetch('http://rebind.example/'), refused('address-not-public'))
    assert.equal(asked, 1)
  })

  test('the connection goes to the checked address, under the name of the site', async () => {
    let host = ''
    const place = await serve((request, response) => {
      host = request.headers.host ?? ''
      response.end('hola')
    })
    const port = place.split(':')[1]
    let asked = 0
    const resolve = async () => {
      asked += 1
      return ['127.0.0.1']
    }
    const egress = createEgress({ clock, allow: [`datos.example:${port}`], resolve })
    const answer = await egress.fetch(`http://datos.example:${port}/x`)
    assert.equal(Buffer.from(answer.body).toString(), 'hola')
    assert.equal(host, `datos.example:${port}`)
    assert.equal(asked, 1)
  })

  test('a redirect inside is refused at the next hop', async () => {
    let reached = 0
    const inner = await serve((_request, response) => {
      reached += 1
      response.end('secret')
    })
    const targets = [
      `http://${inner}/`,
      'http://169.254.169.254/',
      'http://[::ffff:7f00:1]/',
      '//127.0.0.1/',
      'http://2130706433/',
    ]
    for (const target of targets) {
      const outer = await serve((_request, response) => {
        response.writeHead(302, { location: target }).end()
      })
      const { fetch } = createEgress({ clock, allow: [outer] })
      await assert.rejects(fetch(`http://${outer}/`), (error: { code: string }) => {
        return ['address-not-public', 'port-not-allowed'].includes(error.code)
      })
    }
    assert.equal(reached, 0)
  })

  test('a redirect to another scheme, or without end, is refused', async () => {
    const file = await serve((_request, response) => {
      response.writeHead(301, { location: 'file:///etc/passwd' }).end()
    })
    const one = createEgress({ clock, allow: [file] })
    await assert.rejects(one.fetch(`http://${file}/`), refused('scheme-not-allowed'))
    const circle = await serve((_request, response) => {
      response.writeHead(302, { location: '/again' }).end()
    })
    const two = createEgress({ clock, allow: [circle] })
    await assert.rejects(two.fetch(`http://${circle}/`), refused('too-many-redirects'))
  })

  test('what was meant for one site is not told to the next', async () => {
    let told: string | undefined
    const second = await serve((request, response) => {
      told = request.headers.authorization
      response.end()
    })
    const first = await serve((_request, response) => {
      response.writeHead(302, { location: `http://${second}/` }).end()
    })
    const { fetch } = createEgress({ clock, allow: [first, second] })
    await fetch(`http://${first}/`, { headers: { Authorization: 'Bearer x' } })
    assert.equal(told, undefined)
  })
})

describe('caps', () => {
  test('an answer above its bytes is refused, announced, streamed or packed', async () => {
    const bodies: RequestListener[] = [
      (_request, response) => {
        response.writeHead(200, { 'content-length': 1_000_000 })
        response.end(Buffer.alloc(1_000_000))
      },
      (_request, response) => {
        for (let i = 0; i < 100; i++) response.write(Buffer.alloc(10_000))
        response.end()
      },
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(gzipSync(Buffer.alloc(1_000_000)))
      },
    ]
    for (const body of bodies) {
      const place = await serve(body)
      const { fetch } = createEgress({ clock, allow: [place] })
      await assert.rejects(fetch(`http://${place}/`, { bytes: 1000 }), refused('answer-too-large'))
    }
  })

  test('an answer that does not come, or drips, is refused at its time', async () => {
    const silent = await serve(() => {})
    const drip = await serve((_request, response) => {
      const timer = setInterval(() => response.write('x'), 20)
      response.once('close', () => clearInterval(timer))
    })
    for (const place of [silent, drip]) {
      const { fetch } = createEgress({ clock, allow: [place] })
      await assert.rejects(fetch(`http://${place}/`, { time: 200 }), refused('took-too-long'))
    }
    const slow = createEgress({ clock, resolve: () => new Promise(() => {}) })
    await assert.rejects(slow.fetch('http://slow.example/', { time: 50 }), refused('took-too-long'))
  })

  test('a packed answer arrives unpacked', async () => {
    const place = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('distritos'))
    })
    const { fetch } = createEgress({ clock, allow: [place] })
    const answer = await fetch(`http://${place}/`)
    assert.equal(Buffer.from(answer.body).toString(), 'distritos')
  })
})
