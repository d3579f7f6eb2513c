// `rimaq versions`: lists the versions of a resource, newest first.
import { findResource } from './find-version.ts'
import { openShop } from './open-shop.ts'
import { tableText } from './show-table.ts'
import { type Verb, type VerbCall, exit } from './verb.ts'

async function run(call: VerbCall): Promise<number> {
  const [name = ''] = call.operands
  const shop = await openShop(call)
  try {
    const { dataset, resource } = await findResource(shop.shelf, name, call.text('resource'))
    const versions = await shop.shelf.versions(resource.id)
    if (call.json) {
      const list = versions.map(({ manifest: _, ...version }) => version)
      const report = { dataset: dataset.slug, resource: resource.id, versions: list }
      call.out.write(`${JSON.stringify(report)}\n`)
      return versions.length === 0 ? exit.no : exit.fine
    }
    const { t, locale, lang } = call
    const heads = ['number', 'created', 'as-of', 'rows', 'file', 'findings', 'address', 'note']
    const text = tableText({
      heads: heads.map((head) => t(`cli.versions.head.${head}`)),
      rows: versions.map((version) => [
        version.number,
        locale.dateTime(lang, version.created),
        version.asOf === null ? null : locale.date(lang, version.asOf, 'short'),
        locale.number(lang, version.rows),
        version.originalName,
        version.findings.length,
        version.manifestHash.slice(0, 12),
        version.note,
      ]),
      right: [true, false, false, true, false, true],
      whole: [true, true, true, true, false, true, true],
      width: call.width,
    })
    call.out.write(versions.length === 0 ? `${t('cli.versions.none')}\n` : `${text}\n`)
    return versions.length === 0 ? exit.no : exit.fine
  } finally {
    await shop.close()
  }
}

export const listVersions: Verb = {
  name: 'versions',
  operands: ['table'],
  options: { resource: { type: 'string', short: 'r', value: 'NAME' } },
  run,
}
