import { assertNever, DomainError } from '@evidesk/kernel';
import type { CiChanged, CiEvent } from '../contract/ci-events.js';
import type { CiCommand, CiCommandType } from './ci.commands.js';
import { attributesAfter } from './ci.evolve.js';
import type { Attributes, CiState, CiStatus, ConfigurationItem } from './ci.state.js';

export const MAX_ATTRIBUTES = 200;

/** The commands that people can send to a configuration item now. */
export const allowedCiCommands = (status: CiStatus): readonly CiCommandType[] =>
  status === 'in_use' ? ['ChangeConfigurationItem', 'RetireConfigurationItem'] : [];

/**
 * What follows from a command.
 * @throws DomainError when the command is refused
 */
export function decideCi(command: CiCommand, state: CiState): readonly CiEvent[] {
  switch (command.type) {
    case 'RegisterConfigurationItem': {
      if (state.status !== 'unregistered') {
        throw new DomainError('conflict', 'ci.already-registered', `${state.name} is registered already`);
      }
      return [{ type: 'ci.registered', data: command.data }];
    }
    case 'ApplyPlannedChanges':
      return applyPlanned(command, state);
    case 'ChangeConfigurationItem': {
      const { attributes = {}, removed = [], reason } = command.data;
      const wanted = [...Object.entries(attributes), ...removed.map((attribute) => [attribute, null] as const)];
      return changed(mustBeInUse(command.type, state), wanted, { reason });
    }
    case 'RetireConfigurationItem':
      mustBeInUse(command.type, state);
      return [{ type: 'ci.retired', data: command.data }];
    default:
      return assertNever(command);
  }
}

/** What was implemented is so, whatever the record said: an item that nobody registered is on record from now on (S1-34). */
function applyPlanned({ data }: CiCommand<'ApplyPlannedChanges'>, state: CiState): readonly CiEvent[] {
  const { name, attributes, changeId, result } = data;
  if (state.status === 'unregistered') return [{ type: 'ci.registered', data: { name, attributes, changeId } }];
  return changed(state, Object.entries(attributes), { reason: result, changeId });
}

/** The attributes that differ; what stays as it is is not recorded. */
function changed(
  { attributes }: ConfigurationItem,
  wanted: readonly (readonly [string, Attributes[string] | null])[],
  cause: { readonly reason: string; readonly changeId?: string },
): readonly CiEvent[] {
  const changes = wanted
    .map(([attribute, to]) => ({ attribute, from: valueOf(attributes, attribute), to }))
    .filter(({ from, to }) => from !== to);
  if (changes.length === 0) return [];
  const event: CiChanged = { type: 'ci.changed', data: { changes, ...cause } };
  const count = Object.keys(attributesAfter(attributes, event)).length;
  if (count > MAX_ATTRIBUTES) {
    throw new DomainError('invalid', 'ci.too-many-attributes', `an item has at most ${MAX_ATTRIBUTES} attributes`);
  }
  return [event];
}

const valueOf = (attributes: Attributes, name: string) =>
  Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null;

function mustBeInUse(command: CiCommandType, state: CiState): ConfigurationItem {
  if (state.status === 'unregistered')
    throw new DomainError('not-found', 'ci.not-found', 'there is no such configuration item');
  if (state.status === 'retired') {
    throw new DomainError('conflict', 'ci.retired', `${state.name} is out of use`, { command, allowed: [] });
  }
  return state;
}
