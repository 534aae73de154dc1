import type { CommandMetadata, Instant } from '@evidesk/kernel';
import { actor, commandMetadata } from '@evidesk/testing';
import type { IncidentCommand, IncidentCommandData, IncidentCommandType } from '../src/domain/incident.commands.js';

/** Answers to every form that the shipped profiles accept under `std-4tier`; one for each command. */
export const SAMPLES: { readonly [T in IncidentCommandType]: IncidentCommandData<T> } = {
  RecordIncident: {
    number: 'INC-202611-000001',
    title: 'Mail is down',
    description: 'Nobody can send mail.',
    type: 'failure',
    priority: 'P2',
    source: 'user_report',
    channel: 'phone',
    discoveredAt: '2026-11-16T01:55:00.000Z',
    reporter: 'Li Lei',
    reporterId: 'the-end_user',
    contact: '+86 10 5555 0100',
  },
  ClassifyIncident: { category: 'usage_problem' },
  ChangePriority: { priority: 'P1', reason: 'The whole site is affected' },
  CorrectDetails: { changes: { contact: 'lilei@example.com' }, reason: 'He moved' },
  AssignIncident: { group: 'mail', engineer: 'han', reason: 'Owns the mail servers' },
  RecordSupport: {
    tier: 'service_desk',
    supporter: 'Wang',
    diagnosis: 'The queue does not move.',
    resolved: false,
    escalationReason: 'Needs access to the server',
  },
  EscalateIncident: { reason: 'Needs access to the server' },
  PutOnHold: { reason: 'user', note: 'Asked for a screenshot' },
  ResumeIncident: { note: 'It came' },
  ApplyWorkaround: { description: 'Mail goes by the old relay.' },
  ApplyForChange: {
    changeId: 'c-1',
    description: 'Replace the relay',
    riskAssessment: 'Mail stops for ten minutes',
    rollbackPlan: 'Switch back',
  },
  ReportChangeImplemented: { changeId: 'c-1' },
  ReportChangeFailed: { changeId: 'c-1', outcome: 'rolled_back', reason: 'The new relay drops mail' },
  ResolveIncident: {},
  RecordSolution: {
    solution: 'The relay was restarted.',
    handlingProcess: 'Found, restarted, watched',
    cause: 'system',
  },
  WriteFaultReview: { summary: 'A full disk stopped the relay.' },
  AssessQuality: { impactScope: 'One region', cause: 'No disk alarm', handling: 'Quick' },
  ConfirmResolution: { evidence: 'He said so on the phone', satisfaction: 4.5, feedback: 'Thanks' },
  RejectResolution: { reason: 'It is down again' },
  CloseIncident: { outcome: 'resolved' },
  CancelIncident: { reason: 'Reported by mistake' },
  MarkDuplicate: { of: 'incident-9', reason: 'Same relay' },
  UnmarkDuplicate: { reason: 'Another relay' },
  LinkIncident: { kind: 'problem', target: 'PRB-1' },
  UnlinkIncident: { kind: 'problem', target: 'PRB-1', reason: 'Wrong problem' },
  DeclareMajorIncident: { reason: 'The press calls' },
  RecordFollowUp: { result: 'All well', satisfaction: 5 },
  AddComment: { text: 'Called him.' },
  AttachFile: {
    sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    name: 'screenshot.png',
    mediaType: 'image/png',
    size: 5,
    source: 'upload',
  },
  ReachDeadlines: {},
  EraseReporter: { person: '3f0c2a52-7a64-8c1d-9e7b-2f9f6a0f5d11' },
  EscalateOverdue: { clock: 'resolution', dueAt: '2026-11-16T10:00:00.000Z' },
};

export const COMMAND_TYPES = Object.keys(SAMPLES) as IncidentCommandType[];

/** What the automation alone sends, whatever the stage: no graph allows or forbids it, it comes to nothing at worst. */
const TIMED: readonly IncidentCommandType[] = ['ReachDeadlines', 'EscalateOverdue', 'EraseReporter'];
/** What people can be offered. */
export const OFFERED_TYPES = COMMAND_TYPES.filter((type) => !TIMED.includes(type));

/** A command with the sample's data, changed as asked, by somebody with these roles. */
export function command<T extends IncidentCommandType>(
  type: T,
  data: Partial<IncidentCommandData<T>> = {},
  metadata: Partial<CommandMetadata> = {},
): IncidentCommand<T> {
  return {
    type,
    data: { ...SAMPLES[type], ...data },
    metadata: commandMetadata(metadata),
  };
}

/** Metadata: by somebody with these roles. */
export const by = (...roles: readonly string[]): Pick<CommandMetadata, 'actor'> => ({ actor: actor(...roles) });

/** Metadata: at this instant. */
export const at = (instant: Instant): Pick<CommandMetadata, 'occurredAt' | 'recordedAt'> => ({
  occurredAt: instant,
  recordedAt: instant,
});
