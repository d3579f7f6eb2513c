// Whether an address lies on one of the hosts the operator named for a purpose, and on no other.

/**
 * `push.example` names that host alone, `*.push.example` all below it; a port counts where it is
 * written. Over http only what is named with its port: a service on the operator's own network.
 */
export function mayReach(hosts: readonly string[], address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, hostname, port, username, password } = new URL(address)
  if (username !== '' || password !== '') return false
  if (protocol === 'http:') return port !== '' && hosts.includes(host)
  if (protocol !== 'https:') return false
  return hosts.some((allowed) =>
    allowed.startsWith('*.')
      ? port === '' && hostname.endsWith(allowed.slice(1))
      : allowed === host,
  )
}
