// The small door of the datasets: lets a file be read before the shelf is loaded.
export { readLimits, startReading } from './start-reading.ts'
export type { Reading } from './start-reading.ts'
