// A pool of DuckDB children: each answers one question at a time and is killed at its limit.
import { availableParallelism } from 'node:os'
import { TableError } from '../model.ts'
import type { CallOptions } from '../query-model.ts'
import { startChild } from './child-process.ts'
import type { Child } from './child-process.ts'
import type { Job } from './protocol.ts'

export interface PoolOptions {
  /** Children at most. */
  size: number
  /** Bytes of resident memory at which a child is killed. */
  memory: number
  /** Milliseconds of one job unless the call says otherwise; also the longest wait in the queue. */
  time: number
  /** Jobs waiting at most before `busy`. */
  queue: number
  temp: string
  /** Scheduling priority (nice) of the children. */
  nice?: number
  /** True for the pool that runs SQL from strangers. */
  strangers?: boolean
  /** Children started at once; more are started when needed. Default 0. */
  warm?: number
}

export interface Pool {
  /** The JSON text of the answer. Throws `busy`, `cancelled`, `time-limit`, `memory-limit` and what the job throws. */
  run(job: Job, call?: CallOptions): Promise<string>
  state(): { children: number; busy: number; waiting: number; killed: number }
  close(): Promise<void>
}

interface Task {
  job: Job
  time: number
  resolve(json: string): void
  reject(error: unknown): void
  /** Set while a child works on it. */
  child: Child | null
  settled: boolean
  timer: NodeJS.Timeout | null
}

/** A child that grew beyond this share of its limit is replaced before the next question. */
const tiredShare = 0.7
/** Milliseconds a cancelled query may take to stop before its child is killed. */
const patience = 150

export function createPool(options: PoolOptions): Pool {
  const idle: Child[] = []
  const children = new Set<Child>()
  const waiting: Task[] = []
  const running = new Set<Task>()
  let killed = 0
  let failedStarts = 0
  /** The most children there have been: a killed one is replaced before the next question. */
  let reached = options.warm ?? 0
  let closed = false

  function settle(task: Task, act: () => void): void {
    if (task.settled) return
    task.settled = true
    if (task.timer) clearTimeout(task.timer)
    act()
  }

  function spawn(): void {
    const child = startChild({
      memory: options.memory,
      threads: Math.min(8, availableParallelism()),
      temp: options.temp,
      nice: options.nice ?? 0,
      strangers: options.strangers ?? false,
    })
    children.add(child)
    reached = Math.max(reached, children.size)
    child.ready.then(
      () => {
        failedStarts = 0
        free(child)
      },
      (error: unknown) => {
        failedStarts += 1
        if (failedStarts >= 3)
          for (const task of waiting.splice(0)) settle(task, () => task.reject(error))
        else if (waiting.length > 0 && !closed) spawn()
      },
    )
    void child.ended.then(() => {
      children.delete(child)
      const at = idle.indexOf(child)
      if (at >= 0) idle.splice(at, 1)
      refill()
    })
  }

  function refill(): void {
    if (closed || failedStarts > 0) return
    const wanted = Math.max(reached, Math.min(options.size, working() + waiting.length))
    while (children.size < wanted) spawn()
  }

  function working(): number {
    return children.size - idle.length
  }

  function free(child: Child): void {
    if (closed || child.memory() > options.memory * tiredShare) {
      child.kill()
      return
    }
    idle.push(child)
    dispatch()
  }

  function dispatch(): void {
    while (waiting.length > 0 && idle.length > 0) work(idle.pop()!, waiting.shift()!)
    if (waiting.length > 0 && !closed && children.size < options.size) spawn()
  }

  function work(child: Child, task: Task): void {
    if (task.timer) clearTimeout(task.timer)
    task.child = child
    running.add(task)
    task.timer = setTimeout(() => {
      settle(task, () => task.reject(new TableError('time-limit', { milliseconds: task.time })))
      stop(child)
    }, task.time)
    child.ask(task.job, task.time).then(
      (json) => {
        running.delete(task)
        settle(task, () => task.resolve(json))
        free(child)
      },
      (error: unknown) => {
        running.delete(task)
        settle(task, () => task.reject(error))
        if (child.alive()) free(child)
        else if (child.endedBy() === 'memory-limit' || child.endedBy() === 'time-limit') killed += 1
      },
    )
  }

  function stop(child: Child): void {
    killed += 1
    child.kill()
  }

  function cancel(task: Task): void {
    settle(task, () => task.reject(new TableError('cancelled')))
    const at = waiting.indexOf(task)
    if (at >= 0) waiting.splice(at, 1)
    const child = task.child
    if (!child) return
    child.interrupt()
    setTimeout(() => {
      if (child.alive() && child.asked() === task.job) stop(child)
    }, patience).unref()
  }

  for (let made = 0; made < Math.min(options.warm ?? 0, options.size); made += 1) spawn()

  return {
    run(job, call = {}) {
      if (closed) return Promise.reject(new TableError('cancelled'))
      if (call.signal?.aborted) return Promise.reject(new TableError('cancelled'))
      if (running.size + waiting.length >= options.size + options.queue) {
        return Promise.reject(new TableError('busy', { waiting: waiting.length }))
      }
      return new Promise((resolve, reject) => {
        const time = call.time ?? options.time
        const task: Task = { job, time, resolve, reject, child: null, settled: false, timer: null }
        const { signal } = call
        if (signal) {
          const onAbort = () => cancel(task)
          signal.addEventListener('abort', onAbort, { once: true })
          task.resolve = (json) => (signal.removeEventListener('abort', onAbort), resolve(json))
          task.reject = (error) => (signal.removeEventListener('abort', onAbort), reject(error))
        }
        task.timer = setTimeout(
          () => {
            const at = waiting.indexOf(task)
            if (at >= 0) waiting.splice(at, 1)
            settle(task, () => task.reject(new TableError('busy', { waiting: waiting.length })))
          },
          Math.max(time, options.time),
        )
        if (failedStarts >= 3) failedStarts = 0
        waiting.push(task)
        dispatch()
      })
    },
    state() {
      return { children: children.size, busy: running.size, waiting: waiting.length, killed }
    },
    async close() {
      closed = true
      for (const task of [...waiting.splice(0), ...running])
        settle(task, () => task.reject(new TableError('cancelled')))
      const ends = [...children].map((child) => {
        child.kill()
        return child.ended
      })
      await Promise.all(ends)
    },
  }
}
