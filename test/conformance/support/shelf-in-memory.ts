// A shelf that holds its datasets in memory, for tests of the faces that read one.
import type { Dataset, Licence, Organisation, Shelf, Theme } from '#datasets'
import type { TableFiles } from '@rimaq/tables'
import { districtFiles } from './districts.ts'

const { manifest } = districtFiles

export const municipality: Organisation = {
  id: '0b0e9d8c-64a8-4f0c-9a55-0d3c7b3f6a01',
  slug: 'municipalidad-de-lima',
  title: { es: 'Municipalidad Metropolitana de Lima', en: 'Metropolitan Municipality of Lima' },
  description: { es: 'Gobierno local de la provincia de Lima.' },
  url: 'https://www.gob.pe/munlima',
  logo: null,
  created: new Date('2026-01-02T00:00:00Z'),
}

const territory: Theme = {
  id: '5a6e2d55-1f0c-4d4a-8a5a-8c8c6c1d7f11',
  slug: 'territorio',
  title: { es: 'Territorio', en: 'Territory' },
  euTheme: 'REGI',
}

const culture: Theme = {
  id: '6f1b9b9e-0f6d-4a9e-9a5d-1b7a5c1f2e22',
  slug: 'cultura',
  title: { es: 'Cultura' },
  euTheme: 'EDUC',
}

const attribution: Licence = {
  id: 'odc-by',
  title: { es: 'Open Data Commons Attribution' },
  url: 'http://opendatacommons.org/licenses/by/1-0/',
  open: true,
}

export const districts: Dataset = {
  id: '1f0a6a5e-2b1d-4b57-9f6e-3f0f6e0d0a01',
  slug: 'distritos-de-lima',
  title: { es: 'Distritos de Lima', en: 'Districts of Lima' },
  description: { es: 'Código, superficie y fecha de creación de **distritos** de Lima.' },
  state: 'published',
  organisation: municipality,
  themes: [territory],
  tags: ['distritos', 'límites'],
  licence: attribution,
  frequency: 'ANNUAL',
  spatial: { label: 'Lima', bbox: [-77.2, -12.52, -76.62, -11.57] },
  temporal: { from: '2025-01-01', to: null },
  contact: { name: 'Datos abiertos', email: 'datos@example.org', phone: null },
  source: { title: 'INEI', url: 'https://www.inei.gob.pe/' },
  created: new Date('2026-02-01T08:00:00.123Z'),
  modified: new Date('2026-03-01T10:30:00.456Z'),
  resources: [
    {
      id: '2c9f7a10-7a4f-4b0a-8f52-6a51a2b4c501',
      name: 'distritos',
      title: { es: 'Tabla de distritos' },
      description: { es: 'Una fila por distrito.' },
      position: 0,
      created: new Date('2026-02-01T08:00:00Z'),
      version: {
        id: '3d1c1c52-94b0-4f0f-9c55-2b7a1f2d9b01',
        resourceId: '2c9f7a10-7a4f-4b0a-8f52-6a51a2b4c501',
        number: 1,
        created: new Date('2026-03-01T10:30:00Z'),
        asOf: '2025-12-31',
        rows: manifest.rows,
        bytes: manifest.parquet.bytes,
        originalHash: manifest.source.sha256,
        parquetHash: manifest.parquet.sha256,
        manifestHash: '3'.repeat(64),
        originalName: 'distritos.csv',
        originalBytes: manifest.source.bytes,
        findings: [],
        manifest,
        note: null,
        privacy: null,
        originalOpen: true,
      },
      versions: 1,
      recipe: { steps: [] },
      dictionary: [
        {
          column: 'area_km2',
          label: { es: 'Superficie' },
          description: { es: 'Superficie del distrito.' },
          unit: 'km²',
        },
      ],
    },
  ],
}

export const museums: Dataset = {
  ...districts,
  id: '1f0a6a5e-2b1d-4b57-9f6e-3f0f6e0d0a02',
  slug: 'museos',
  title: { es: 'Museos y parques de Lima' },
  description: { es: 'Dirección y horario de los museos.' },
  themes: [culture],
  tags: ['museos', 'turismo'],
  licence: null,
  spatial: null,
  temporal: null,
  contact: null,
  source: null,
  created: new Date('2026-01-15T00:00:00Z'),
  modified: new Date('2026-01-15T00:00:00Z'),
  resources: [],
}

/** Answers like the shelf does; `datasets` may be changed between calls. */
export function shelfInMemory(datasets: Dataset[] = [districts, museums]): Shelf {
  const all = (): Dataset[] => datasets.filter(({ state }) => state === 'published')
  const count = (test: (dataset: Dataset) => boolean): number => all().filter(test).length
  const newest = (id: string) =>
    all()
      .flatMap((d) => d.resources)
      .find((resource) => resource.id === id)?.version ?? null
  return {
    search: async (search) => {
      const words = (search.text ?? '').toLowerCase()
      const found = all().filter(({ title }) => title.es.toLowerCase().includes(words))
      const facets = { organisation: [], theme: [], tag: [], licence: [], format: [] }
      return { total: found.length, datasets: found, facets, didYouMean: null }
    },
    suggest: async () => [],
    dataset: async (name) => all().find(({ id, slug }) => id === name || slug === name) ?? null,
    datasets: async ({ limit, offset, modifiedSince }) => {
      const found = all().filter(({ modified }) => !modifiedSince || modified >= modifiedSince)
      return { total: found.length, datasets: found.slice(offset, offset + limit) }
    },
    resource: async (id) => {
      for (const dataset of all()) {
        const resource = dataset.resources.find((one) => one.id === id)
        if (resource) return { dataset, resource }
      }
      return null
    },
    versions: async (id) => [newest(id)].filter((version) => version !== null),
    version: async (id, number) => (newest(id)?.number === number ? newest(id) : null),
    files: async (): Promise<TableFiles> => districtFiles,
    organisations: async () => [
      { ...municipality, datasets: count((d) => d.organisation.id === municipality.id) },
    ],
    themes: async () =>
      [territory, culture].map((theme) => ({
        ...theme,
        datasets: count((d) => d.themes.some(({ id }) => id === theme.id)),
      })),
    tags: async () =>
      [...new Set(all().flatMap(({ tags }) => tags))].map((tag) => ({
        tag,
        datasets: count(({ tags }) => tags.includes(tag)),
      })),
    licences: async () => [attribution],
  }
}
