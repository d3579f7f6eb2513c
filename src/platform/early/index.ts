// The small door of the platform: what a command may need before it loads the rest.
export { createSandbox, type SandboxLog } from '../sandbox/sandbox.ts'
export { findConfinement } from '../sandbox/confine.ts'
export { readSettings } from '../settings.ts'
export { distance } from '../typing-distance.ts'
