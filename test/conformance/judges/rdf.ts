// Judges of descriptions: SHACL of DCAT-AP by two engines, RDF forms by rdflib, XML, Data Packages.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { dataPackageProfiles, dataPackageValidator } from '../support/data-package-schema.ts'
import { dcatShapes, violations } from '../support/dcat-shacl.ts'
import { absentData, sharedData } from '../support/shared-data.ts'
import { python, releases } from './python.ts'
import type { Bench, Verdict } from './verdict.ts'

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`)
  return answer.text()
}

async function slugs({ url }: Bench): Promise<string[]> {
  const answer = (await (await fetch(`${url}/api/3/action/package_list`)).json()) as {
    result: string[]
  }
  return answer.result
}

async function documents(bench: Bench): Promise<string[]> {
  return ['/catalog', ...(await slugs(bench)).map((slug) => `/dataset/${slug}`)]
}

export async function judgeDcat(bench: Bench): Promise<Verdict[]> {
  const absent = absentData(dcatShapes)
  if (absent) {
    return [
      {
        judge: 'DCAT-AP',
        tool: 'SHACL',
        what: '3.0.1',
        result: 'absent',
        figures: absent,
        notes: [],
      },
    ]
  }
  const folder = join(bench.folder, 'rdf')
  mkdirSync(folder, { recursive: true })
  const paths = await documents(bench)
  const notes: string[] = []
  let warnings = 0
  const files: string[] = []
  for (const path of paths) {
    const turtle = await textOf(`${bench.url}${path}.ttl`)
    const file = join(folder, `${path.slice(1).replaceAll('/', '_')}.ttl`)
    writeFileSync(file, turtle)
    files.push(file)
    for (const one of await violations(turtle)) {
      if (one.severity === 'Violation')
        notes.push(`${path}: ${one.path} of ${one.node}: ${one.value}`)
      else warnings++
    }
  }
  const own: Verdict = {
    judge: 'DCAT-AP',
    tool: 'shacl-engine 1.1.2 (npm)',
    what: 'DCAT-AP 3.0.1 shapes and ranges, catalogue and every dataset',
    result: notes.length === 0 ? 'passed' : 'failed',
    figures: `${notes.length} violations and ${warnings} warnings in ${paths.length} documents`,
    notes: notes.slice(0, 8),
  }
  return [own, await byPyShacl(files), await sameGraphs(bench, paths, folder)]
}

async function byPyShacl(files: string[]): Promise<Verdict> {
  const base = {
    judge: 'DCAT-AP',
    tool: `pySHACL ${releases.pyshacl} (PyPI)`,
    what: 'the same shapes',
  }
  const env = await python()
  if (typeof env === 'string') return { ...base, result: 'absent', figures: env, notes: [] }
  const shapes = ['dcat-ap-SHACL.ttl', 'ranges.ttl'].map((file) =>
    resolve(sharedData, dcatShapes, file),
  )
  const script = `
import sys, json
from rdflib import Graph, Namespace
from pyshacl import validate
shapes = Graph()
for path in ${JSON.stringify(shapes)}: shapes.parse(path)
SH = Namespace('http://www.w3.org/ns/shacl#')
loose = [t for t in shapes.triples((None, SH.property, None)) if (t[2], SH.path, None) not in shapes]
for t in loose: shapes.remove(t)
found = []
for path in sys.argv[1:]:
    ok, _, text = validate(Graph().parse(path), shacl_graph=shapes, allow_warnings=True)
    if not ok: found.append(path + ': ' + text[:300])
print(json.dumps({'found': found, 'loose': len(loose)}))
`
  const ran = await env.run('python', ['-c', script, ...files])
  const said = ran.code === 0 ? (JSON.parse(ran.stdout) as Said) : null
  const found = said ? said.found : [ran.stderr.slice(-300)]
  return {
    ...base,
    result: found.length === 0 ? 'passed' : 'failed',
    figures: `${files.length - found.length} of ${files.length} documents conform`,
    notes: [
      ...found.slice(0, 4),
      ...(said && said.loose > 0
        ? [
            `${said.loose} references of the published shapes to shapes they do not define are left out`,
          ]
        : []),
    ],
  }
}

interface Said {
  found: string[]
  /** References to property shapes that the published files do not define. */
  loose: number
}

/** rdflib reads Turtle, JSON-LD and RDF/XML; the three must be one graph. */
async function sameGraphs({ url }: Bench, paths: string[], folder: string): Promise<Verdict> {
  const base = {
    judge: 'RDF forms',
    tool: `rdflib ${releases.rdflib} (PyPI)`,
    what: 'Turtle, JSON-LD and RDF/XML are the same graph',
  }
  const env = await python()
  if (typeof env === 'string') return { ...base, result: 'absent', figures: env, notes: [] }
  const asked: string[][] = []
  for (const path of paths) {
    const files: string[] = []
    for (const ending of ['ttl', 'jsonld', 'rdf']) {
      // Addresses between pages of the catalogue differ by their ending; all are read as Turtle's.
      const text = (await textOf(`${url}${path}.${ending}`)).replaceAll(
        /catalog\.(?:jsonld|rdf)\?/g,
        'catalog.ttl?',
      )
      const file = join(folder, `same_${path.slice(1).replaceAll('/', '_')}.${ending}`)
      writeFileSync(file, text)
      files.push(file)
    }
    asked.push(files)
  }
  const script = `
import sys, json
from rdflib import Graph
from rdflib.compare import isomorphic
bad = []
formats = ['turtle', 'json-ld', 'xml']
for files in json.loads(sys.stdin.read()):
    graphs = [Graph().parse(f, format=k) for f, k in zip(files, formats)]
    if not (isomorphic(graphs[0], graphs[1]) and isomorphic(graphs[0], graphs[2])):
        bad.append(files[0] + ' ' + str([len(g) for g in graphs]))
print(json.dumps(bad))
`
  const ran = await env.run('python', ['-c', script], { input: JSON.stringify(asked) })
  const bad = ran.code === 0 ? (JSON.parse(ran.stdout) as string[]) : [ran.stderr.slice(-300)]
  return {
    ...base,
    result: bad.length === 0 ? 'passed' : 'failed',
    figures: `${paths.length - bad.length} of ${paths.length} documents`,
    notes: bad.slice(0, 4),
  }
}

export async function judgeDataPackages(bench: Bench): Promise<Verdict[]> {
  const names = await slugs(bench)
  const packages = await Promise.all(
    names.map(
      async (name) =>
        JSON.parse(await textOf(`${bench.url}/dataset/${name}/datapackage.json`)) as object,
    ),
  )
  return [bySchemas(packages), await byFrictionless(bench, names)]
}

function bySchemas(packages: object[]): Verdict {
  const base = {
    judge: 'Data Package',
    tool: 'ajv 8.20.0 (npm)',
    what: 'JSON Schemas of Data Package 2.0',
  }
  const absent = absentData(dataPackageProfiles)
  if (absent) return { ...base, result: 'absent', figures: absent, notes: [] }
  const valid = dataPackageValidator('dataPackage')
  const notes: string[] = []
  for (const one of packages) {
    if (!valid(one))
      notes.push(...(valid.errors ?? []).map((e) => `${e.instancePath} ${e.message}`))
  }
  return {
    ...base,
    result: notes.length === 0 ? 'passed' : 'failed',
    figures: `${notes.length} errors in ${packages.length} packages`,
    notes: notes.slice(0, 8),
  }
}

/** Reads every CSV through its schema: each cell must have the type and keys the package promises. */
async function byFrictionless({ url }: Bench, names: string[]): Promise<Verdict> {
  const base = {
    judge: 'Data Package',
    tool: `frictionless ${releases.frictionless} (PyPI)`,
    what: 'validate: data against schema, through HTTP',
  }
  const env = await python()
  if (typeof env === 'string') return { ...base, result: 'absent', figures: env, notes: [] }
  const notes: string[] = []
  let tables = 0
  for (const name of names) {
    const ran = await env.run('frictionless', [
      'validate',
      `${url}/dataset/${name}/datapackage.json`,
      '--json',
    ])
    const report = parsed(ran.stdout)
    if (!report) notes.push(`${name}: ${(ran.stderr || ran.stdout).slice(-200)}`)
    for (const task of report?.tasks ?? []) {
      tables++
      for (const error of task.errors.slice(0, 3)) notes.push(`${name}: ${error.message}`)
    }
    for (const error of report?.errors ?? []) notes.push(`${name}: ${error.message}`)
  }
  return {
    ...base,
    result: notes.length === 0 ? 'passed' : 'failed',
    figures: `${names.length} packages with ${tables} tables, ${notes.length} errors`,
    notes: notes.slice(0, 8),
  }
}

interface Report {
  errors: { message: string }[]
  tasks: { errors: { message: string }[] }[]
}

function parsed(text: string): Report | null {
  try {
    return JSON.parse(text) as Report
  } catch {
    return null
  }
}

export async function judgeXml(bench: Bench): Promise<Verdict[]> {
  const base = {
    judge: 'XML',
    tool: 'ElementTree of Python 3',
    what: 'sitemap, Atom, OpenSearch, RDF/XML, dumps are well-formed',
  }
  const env = await python()
  if (typeof env === 'string') return [{ ...base, result: 'absent', figures: env, notes: [] }]
  const index = await textOf(`${bench.url}/sitemap.xml`)
  const parts = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1]!)
  const [dataset] = (
    (await (await fetch(`${bench.url}/api/v1/datasets?limit=1`)).json()) as {
      datasets: { organisation: { slug: string }; resources: { id: string }[] }[]
    }
  ).datasets
  const paths = [
    '/sitemap.xml',
    '/feeds/dataset.atom',
    '/opensearch.xml',
    '/catalog.rdf',
    `/feeds/organization/${dataset?.organisation.slug}.atom`,
    `/datastore/dump/${dataset?.resources[0]?.id}?format=xml`,
  ]
  const texts = await Promise.all(
    [...paths.map((path) => `${bench.url}${path}`), ...parts].map(textOf),
  )
  const script = `
import sys, json
import xml.etree.ElementTree as E
names = [E.fromstring(t).tag for t in json.loads(sys.stdin.read())]
print(json.dumps(names))
`
  const ran = await env.run('python', ['-c', script], { input: JSON.stringify(texts) })
  return [
    {
      ...base,
      result: ran.code === 0 ? 'passed' : 'failed',
      figures: `${texts.length} documents`,
      notes: ran.code === 0 ? [] : [ran.stderr.slice(-300)],
    },
  ]
}
