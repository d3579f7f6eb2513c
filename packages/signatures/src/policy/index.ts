// The door of policies: what validation asks beyond the standard.
export { defaultPolicy, strictPolicy, type Policy, type RevocationRule } from './policy.ts'
export type { AlgorithmRules } from './algorithms.ts'
export { readPolicy } from './read-policy.ts'
