// Read actions about the site itself, its users and its jobs.
import type { Action, Actions } from '../action.ts'
import { notAuthorized, notFound } from '../errors.ts'
import { required } from '../parameters.ts'

/** The release whose answers ours are compared with. */
const ckanVersion = '2.12.0'

const none: Action['run'] = () => []
const zero: Action['run'] = () => 0
const no: Action['run'] = () => false

function absent(help: string): Action {
  return {
    help,
    run(parameters) {
      required(parameters, 'id')
      throw notFound()
    },
  }
}

function officials(help: string): Action {
  return {
    help,
    run() {
      throw notAuthorized('Requires an authenticated user')
    },
  }
}

export const siteActions: Actions = {
  site_read: { help: 'Whether the catalogue may be read: always.', run: () => true },
  status_show: {
    help: 'What this site is and speaks.',
    run: (_parameters, { site, origin }) => ({
      ckan_version: ckanVersion,
      site_url: origin,
      site_title: site.title.es,
      site_description: site.description.es,
      error_emails_to: null,
      locale_default: 'es',
      extensions: ['datastore', 'dcat'],
    }),
  },
  user_list: { help: 'Users; accounts are not public.', run: none },
  user_autocomplete: { help: 'Users; accounts are not public.', run: none },
  user_show: absent('One user; accounts are not public.'),
  get_site_user: officials('The account of the site.'),
  dashboard_activity_list: officials('News for the caller.'),
  config_option_list: officials('Names of settings.'),
  config_option_show: officials('One setting.'),
  api_token_list: officials('Tokens of a user.'),
  job_list: officials('Jobs that wait.'),
  job_show: officials('One job.'),
  task_status_show: absent('State of a task.'),
  resource_view_show: absent('One view of a resource.'),
  package_activity_list: { help: 'News about a dataset.', run: none },
  recently_changed_packages_activity_list: { help: 'News about all datasets.', run: none },
  dataset_follower_count: { help: 'Followers of a dataset.', run: zero },
  group_follower_count: { help: 'Followers of a group.', run: zero },
  organization_follower_count: { help: 'Followers of an organisation.', run: zero },
  user_follower_count: { help: 'Followers of a user.', run: zero },
  dataset_follower_list: officials('Followers of a dataset.'),
  group_follower_list: officials('Followers of a group.'),
  organization_follower_list: officials('Followers of an organisation.'),
  user_follower_list: officials('Followers of a user.'),
  followee_count: { help: 'What a user follows.', run: zero },
  am_following_dataset: { help: 'Whether the caller follows a dataset.', run: no },
  am_following_group: { help: 'Whether the caller follows a group.', run: no },
  am_following_user: { help: 'Whether the caller follows a user.', run: no },
}
