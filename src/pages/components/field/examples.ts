// Examples of questions in a form.
import { say, type ComponentExamples } from '../example.ts'
import { checkboxes, fileField, radios, selectField, textArea, textField } from './template.ts'

export const fieldExamples: ComponentExamples = {
  name: 'field',
  title: { es: 'Campo de formulario', en: 'Form field' },
  notes: {
    es: 'La etiqueta siempre está a la vista; lo opcional se dice. El error dice qué hacer, junto al campo.',
    en: 'The label is always in sight; what is optional says so. The error says what to do, beside the field.',
  },
  examples: [
    {
      name: 'text',
      title: { es: 'Texto con ayuda', en: 'Text with a hint' },
      show: (context) =>
        textField(context, {
          name: 'title',
          label: say(context, 'Título del conjunto de datos', 'Title of the dataset'),
          hint: say(
            context,
            'Como lo diría a un vecino, sin siglas.',
            'As you would tell a neighbour, without acronyms.',
          ),
          value: say(context, 'Licencias de funcionamiento', 'Business licences'),
        }),
    },
    {
      name: 'error',
      title: { es: 'Fecha con error', en: 'Date with an error' },
      show: (context) =>
        textField(context, {
          name: 'as-of',
          type: 'date',
          label: say(context, 'Fecha de corte', 'As-of date'),
          error: say(
            context,
            'Escriba una fecha que no sea futura.',
            'Write a date that is not in the future.',
          ),
          value: '2027-01-01',
        }),
    },
    {
      name: 'number',
      title: { es: 'Número con unidad', en: 'Number with its unit' },
      show: (context) =>
        textField(context, {
          name: 'area',
          type: 'number',
          width: 'short',
          unit: 'm²',
          min: 0,
          step: 'any',
          required: false,
          label: say(context, 'Área del local', 'Floor area'),
        }),
    },
    {
      name: 'search',
      title: { es: 'Búsqueda dentro de un formulario', en: 'Search inside a form' },
      show: (context) =>
        textField(context, {
          name: 'street',
          type: 'search',
          label: say(context, 'Calle o avenida', 'Street or avenue'),
          required: false,
          width: 'medium',
        }),
    },
    {
      name: 'textarea',
      title: { es: 'Texto largo', en: 'Long text' },
      show: (context) =>
        textArea(context, {
          name: 'description',
          label: say(context, 'Descripción', 'Description'),
          hint: say(
            context,
            'Qué contiene, de dónde sale y qué no incluye.',
            'What it holds, where it comes from and what it leaves out.',
          ),
          required: false,
          rows: 4,
        }),
    },
    {
      name: 'select',
      title: { es: 'Lista para elegir', en: 'List to choose from' },
      show: (context) =>
        selectField(context, {
          name: 'frequency',
          label: say(context, 'Cada cuánto se actualizará', 'How often it will be updated'),
          value: 'MONTHLY',
          options: [
            { value: 'DAILY', label: say(context, 'Cada día', 'Every day') },
            { value: 'MONTHLY', label: say(context, 'Cada mes', 'Every month') },
            { value: 'ANNUAL', label: say(context, 'Cada año', 'Every year') },
          ],
        }),
    },
    {
      name: 'checkboxes',
      title: { es: 'Varias respuestas', en: 'Several answers' },
      show: (context) =>
        checkboxes(context, {
          name: 'themes',
          label: say(context, 'Temas', 'Themes'),
          values: ['transport'],
          options: [
            { value: 'transport', label: say(context, 'Transporte', 'Transport') },
            {
              value: 'economy',
              label: say(context, 'Economía y negocios', 'Economy and business'),
            },
            { value: 'environment', label: say(context, 'Ambiente', 'Environment') },
          ],
        }),
    },
    {
      name: 'radios',
      title: { es: 'Una respuesta', en: 'One answer' },
      show: (context) =>
        radios(context, {
          name: 'mode',
          label: say(context, 'Qué hacer con las filas nuevas', 'What to do with the new rows'),
          values: ['replace'],
          options: [
            {
              value: 'replace',
              label: say(context, 'Reemplazar la tabla', 'Replace the table'),
              hint: say(
                context,
                'La versión anterior se conserva.',
                'The previous version is kept.',
              ),
            },
            { value: 'append', label: say(context, 'Agregarlas al final', 'Add them at the end') },
          ],
        }),
    },
    {
      name: 'file',
      title: { es: 'Archivo', en: 'File' },
      show: (context) =>
        fileField(context, {
          name: 'file',
          accept: '.csv,.xlsx,.ods,.json,.geojson,.parquet,.zip',
          label: say(context, 'Archivo con la tabla', 'File with the table'),
          hint: say(
            context,
            'CSV, Excel, ODS, JSON, GeoJSON o Parquet; hasta 2 GB.',
            'CSV, Excel, ODS, JSON, GeoJSON or Parquet; up to 2 GB.',
          ),
        }),
    },
  ],
}
