// What the page hands to the map, and what it gets back.

export interface MapOptions {
  place: HTMLElement
  /** The attributes of the element: addresses and words. */
  words: Readonly<Record<string, string | undefined>>
  /** Shows what was chosen on the map below it. */
  tell(content: Node | string): void
}

export interface ShownMap {
  remove(): void
}
