// The small door of the package: what is known of its children without loading what they do.
export { WORTH_A_THREAD } from '../columns/blocks-ahead.ts'
