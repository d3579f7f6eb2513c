// The names of all fields that a template may use, for its page and its check.
import { fieldsFor } from './fields.ts'

const nothing = { es: '' }

/** In the order in which pages list them. */
export const knownFields: readonly string[] = Object.keys(
  fieldsFor(
    {
      ...{ year: 2026, number: 1, answers: {} },
      filer: {
        ...{ document: 'DNI', number: '', name: '', email: null, address: null, onBehalfOf: null },
      },
      content: {
        ...{ name: nothing, purpose: nothing, kind: 'letter', basis: [], qualification: 'none' },
        ...{ term: null, fee: { amount: null }, channels: ['online'], requirements: [] },
        form: { type: 'object', properties: {} },
        offices: { receives: '', decides: '' },
        results: [],
        series: { code: '', years: 1, disposition: 'keep' },
      },
    },
    {
      ...{ institution: '', office: '', drafter: '', city: '', today: '', received: '', due: '' },
    },
  ),
)
