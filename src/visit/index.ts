// Door of Vive: the city's places, walks, agenda and emergency numbers, for visitors and residents.
import { fileURLToPath } from 'node:url'

export { agendaFromCalendar } from './agenda/from-calendar.ts'
export { contentOf, type ReadContent } from './content/read-content.ts'
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
