// Door of Vive: the city's places, walks, agenda and emergency numbers, for visitors and residents.
import { fileURLToPath } from 'node:url'

export { agendaFromCalendar } from './agenda/from-calendar.ts'
export { readBorders } from './content/read-borders.ts'
export { contentOf, openTable, placeOfTable } from './content/read-content.ts'
export type { OpenTable, ReadContent } from './content/read-content.ts'
export { type ContentOptions, makeContent, tableNames } from './content/make-content.ts'
export { alertKinds, contactKinds, placeKinds, severities, type Content } from './content/model.ts'
export type { RawTable } from './content/rows.ts'
export { cityTime } from './city-time.ts'
export { checkNumbersJob, defineCheckNumbers } from './numbers/check-numbers.ts'
export { lastCheck } from './numbers/last-check.ts'
export { type CheckTask, closeCheck, doneChecks, openChecks } from './numbers/store-checks.ts'
export { defineSendAlerts, sendAlertsJob } from './push/send-alerts.ts'
export { countSubscriptions } from './push/store-push.ts'
export { applicationKey } from './push/vapid.ts'
export { makePack, packKey, type Pack } from './offline/pack-files.ts'
export { buildMap, tilesOf, type MapBuilt } from './build-map.ts'
export { importFeed, transitDataset, type FeedImported } from './transit/import-feed.ts'
export { streetFile, tileFile, waysFrom } from './street-file.ts'
export { tilesFrom, type TileArchive } from './tile-archive.ts'
export { VisitError, describeVisitError, type VisitErrorCode } from './visit-error.ts'
export { visitRoutes, type VisitFace } from './routes.ts'

/** Style sheet of the pages, served as `vive.css`. */
export const visitStyles: string = fileURLToPath(new URL('styles/vive.css', import.meta.url))
/** The script of the worker, bundled whole and served as `/vive/worker.js`. */
export const visitWorker: string = fileURLToPath(new URL('offline/worker.ts', import.meta.url))
