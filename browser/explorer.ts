// Starts the explorer's enhancements on pages that hold one.
import { RimaqGrid } from './explorer/grid.ts'
import { RimaqKeys } from './explorer/keys.ts'
import { keepPlace } from './explorer/place.ts'
import { RimaqSwap } from './explorer/swap.ts'

customElements.define('rimaq-swap', RimaqSwap)
customElements.define('rimaq-grid', RimaqGrid)
customElements.define('rimaq-keys', RimaqKeys)
keepPlace(document)
