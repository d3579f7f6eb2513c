// Reads a city's starting content from its folder and checks its shape.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatasetInput } from './dataset-input.ts'
import { DatasetsError } from './errors.ts'
import type { DictionaryEntry, Licence, Texts } from './model.ts'
import type { OrganisationInput, ThemeInput } from './store-write.ts'

/** pack.json. */
export interface PackIdentity {
  name: string
  institution: string
  slogan: string
  /** Path of a logo within the pack, or null. */
  logo: string | null
  /** For light and dark pages, as `#rrggbb`. */
  colours: Record<'brand' | 'brandText', { light: string; dark: string } | null>
  contact: { email: string | null; phone: string | null; address: string | null }
  /** IANA name. */
  timeZone: string
  /** Where the city lies, for its calendar: nation (ISO 3166-1), region and province (UBIGEO). */
  place: { nation: string; region?: string; province?: string }
  territory: { label: string; bbox: [number, number, number, number] }
  /** Slug of the organisation that publishes what names none. */
  defaultOrganisation: string
  organisations: OrganisationInput[]
}

export type PackDataset = DatasetInput & {
  slug: string
  title: Texts
  resources: { file: string; name: string; key: string[] | null; dictionary: DictionaryEntry[] }[]
}

export interface Pack {
  /** Name of the folder. */
  id: string
  identity: PackIdentity
  themes: ThemeInput[]
  licences: Licence[]
  datasets: PackDataset[]
}

function withSlash(folder: URL): URL {
  return folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
}

/** Local path of a file of the pack. Throws `bad-pack` when it lies outside of it. */
export function packFile(folder: URL, file: string): string {
  const path = new URL(file, withSlash(folder))
  if (!path.href.startsWith(withSlash(folder).href)) throw new DatasetsError('bad-pack', { file })
  return fileURLToPath(path)
}

/** Text of a pack's file; `absent` stands for one that is not there. */
async function read(folder: URL, file: string, absent?: string): Promise<unknown> {
  try {
    const text = await readFile(packFile(folder, file), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' && absent !== undefined) return absent
        throw error
      },
    )
    return JSON.parse(text)
  } catch (cause) {
    throw new DatasetsError('bad-pack', { file }, { cause })
  }
}

/** Only pack.json: what pages and the default organisation need. Throws `bad-pack`. */
export async function readPackIdentity(folder: URL): Promise<PackIdentity> {
  const identity = (await read(folder, 'pack.json')) as PackIdentity
  const named = [identity.name, identity.institution, identity.defaultOrganisation]
  const own = Array.isArray(identity.organisations)
    ? identity.organisations.some(({ slug }) => slug === identity.defaultOrganisation)
    : false
  if (named.some((text) => typeof text !== 'string') || !own) {
    throw new DatasetsError('bad-pack', { file: 'pack.json' })
  }
  const { logo = null, colours = { brand: null, brandText: null } } = identity
  const { place = { nation: 'PE' } } = identity
  return { ...identity, logo, colours, place }
}

/** The whole pack; themes, licences and datasets may be absent. Throws `bad-pack` naming the file. */
export async function readPack(folder: URL): Promise<Pack> {
  const list = async (file: string): Promise<unknown[]> => {
    const content = await read(folder, file, '[]')
    if (!Array.isArray(content)) throw new DatasetsError('bad-pack', { file })
    return content
  }
  return {
    id: basename(fileURLToPath(folder)),
    identity: await readPackIdentity(folder),
    themes: (await list('themes.json')) as ThemeInput[],
    licences: (await list('licences.json')) as Licence[],
    datasets: (await list('datasets.json')) as PackDataset[],
  }
}
