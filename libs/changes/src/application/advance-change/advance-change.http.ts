import { Choice, commandRoute, InstantField, Markdown, OptionalInstant, OptionalMarkdown } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type { ChangeCommand, ChangeCommandData, ChangeCommandType } from '../../domain/change.commands.js';
import { AdvanceChange } from './advance-change.handler.js';

class Happened {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export class AssessChangeBody extends Happened implements ChangeCommandData<'AssessChange'> {
  @Choice(['low', 'medium', 'high']) risk!: 'low' | 'medium' | 'high';
  @Markdown(20_000) assessment!: string;
}
export class ApproveChangeBody extends Happened implements ChangeCommandData<'ApproveChange'> {
  @OptionalMarkdown(20_000) note?: string;
}
export class RejectChangeBody extends Happened implements ChangeCommandData<'RejectChange'> {
  @Markdown(20_000) reason!: string;
}
export class ScheduleChangeBody extends Happened implements ChangeCommandData<'ScheduleChange'> {
  @InstantField({ doc: 'Start of the change window' }) startsAt!: string;
  @InstantField({ doc: 'End of the change window' }) endsAt!: string;
}
export class ImplementChangeBody extends Happened implements ChangeCommandData<'ImplementChange'> {
  @Markdown(20_000) result!: string;
}
export class RollBackChangeBody extends Happened implements ChangeCommandData<'RollBackChange'> {
  @Markdown(20_000) reason!: string;
}
export class CloseChangeBody extends Happened implements ChangeCommandData<'CloseChange'> {
  @Markdown(20_000) review!: string;
}

const changeRoute = (command: ChangeCommandType, path: string, body: Type, summary: string): Type =>
  commandRoute<ChangeCommand>({
    collection: 'v1/changes',
    tag: 'changes',
    command,
    path,
    body,
    summary,
    message: (id, message, expectedRevision) => new AdvanceChange(id, message, expectedRevision),
  });

/** One route for each step of a change request. */
export const advanceChangeRoutes: readonly Type[] = [
  changeRoute('AssessChange', 'assessments', AssessChangeBody, 'Assess the risk'),
  changeRoute('ApproveChange', 'approvals', ApproveChangeBody, 'Approve it'),
  changeRoute('RejectChange', 'rejections', RejectChangeBody, 'Reject it; the incident goes back to the third line'),
  changeRoute('ScheduleChange', 'schedules', ScheduleChangeBody, 'Fix its window'),
  changeRoute('ImplementChange', 'implementations', ImplementChangeBody, 'It is in place (node K; S0-51)'),
  changeRoute(
    'RollBackChange',
    'rollbacks',
    RollBackChangeBody,
    'It was undone; the incident goes back to the third line',
  ),
  changeRoute('CloseChange', 'closures', CloseChangeBody, 'Look back and put it away'),
];
