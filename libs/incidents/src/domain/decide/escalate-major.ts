import type { CompiledProfile } from '@evidesk/profiles';
import type { IncidentEvent } from '../../contract/incident-events.js';
import type { AutomationCommand } from '../automation.commands.js';
import { isOpen } from '../incident.evolve.js';
import type { RecordedIncident } from '../incident.state.js';

/**
 * A major incident is brought to the incident manager's attention (S0-23, S1-10, C25), where the profile's matrix gives that
 * to the automation.
 */
export function escalateMajor(
  { data, metadata: { actor } }: AutomationCommand<'EscalateMajor'>,
  state: RecordedIncident,
  profile: CompiledProfile,
): readonly IncidentEvent[] {
  if (!isOpen(state) || !state.major || !profile.mayRole('EscalateMajor', actor.roles)) return [];
  return [{ type: 'incident.escalated', data: { kind: 'hierarchical', reason: reasonOf(data, profile) } }];
}

function reasonOf({ rule, reason }: AutomationCommand<'EscalateMajor'>['data'], profile: CompiledProfile): string {
  if (rule === 'manual') return `重大事件：${reason} / Major incident: ${reason}`;
  const { en, 'zh-CN': zh } = profile.labels(rule, reason) ?? { en: reason, 'zh-CN': reason };
  return rule === 'priority'
    ? `重大事件：优先级 ${reason} ${zh} / Major incident: priority ${reason} ${en}`
    : `重大事件：类型 ${zh} / Major incident: type ${en}`;
}
