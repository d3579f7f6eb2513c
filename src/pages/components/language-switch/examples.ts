// Examples of the language switch.
import type { ComponentExamples } from '../example.ts'
import { languageSwitch } from './template.ts'

export const languageSwitchExamples: ComponentExamples = {
  name: 'language-switch',
  title: { es: 'Idiomas', en: 'Languages' },
  notes: {
    es: 'Conserva la dirección: cambia solo el parámetro «lang». Cada idioma se nombra en sí mismo.',
    en: 'Keeps the address: only the “lang” parameter changes. Each language is named in itself.',
  },
  examples: [
    {
      name: 'three',
      title: { es: 'Español, inglés y quechua', en: 'Spanish, English and Quechua' },
      show: (context) => languageSwitch(context, { label: context.t('pages.language.example') }),
    },
  ],
}
