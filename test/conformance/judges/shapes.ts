// Compares two JSON answers by shape: the same keys with values of the same JSON types.

/** Keys of old CKAN releases, or of sites' own forms, and keys of newer releases; with the reason. */
const allowedMissing: Record<string, string> = {
  revision_id: 'revisions were removed in CKAN 2.9',
  extras: 'absent when empty in old releases',
  license_url: 'absent where the licence has no address',
  license_title: 'absent where there is no licence',
  type: 'resources carry fields of the site that was recorded',
  scheme: 'resources carry fields of the site that was recorded',
  encoding: 'resources carry fields of the site that was recorded',
  dialect: 'resources carry fields of the site that was recorded',
  schema: 'resources carry fields of the site that was recorded',
  profile: 'resources carry fields of the site that was recorded',
  facets: 'absent where none were asked for in new releases',
  total:
    'include_total=False is heeded whatever its case; the recorded release took False for true',
}

const allowedAdded: Record<string, string> = {
  metadata_modified: 'resources have it since CKAN 2.9',
  datastore_active: 'resources have it since CKAN 2.7 where DataStore is on',
  datastore_contains_all_records_of_source_file: 'resources have it since CKAN 2.9',
  title_translated: 'other languages, as the fluent extension writes them',
  notes_translated: 'other languages, as the fluent extension writes them',
  license_url: 'present where the licence has an address',
  image_display_url: 'groups have it where the site shows pictures',
  search_facets: 'package_search has it in every release; the recording is of a changed site',
  total_was_estimated: 'datastore_search has it since CKAN 2.9',
  total_estimation_threshold: 'datastore_search has it since CKAN 2.9',
  limit: 'datastore_search echoes it since CKAN 2.9',
  info: 'fields have it where a dictionary was written',
  rows: 'our own fact about a table',
  as_of: 'our own fact about a table',
  version: 'our own fact about a table',
  prev: 'datastore_search links to the page before',
}

export interface Differences {
  wrong: string[]
  /** Differences of the written list, each with its reason. */
  allowed: string[]
}

export function differences(theirs: unknown, ours: unknown, action: string): Differences {
  const found: Differences = { wrong: [], allowed: [] }
  compare(theirs, ours, action, found)
  return found
}

function compare(theirs: unknown, ours: unknown, at: string, found: Differences): void {
  // Records are rows of other tables: only that they are objects is compared.
  if (at.endsWith('.records')) return same(Array.isArray(theirs), Array.isArray(ours), at, found)
  if (theirs === null || ours === null) return
  if (kind(theirs) !== kind(ours)) {
    found.wrong.push(`${at} is ${kind(ours)}, was ${kind(theirs)}`)
    return
  }
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    if (theirs.length === 0 || ours.length === 0) return
    compare(merged(theirs), merged(ours), `${at}[]`, found)
  } else if (kind(theirs) === 'object') {
    compareKeys(theirs as Record<string, unknown>, ours as Record<string, unknown>, at, found)
  }
}

function compareKeys(
  theirs: Record<string, unknown>,
  ours: Record<string, unknown>,
  at: string,
  found: Differences,
): void {
  // Names of facets are data, not shape.
  if (at.endsWith('facets')) return
  for (const key of Object.keys(theirs)) {
    if (key in ours) compare(theirs[key], ours[key], `${at}.${key}`, found)
    else if (key in allowedMissing) found.allowed.push(`${key} is missing: ${allowedMissing[key]}`)
    else found.wrong.push(`${at}.${key} is missing`)
  }
  for (const key of Object.keys(ours)) {
    if (key in theirs) continue
    if (key in allowedAdded) found.allowed.push(`${key} is added: ${allowedAdded[key]}`)
    else found.wrong.push(`${at}.${key} is added`)
  }
}

/** The keys all members have, so that one odd member does not decide. */
function merged(list: unknown[]): unknown {
  const [first] = list
  if (kind(first) !== 'object') return first
  const all = list as Record<string, unknown>[]
  const keys = Object.keys(first as object).filter((key) => all.every((one) => key in one))
  return Object.fromEntries(
    keys.map((key) => [key, all.map((one) => one[key]).find((value) => value !== null) ?? null]),
  )
}

function same(theirs: boolean, ours: boolean, at: string, found: Differences): void {
  if (theirs !== ours) found.wrong.push(`${at} is another kind`)
}

function kind(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}
