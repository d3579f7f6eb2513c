// Knows which IP addresses are public: the only ones the program may reach out to.
import { BlockList, isIP } from 'node:net'

/*
 * IANA IPv4 Special-Purpose Address Registry (RFC 6890 and later entries). Everything that is not
 * global unicast: this network, private, shared, loopback, link-local (cloud metadata), protocol
 * assignments, documentation, relay, benchmarking, multicast, reserved, broadcast.
 */
const closedV4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]

/*
 * IPv6: global unicast is 2000::/3 (RFC 4291 clause 2.4); within it the special blocks of the IANA
 * registry are closed. Tunnels that carry an IPv4 address are judged by that address (below).
 */
const closedV6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
  ['5f00::', 16],
]

const closed = new BlockList()
for (const [network, bits] of closedV4) closed.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of closedV6) closed.addSubnet(network, bits, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')

/** True for an address of the public internet, given as text in canonical or any IPv6 form. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0] ?? ''
  const family = isIP(bare)
  if (family === 4) return !closed.check(bare, 'ipv4')
  if (family !== 6) return false
  const inner = innerV4(groupsOf(bare))
  if (inner !== null) return isPublicAddress(inner)
  return unicast.check(bare, 'ipv6') && !closed.check(bare, 'ipv6')
}

/**
 * The IPv4 address inside: mapped ::ffff:0:0/96 and compatible ::/96 (RFC 4291), translated
 * ::ffff:0:0:0/96 (RFC 2765), NAT64 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215),
 * 6to4 2002::/16 (RFC 3056). Teredo (2001::/32) is closed as a whole.
 */
function innerV4(groups: number[]): string | null {
  const [a, b, c, d, e, f, g, h] = groups as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const last = dotted(g, h)
  const zeros = a === 0 && b === 0 && c === 0 && d === 0
  if (zeros && ((e === 0 && (f === 0 || f === 0xffff)) || (e === 0xffff && f === 0))) return last
  if (a === 0x64 && b === 0xff9b) return last
  if (a === 0x2002) return dotted(b, c)
  return null
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The eight groups of an IPv6 address in any of its spellings. */
function groupsOf(address: string): number[] {
  const tail = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  let text = address
  if (tail) {
    const [w, x, y, z] = tail.slice(2).map(Number) as [number, number, number, number]
    text = `${tail[1]}${((w << 8) | x).toString(16)}:${((y << 8) | z).toString(16)}`
  }
  const [head = '', rest] = text.split('::')
  const before = head ? head.split(':') : []
  const after = rest ? rest.split(':') : []
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const all = rest === undefined ? before : [...before, ...zeros, ...after]
  return all.map((group) => Number.parseInt(group, 16))
}
