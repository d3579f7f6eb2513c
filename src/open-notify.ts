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

/** Call before jobs are worked on. Of several processes one does what is asked for; `end` stops asking. */
export function openNotify(
  { jobs, log }: Pick<City, 'jobs' | 'log'>,
  { parts }: Receipts,
): { notify: NotifyParts; end: () => void } {
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
  ask()
  const timer = setInterval(ask, hour)
  timer.unref()
  return { notify, end: () => clearInterval(timer) }
}
