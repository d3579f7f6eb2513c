// Sends attachments in pieces that go on where the line broke (tus 1.0); without it the form sends them whole.
import { UploadElement } from './upload/element.ts'

customElements.define('rimaq-upload', UploadElement)
