// Examples of moving between pages of a list.
import { say, type ComponentExamples } from '../example.ts'
import { keysetPagination, numberedPagination } from './template.ts'

export const paginationExamples: ComponentExamples = {
  name: 'pagination',
  title: { es: 'Paginación', en: 'Pagination' },
  notes: {
    es: 'Por números donde el total se conoce; hacia adelante y atrás en tablas de millones de filas.',
    en: 'By number where the total is known; forward and back in tables of millions of rows.',
  },
  examples: [
    {
      name: 'numbered',
      title: { es: 'Con números', en: 'Numbered' },
      show: (context) =>
        numberedPagination(context, {
          page: 7,
          pages: 214,
          href: (page) => `?page=${page}#numbered`,
          position: say(context, 'Filas 121 a 140 de 4,273', 'Rows 121 to 140 of 4,273'),
          label: say(context, 'Páginas de la tabla', 'Pages of the table'),
        }),
    },
    {
      name: 'keyset',
      title: { es: 'Adelante y atrás', en: 'Forward and back' },
      show: (context) =>
        keysetPagination(context, {
          first: '#first',
          previous: '#previous',
          next: '#next',
          position: say(context, 'Filas 2,000,001 a 2,000,100', 'Rows 2,000,001 to 2,000,100'),
          label: say(context, 'Páginas del padrón', 'Pages of the register'),
        }),
    },
  ],
}
