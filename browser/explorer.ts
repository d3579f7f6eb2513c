// Starts the explorer's two enhancements on pages that hold one.
import { RimaqGrid } from './explorer/grid.ts'
import { RimaqSwap } from './explorer/swap.ts'

customElements.define('rimaq-swap', RimaqSwap)
customElements.define('rimaq-grid', RimaqGrid)
