// What the rest of the city needs of acts.
export type { ActParts } from './act-parts.ts'
export { defineActJobs } from './define-jobs.ts'
export { firmaPeruDoor } from './firma-peru-door.ts'
export { importTemplates } from './save-template.ts'
