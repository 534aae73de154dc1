import { DomainError } from '@evidesk/kernel';
import type { RecordedIncident } from '@evidesk/incidents';
import type { CompiledProfile } from '@evidesk/profiles';
import type { PlannedCommand } from './planned-command.js';
import type { SourceRow } from './source-row.js';

/** The next command from work in progress to resolved, or from resolved to closed, by the kind of the stage. */
export function finish(
  state: Extract<RecordedIncident, { status: 'in_progress' | 'resolved' }>,
  row: SourceRow,
  profile: CompiledProfile,
): PlannedCommand {
  const { kind } = profile.stage(state.stage);
  switch (kind) {
    case 'support':
      return {
        type: 'RecordSupport',
        data: {
          tier: state.tier,
          supporter: row.supporter,
          diagnosis: row.text('diagnosis'),
          ...(hasField(state, 'solution', profile) ? { solution: row.text('solution') } : {}),
          resolved: true,
        },
      };
    case 'resolution':
      return { type: 'ResolveIncident', data: { resolvedAt: row.resolvedAt ?? row.at } };
    case 'solution_record': {
      const handlingProcess = hasField(state, 'handlingProcess', profile) ? row.text('handling') : undefined;
      return { type: 'RecordSolution', data: { solution: row.text('solution'), handlingProcess, cause: row.cause } };
    }
    case 'review':
      return { type: 'WriteFaultReview', data: { summary: row.text('handling') } };
    case 'assessment':
      return {
        type: 'AssessQuality',
        data: {
          impactScope: row.details.impactScope?.value ?? row.text('handling'),
          cause: row.text('diagnosis'),
          handling: row.text('handling'),
        },
      };
    case 'closing':
      if (state.status === 'resolved' && state.confirmation === undefined && state.confirmationPolicy !== 'none') {
        return { type: 'ConfirmResolution', data: { evidence: row.text('evidence') } };
      }
      return {
        type: 'CloseIncident',
        data: { outcome: row.outcome ?? '', closedAt: row.closedAt ?? row.at, feedback: row.feedback },
      };
    default:
      throw new DomainError(
        'conflict',
        'incident.illegal-transition',
        `from stage ${state.stage} no import can finish an incident`,
        {
          stage: state.stage,
        },
      );
  }
}

function hasField(state: RecordedIncident, name: string, profile: CompiledProfile): boolean {
  return profile.formOf(state.stage)?.fields.some((field) => field.name === name) ?? false;
}
