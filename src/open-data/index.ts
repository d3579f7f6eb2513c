// The door of the portal: the faces it shows to programs and to people.
import { fileURLToPath } from 'node:url'

export { ckanRoutes } from './ckan/routes.ts'
export { datasetAnswer, dcatRoutes } from './dcat/routes.ts'
export { wantedForm } from './dcat/negotiate.ts'
export { schemaOrg } from './dcat/schema-org.ts'
export type { Faces, SiteFacts } from './faces.ts'
export { apiRoutes } from './api/routes.ts'
export { apiPage } from './portal/api-page.ts'
export type { Portal } from './portal/portal.ts'
export { portalRoutes } from './portal/routes.ts'
export { publishingApi } from './publishing/api-routes.ts'
export { publishingPages } from './publishing/page-routes.ts'
export type { Publishing } from './publishing/publishing.ts'
export { feedRoutes } from './feeds/routes.ts'

/** The style sheet of the portal's pages, served as `portal.css`. */
export const portalStyles: string = fileURLToPath(
  new URL('portal/styles/portal.css', import.meta.url),
)
