// Read actions about tags, vocabularies and licences.
import type { Action, Actions } from '../action.ts'
import { atOrigin } from '../catalogue.ts'
import { notFound } from '../errors.ts'
import { list, natural, required, text, truth } from '../parameters.ts'
import { tagRecord } from '../records.ts'
import { fold } from '../solr/analyse.ts'

const noVocabulary: Action = {
  help: 'A vocabulary of tags; there are none, all tags are free.',
  run() {
    throw notFound()
  },
}

export const tagActions: Actions = {
  tag_list: {
    help: 'Names of all tags; query narrows, all_fields=true gives records.',
    async run(parameters, { shelf }) {
      if (text(parameters, 'vocabulary_id')) throw notFound()
      const query = fold(text(parameters, 'query') ?? '')
      const tags = (await shelf.tags())
        .map(({ tag }) => tag)
        .filter((tag) => fold(tag).includes(query))
      tags.sort()
      return truth(parameters, 'all_fields', false) ? tags.map(tagRecord) : tags
    },
  },
  tag_show: {
    help: 'One tag, by id or name; its datasets with include_datasets=true.',
    async run(parameters, { shelf, catalogue, origin }) {
      const id = required(parameters, 'id')
      const record = (await shelf.tags())
        .map(({ tag }) => tagRecord(tag))
        .find((one) => one['name'] === id || one['id'] === id)
      if (!record) throw notFound()
      if (!truth(parameters, 'include_datasets', false)) return record
      const name = String(record['name'])
      const documents = (await catalogue.documents()).filter((one) =>
        one.exact.get('tags')?.includes(name),
      )
      return { ...record, packages: documents.map((one) => atOrigin(one.record, origin)) }
    },
  },
  tag_search: {
    help: 'Tags that contain all the texts of query.',
    async run(parameters, { shelf }) {
      const queries = (list(parameters, 'query') ?? []).map(fold)
      const found = (await shelf.tags())
        .map(({ tag }) => tag)
        .filter((tag) => queries.every((query) => fold(tag).includes(query)))
        .sort()
      const offset = natural(parameters, 'offset') ?? 0
      const limit = natural(parameters, 'limit')
      const shown = found.slice(offset, limit === undefined ? undefined : offset + limit)
      return { count: found.length, results: shown.map(tagRecord) }
    },
  },
  tag_autocomplete: {
    help: 'Names of tags that contain the text q.',
    async run(parameters, { shelf }) {
      const query = fold(text(parameters, 'q') ?? text(parameters, 'query') ?? '')
      const tags = (await shelf.tags()).map(({ tag }) => tag)
      const found = tags.filter((tag) => fold(tag).includes(query)).sort()
      return found.slice(0, natural(parameters, 'limit') ?? 10)
    },
  },
  vocabulary_list: { help: 'Vocabularies of tags; there are none.', run: () => [] },
  vocabulary_show: noVocabulary,
  license_list: {
    help: 'The licences a dataset may have.',
    async run(_parameters, { shelf }) {
      return (await shelf.licences()).map((licence) => ({
        domain_content: false,
        domain_data: true,
        domain_software: false,
        family: '',
        id: licence.id,
        is_generic: false,
        is_okd_compliant: licence.open,
        is_osi_compliant: false,
        maintainer: '',
        od_conformance: licence.open ? 'approved' : 'not reviewed',
        osd_conformance: 'not reviewed',
        status: 'active',
        title: licence.title.es,
        url: licence.url ?? '',
      }))
    },
  },
}
