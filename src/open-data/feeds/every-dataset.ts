// Reads the whole catalogue, page by page.
import type { Dataset } from '#datasets'
import type { Faces } from '../faces.ts'

/** All published datasets, page by page. */
export async function everyDataset({ shelf }: Pick<Faces, 'shelf'>): Promise<Dataset[]> {
  const all: Dataset[] = []
  for (;;) {
    const { total, datasets } = await shelf.datasets({ limit: 500, offset: all.length })
    all.push(...datasets)
    if (datasets.length === 0 || all.length >= total) return all
  }
}
