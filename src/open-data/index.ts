// The door of the portal: the faces it shows to programs and to people.
export { ckanRoutes } from './ckan/routes.ts'
export { wantedForm } from './dcat/negotiate.ts'
export type { RdfForm } from './dcat/negotiate.ts'
export { datasetAnswer, dcatRoutes } from './dcat/routes.ts'
export { schemaOrg } from './dcat/schema-org.ts'
export type { Faces, SiteFacts } from './faces.ts'
