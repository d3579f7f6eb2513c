// The Data Package 2.0 JSON Schemas, put together from the YAML the standard is written in.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { parse } from 'yaml'
import { sharedData } from './shared-data.ts'

export const dataPackageProfiles = 'standards/frictionless/profiles'
const parts = ['common', 'dialect', 'package', 'resource', 'schema']

/** One validator per profile: `dataPackage`, `dataResource`, `tableSchema`. */
export function dataPackageValidator(profile: string): ValidateFunction {
  const definitions: Record<string, unknown> = {}
  for (const part of parts) {
    const path = resolve(sharedData, dataPackageProfiles, 'dictionary', `${part}.yaml`)
    Object.assign(definitions, parse(readFileSync(path, 'utf8')) as object)
  }
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const text = JSON.stringify({ definitions }).replaceAll('"dictionary.json#', '"#')
  ajv.addSchema(JSON.parse(text) as object, 'dictionary.json')
  return ajv.compile({ $ref: `dictionary.json#/definitions/${profile}` })
}
