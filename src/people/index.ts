// Door of people: who acts, and what they may do.
export { decide } from './decide.ts'
export type { Decision, Subject } from './decide.ts'
export type * from './actor.ts'
