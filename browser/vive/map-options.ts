// What the page hands to the map, and what it gets back.

export interface MapOptions {
  place: HTMLElement
  /** The attributes of the element: addresses and words. */
  words: Readonly<Record<string, string | undefined>>
  /** What stands on the map, where it was not asked of the server. */
  features?: string | undefined
  /** Told of each point that is touched. */
  touched(at: [lon: number, lat: number]): void
  /** Shows what was chosen on the map below it. */
  tell(content: Node | string): void
}

export interface ShownMap {
  remove(): void
  /** Longitude and latitude in the middle of what is seen. */
  centre(): [lon: number, lat: number]
}
