// Examples of a whole form.
import { html } from '@rimaq/markup'
import { say, type ComponentExamples } from '../example.ts'
import { radios, textField } from '../field/template.ts'
import { form } from './template.ts'

export const formExamples: ComponentExamples = {
  name: 'form',
  title: { es: 'Formulario', en: 'Form' },
  notes: {
    es: 'Si algo falta, la página vuelve con un resumen arriba que lleva a cada campo, y lo escrito sigue ahí.',
    en: 'When something is missing the page comes back with a summary on top that leads to each field, and what was written is still there.',
  },
  examples: [
    {
      name: 'errors',
      title: { es: 'Con errores', en: 'With errors' },
      show: (context) => {
        const message = say(
          context,
          'Escriba un correo con arroba, como nombre@correo.pe.',
          'Write an address with an at sign, such as name@mail.pe.',
        )
        return form(context, {
          action: '#form',
          errors: [{ field: 'form-mail', message }],
          submit: say(context, 'Pedir datos', 'Ask for data'),
          body: html`${textField(context, {
            name: 'form-mail',
            type: 'email',
            autocomplete: 'email',
            label: say(context, 'Correo electrónico', 'E-mail'),
            value: 'vecina.correo.pe',
            error: message,
          })}${radios(context, {
            name: 'form-kind',
            label: say(context, 'Para qué los necesita', 'What you need them for'),
            required: false,
            inline: true,
            options: [
              { value: 'study', label: say(context, 'Estudio', 'Study') },
              { value: 'press', label: say(context, 'Prensa', 'Press') },
              { value: 'business', label: say(context, 'Negocio', 'Business') },
            ],
          })}`,
        })
      },
    },
  ],
}
