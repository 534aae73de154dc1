import type { DirectoryFile, WebhookEntry } from '../contract/directory-file.js';

interface DirectoryError {
  /** JSON Pointer to the member. */
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a directory whose shape is right: names that stand twice, groups that nobody defines, webhooks that can't be. */
export function directoryErrors({ people = [], groups = [], webhooks = [] }: DirectoryFile): readonly DirectoryError[] {
  const known = new Set(groups.map(({ code }) => code));
  return [
    ...repeated(
      'people',
      'id',
      people.map(({ id }) => id),
    ),
    ...repeated(
      'groups',
      'code',
      groups.map(({ code }) => code),
    ),
    ...repeated(
      'webhooks',
      'name',
      webhooks.map(({ name }) => name),
    ),
    ...people.flatMap((person, index) =>
      (person.groups ?? []).flatMap((group, place) =>
        known.has(group) ? [] : [{ path: `/people/${index}/groups/${place}`, message: `there is no group ${group}` }],
      ),
    ),
    ...webhooks.flatMap((webhook, index) =>
      webhookErrors(webhook).map(([member, message]) => ({ path: `/webhooks/${index}${member}`, message })),
    ),
  ];
}

function webhookErrors({ url, secretEnv, secretFile }: WebhookEntry): (readonly [member: string, message: string])[] {
  const errors: (readonly [string, string])[] = [];
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !['http:', 'https:'].includes(target.protocol)) {
    errors.push(['/url', 'must be an http:// or https:// address']);
  } else if (target.username !== '' || target.password !== '') {
    errors.push(['/url', 'must not hold a user name or password: webhooks are signed']);
  }
  if ((secretEnv === undefined) === (secretFile === undefined)) {
    errors.push(['', 'needs one of secretEnv and secretFile']);
  }
  if (secretEnv?.startsWith('EVIDESK_') === true) {
    errors.push(['/secretEnv', 'must not begin with EVIDESK_: those are the settings of the desk itself']);
  }
  return errors;
}

function repeated(list: string, member: string, names: readonly string[]): readonly DirectoryError[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    if (seen.has(name)) return [{ path: `/${list}/${index}/${member}`, message: `${name} is there already` }];
    seen.add(name);
    return [];
  });
}
