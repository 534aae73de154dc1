import { commandRoute, Id, Markdown, OptionalId, OptionalInstant, OptionalMarkdown } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type { ProblemCommand, ProblemCommandData, ProblemCommandType } from '../../domain/problem.commands.js';
import { AdvanceProblem } from './advance-problem.handler.js';

class Happened {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export class AcceptProblemBody extends Happened implements ProblemCommandData<'AcceptProblem'> {
  @OptionalMarkdown(20_000) note?: string;
}
export class DismissProblemBody extends Happened implements ProblemCommandData<'DismissProblem'> {
  @Markdown(20_000) reason!: string;
}
export class AddProblemIncidentBody extends Happened implements ProblemCommandData<'AddProblemIncident'> {
  @Id({ doc: 'The incident' }) incidentId!: string;
}
export class RecordRootCauseBody extends Happened implements ProblemCommandData<'RecordRootCause'> {
  @Markdown(20_000) rootCause!: string;
}
export class RecordKnownErrorBody extends Happened implements ProblemCommandData<'RecordKnownError'> {
  @Markdown(20_000, { doc: 'How to live with it until it is resolved' }) workaround!: string;
}
export class ResolveProblemBody extends Happened implements ProblemCommandData<'ResolveProblem'> {
  @Markdown(20_000, { doc: 'What keeps it from happening again' }) solution!: string;
  @OptionalId({ doc: 'The change by which it was resolved' }) changeId?: string;
}
export class CloseProblemBody extends Happened implements ProblemCommandData<'CloseProblem'> {
  @Markdown(20_000) review!: string;
}

const problemRoute = (command: ProblemCommandType, path: string, body: Type, summary: string): Type =>
  commandRoute<ProblemCommand>({
    collection: 'v1/problems',
    tag: 'problems',
    command,
    path,
    body,
    summary,
    message: (id, message, expectedRevision) => new AdvanceProblem(id, message, expectedRevision),
  });

/** One route for each step of a problem. */
export const advanceProblemRoutes: readonly Type[] = [
  problemRoute('AcceptProblem', 'acceptances', AcceptProblemBody, 'Accept the candidate; its incidents are linked'),
  problemRoute('DismissProblem', 'dismissals', DismissProblemBody, 'Dismiss the candidate; counting starts anew'),
  problemRoute('AddProblemIncident', 'incidents', AddProblemIncidentBody, 'Add an incident (S1-32)'),
  problemRoute('RecordRootCause', 'root-causes', RecordRootCauseBody, 'Write the root cause down (S1-32)'),
  problemRoute('RecordKnownError', 'known-errors', RecordKnownErrorBody, 'Write a workaround down (S1-31)'),
  problemRoute('ResolveProblem', 'resolutions', ResolveProblemBody, 'It will not happen again'),
  problemRoute('CloseProblem', 'closures', CloseProblemBody, 'Look back and put it away'),
];
