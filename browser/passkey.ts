// Asks the browser for a passkey when its form is sent, and sends the answer with the form.
import { servePasskeyForms } from './passkey/forms.ts'

servePasskeyForms(document)
