// Door of the desk: pages on which the culture and tourism offices keep the tables that Vive shows.
export type { Desk } from './desk.ts'
export { deskPath } from './desk.ts'
export { deskRoutes } from './routes.ts'
