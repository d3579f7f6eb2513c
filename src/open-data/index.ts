// The door of the portal: the faces it shows to programs and to people.
export { ckanRoutes } from './ckan/routes.ts'
export { dcatRoutes } from './dcat/routes.ts'
export type { Faces, SiteFacts } from './faces.ts'
export { apiRoutes } from './api/routes.ts'
export { apiPage } from './portal/api-page.ts'
export type { Portal } from './portal/portal.ts'
export { portalRoutes } from './portal/routes.ts'
