// The door of the portal: the faces it shows to programs and to people.
export { ckanRoutes } from './ckan/routes.ts'
export type { Faces, SiteFacts } from './faces.ts'
