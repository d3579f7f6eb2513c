// Names the jobs of acts, so that any process may do them.
import type { ActParts } from './act-parts.ts'
import { finishAct, finishJob } from './finish-act.ts'

/** Call before `jobs.work()`. */
export function defineActJobs(parts: ActParts): void {
  parts.jobs.define<{ batch: string; act: string }>(finishJob, (key) => finishAct(parts, key))
}
