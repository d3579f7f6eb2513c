// Opens what notifying stands on, and asks once an hour what the clock has done to notifications and complaints.
import {
  type NotifyParts,
  type Receipts,
  complaintJob,
  defineComplaints,
  defineSettling,
  settleJob,
} from '#case-files'
import type { City } from './main.ts'

const hour = 3_600_000

/** Call before jobs are worked on. `keep` begins to ask; of several processes one does it. It answers how to stop. */
export function openNotify(
  { jobs, log }: Pick<City, 'jobs' | 'log'>,
  { parts }: Receipts,
): { notify: NotifyParts; keep: () => () => void } {
  const notify = { ...parts, jobs }
  defineSettling(notify)
  defineComplaints(notify)
  const ask = (): void => {
    for (const job of [settleJob, complaintJob]) {
      void jobs
        .send(job, {}, { once: job })
        .catch((error: unknown) => log.error({ err: error, job }, 'a job could not be asked for'))
    }
  }
  function keep(): () => void {
    ask()
    const timer = setInterval(ask, hour)
    timer.unref()
    return () => clearInterval(timer)
  }
  return { notify, keep }
}
