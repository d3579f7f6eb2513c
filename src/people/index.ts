// Door of people: who acts, and what they may do.
export { decide } from './decide.ts'
export type { Actor, Decision, Subject } from './decide.ts'
