// The part of the door for documents that are made here: objects, letters, codes of squares.
export { NewDocument } from './new-document.ts'
export { PdfName, PdfRef, PdfString, type PdfValue } from './objects.ts'
export { dictOf, textString } from './write-value.ts'
export { drawCode } from './draw-code.ts'
export { embedFont, type EmbeddedFont } from './font/embed-font.ts'
export type { Face } from './font/face.ts'
export { type Run, runsOf, widthOf } from './font/runs.ts'
export { mainFace, type Weight } from './font/typeface.ts'
