// The map that can be moved, loaded only when somebody wants it: MapLibre over the city's own archive of tiles.
export { showMap } from './vive/draw-map.ts'
