import type { PermittedCommand } from '../../contract/commands.js';
import type { ProcessProfile, StageKind } from '../../contract/process-profile.js';
import { pointer, type ProfileFinding } from '../finding.js';
import { repeated } from './codes.js';

/** The command by which work at a stage of each kind is done. */
export const COMMAND_OF_KIND: Readonly<Record<StageKind, PermittedCommand>> = {
  classification: 'ClassifyIncident',
  support: 'RecordSupport',
  change_application: 'ApplyForChange',
  change_implementation: 'ReportChangeImplemented',
  resolution: 'ResolveIncident',
  solution_record: 'RecordSolution',
  review: 'WriteFaultReview',
  assessment: 'AssessQuality',
  closing: 'CloseIncident',
};

/** Stages where nobody could work, and grants that stand twice. */
export function roleFindings(profile: ProcessProfile): readonly ProfileFinding[] {
  return [
    ...profile.stages.flatMap((stage, index) => {
      const command = COMMAND_OF_KIND[stage.kind];
      const allowed = profile.permissions[command] ?? [];
      if (stage.roles.some((role) => allowed.includes(role))) return [];
      const message = `none of the roles of ${stage.code} may send ${command}`;
      return [{ path: pointer('stages', index, 'roles'), code: 'stage-without-actor', message }];
    }),
    ...profile.stages.flatMap(({ escalators, kind }, index) =>
      escalators === undefined || kind === 'support'
        ? []
        : [
            {
              path: pointer('stages', index, 'escalators'),
              code: 'escalators-without-escalation',
              message: 'only a support stage is escalated from',
            },
          ],
    ),
    ...((profile.permissions['RecordIncident'] ?? []).length > 0
      ? []
      : [{ path: pointer('permissions'), code: 'nobody-records', message: 'no role may send RecordIncident' }]),
    ...Object.entries(profile.permissions).flatMap(([command, roles]) =>
      repeated(roles).map((index) => ({
        path: pointer('permissions', command, index),
        code: 'duplicate-role',
        message: `${roles[index] ?? ''} is already listed`,
      })),
    ),
  ];
}
