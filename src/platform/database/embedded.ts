// The embedded server seen by one process: joined at opening, left at closing, revived when it is gone.
import type { Logger } from 'pino'
import { setTimeout as wait } from 'node:timers/promises'
import { PlatformError } from '../platform-error.ts'
import { clusterFolder, prepareDataFolder } from './data-folder.ts'
import { postgresProgram } from './postgres-program.ts'
import { createCluster, ensureServer, signalServer, stopServer } from './postgres-server.ts'
import type { Cluster } from './postgres-server.ts'
import { postgresUser } from './postgres-user.ts'
import { isPostgres, readPostmasterFile } from './postmaster-file.ts'
import { socketFolder, socketUrl } from './socket-folder.ts'
import {
  ensureRolesAndDatabase,
  handOverJobs,
  joinMembers,
  leaveMembers,
  withClient,
} from './store-server.ts'
import { Watch } from './watch.ts'

/** Database inside the embedded server, and the role that owns its tables. */
const name = 'rimaq'

/** Role of the running program: what it may do is granted by the migrations. */
export const programRole = 'rimaq_program'

/** Milliseconds the other processes get to come back after the server was killed, before one that leaves may stop it. */
const comeBackTime = 2_000

export interface Embedded {
  /** Address for the running program. */
  url: string
  /** Address for changing tables. */
  ownerUrl: string
  /** Starts the server again when it was killed. */
  revive: () => Promise<void>
  /** Stops the server when no other process uses it. */
  leave: () => Promise<void>
}

/** @throws PlatformError of the codes data-folder-* and database-* */
export async function openEmbedded(options: {
  dataDir: string
  readyTimeout: number
  log?: Logger | undefined
  serverSettings?: Record<string, string> | undefined
}): Promise<Embedded> {
  const { dataDir, readyTimeout, log } = options
  prepareDataFolder(dataDir)
  const folder = clusterFolder(dataDir)
  const user = postgresUser(folder)
  const cluster: Cluster = { folder, user, program: postgresProgram({ user, dataDir }) }
  await createCluster({ ...cluster, settings: options.serverSettings ?? {} })
  const socket = socketFolder(folder)
  const administration = socketUrl(socket.path, 'postgres', 'postgres')
  const url = socketUrl(socket.path, programRole, name)
  const ownerUrl = socketUrl(socket.path, name, name)
  let reviving: Promise<void> | null = null
  let ours = false
  let joined = false
  let revived = -Infinity
  const bringUp = async (): Promise<void> => {
    const probe = () => withClient(administration, async () => {})
    const started = await ensureServer(cluster, { time: readyTimeout, probe })
    if (joined) revived = performance.now()
    if (!started) return
    ours = true
    log?.info({ folder }, 'database started')
  }
  const revive = () => (reviving ??= bringUp().finally(() => (reviving = null)))
  const members = new Watch({ url, prepare: joinMembers, revive, allowExit: true })
  try {
    // The server may be stopping because its last user leaves: then it is started again.
    for (let attempt = 1; ; attempt++) {
      try {
        await revive()
        const roles = { owner: name, program: programRole }
        await withClient(administration, (client) => ensureRolesAndDatabase(client, roles))
        const inside = socketUrl(socket.path, 'postgres', name)
        await withClient(inside, (client) => handOverJobs(client, programRole))
        await members.open()
        joined = true
        break
      } catch (error) {
        if (error instanceof PlatformError || attempt === 5) throw error
      }
    }
  } catch (error) {
    socket.remove()
    throw error
  }
  // A process that ends without closing takes its server along; others that use it start it again.
  const stopAtExit = () => {
    const pid = ours ? readPostmasterFile(folder)?.pid : undefined
    if (pid !== undefined && isPostgres(pid)) signalServer(pid, 'SIGINT')
  }
  process.once('exit', stopAtExit)
  const leave = async () => {
    // The lock of each process ended with the server that was killed: who looks alone may not be.
    const rest = revived + comeBackTime - performance.now()
    if (rest > 0) await wait(rest)
    const answer = await members
      .ask<{ alone: boolean }>(leaveMembers.text, leaveMembers.values)
      .catch(() => null)
    process.off('exit', stopAtExit)
    members.retire()
    if (answer?.[0]?.alone) await stopServer(folder)
    else log?.info({ folder }, 'database keeps running for another process')
    await members.close().catch(() => {})
    socket.remove()
  }
  return { url, ownerUrl, revive, leave }
}
