// The door of the pages: layout, components, charts, and the style and fonts they are served with.
export type * from './page.ts'
export { createPageContext, type PageContextOptions } from './context.ts'
export { layout } from './layout.ts'
export { errorPage, type ErrorPageParts } from './error-page.ts'
export { pageAssets, type PageAsset } from './assets.ts'
export { galleryRoutes, type GalleryOptions } from './gallery/routes.ts'
export * from './charts/index.ts'
export * from './components/index.ts'
