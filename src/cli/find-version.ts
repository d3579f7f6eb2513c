// Finds the dataset, resource and version that the words of a command name.
import type { Dataset, Resource, Shelf, Version } from '#datasets'
import { DatasetsError } from '#datasets'
import { UsageError } from './verb.ts'

export interface Found {
  dataset: Dataset
  resource: Resource
  version: Version
}

/** `name` is a dataset (slug or id) or the id of a resource; `resource` a name or id within it. */
export async function findResource(
  shelf: Shelf,
  name: string,
  resource?: string,
): Promise<{ dataset: Dataset; resource: Resource }> {
  const dataset = await shelf.dataset(name)
  if (dataset === null) {
    const found = await shelf.resource(name)
    if (found === null) throw new DatasetsError('not-found', { dataset: name })
    return found
  }
  const own =
    resource === undefined
      ? dataset.resources[0]
      : dataset.resources.find((each) => each.id === resource || each.name === resource)
  if (own === undefined) throw new DatasetsError('not-found', { dataset: resource ?? name })
  return { dataset, resource: own }
}

/** The version of that number, or the newest. */
export async function findVersion(
  shelf: Shelf,
  name: string,
  options: { resource?: string | undefined; number?: number | undefined },
): Promise<Found> {
  const { dataset, resource } = await findResource(shelf, name, options.resource)
  const version =
    options.number === undefined
      ? resource.version
      : await shelf.version(resource.id, options.number)
  if (version === null) {
    throw new UsageError('no-version', { dataset: dataset.slug, number: options.number ?? 1 })
  }
  return { dataset, resource, version }
}
