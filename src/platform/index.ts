// The door of the platform: what every other room may use of the ground.
export type * from './ground.ts'
export type { Schema } from './schema.generated.ts'
export type { Settings } from './settings.ts'
export { PlatformError, platformErrorCodes } from './platform-error.ts'
export type { PlatformErrorCode } from './platform-error.ts'
export { readSettings, settingsTable } from './settings.ts'
