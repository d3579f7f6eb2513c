// Second door of the platform, for what answers over the network: a command of the shell loads none of it.
export { createServer } from './server.ts'
export { buildAssets } from './assets.ts'
export { folderChecks, healthRoutes } from './health.ts'
export { createMetrics, metricsRoutes, watch } from './metrics.ts'
export { openapi } from './openapi.ts'
export { databaseCheck } from './store-health.ts'
export { readUploadForm } from './upload-form.ts'
