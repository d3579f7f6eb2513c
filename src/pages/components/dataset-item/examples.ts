// Examples of datasets in a list.
import { say, type ComponentExamples } from '../example.ts'
import { datasetList } from './template.ts'

export const datasetItemExamples: ComponentExamples = {
  name: 'dataset-item',
  title: { es: 'Conjunto de datos en una lista', en: 'Dataset in a list' },
  notes: {
    es: 'Lo que alguien necesita para saber si es lo que busca, sin abrirlo.',
    en: 'What one needs to know whether it is the right one, without opening it.',
  },
  examples: [
    {
      name: 'list',
      title: { es: 'Dos resultados', en: 'Two results' },
      show: (context) =>
        datasetList(
          context,
          [
            {
              title: say(context, 'Licencias de funcionamiento', 'Business licences'),
              href: '#licences',
              summary: say(
                context,
                'Establecimientos del Cercado con licencia vigente: giro, dirección, área y fecha. Incluye coordenadas desde 2019.',
                'Establishments of the Cercado with a valid licence: trade, address, area and date. With coordinates since 2019.',
              ),
              organisation: {
                label: say(
                  context,
                  'Gerencia de Desarrollo Económico',
                  'Economic Development Office',
                ),
                href: '#gde',
              },
              modified: new Date('2026-03-11T10:00:00Z'),
              freshness: { state: 'on-time' },
              rows: 48_210,
              formats: ['CSV', 'GeoJSON', 'Parquet'],
            },
            {
              title: say(context, 'Paraderos del Metropolitano', 'Metropolitano stops'),
              href: '#stops',
              summary: say(
                context,
                'Estaciones y paraderos con sus servicios y horarios.',
                'Stations and stops with their services and hours.',
              ),
              organisation: { label: 'ATU', href: '#atu' },
              modified: new Date('2025-12-02T10:00:00Z'),
              freshness: { state: 'late', days: 71 },
              rows: 1,
              formats: ['XLSX'],
            },
          ],
          { heading: 3 },
        ),
    },
  ],
}
