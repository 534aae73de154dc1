import { commandRoute, Flag, Markdown, OptionalFlag, OptionalInstant, OptionalMarkdown, Text } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type {
  CoordinationCommand,
  CoordinationCommandData,
  CoordinationCommandType,
} from '../../domain/coordination.commands.js';
import { AdvanceCoordination } from './advance-coordination.handler.js';

class Happened {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export class ReceiveCoordinationBody extends Happened implements CoordinationCommandData<'ReceiveCoordination'> {
  @Text({ max: 200, doc: 'Who handles it' }) receiver!: string;
}
export class AnalyseCoordinationBody extends Happened implements CoordinationCommandData<'AnalyseCoordination'> {
  @Markdown(20_000) analysis!: string;
  @OptionalFlag({ doc: 'It needs a change: then with an emergency plan (S1-46)' }) needsChange?: boolean;
  @OptionalFlag({ doc: 'It takes long to resolve: then with an emergency plan (S1-46)' }) longResolution?: boolean;
  @OptionalMarkdown(20_000, { doc: 'Emergency handling plan (应急处理方案)' }) emergencyPlan?: string;
  @OptionalFlag({ doc: 'The solution changes information (信息变更): it enters problem management (S1-56)' })
  informationChange?: boolean;
}
export class HandleCoordinationBody extends Happened implements CoordinationCommandData<'HandleCoordination'> {
  @Markdown(20_000, { doc: 'How it was handled' }) process!: string;
  @Markdown(20_000, { doc: 'What came of it' }) result!: string;
}
export class VerifyCoordinationBody extends Happened implements CoordinationCommandData<'VerifyCoordination'> {
  @Flag({ doc: 'Whether the result holds; if not, it is handled again' }) passed!: boolean;
  @Markdown(20_000, { doc: 'How that was verified' }) verification!: string;
  @OptionalMarkdown(20_000, { doc: 'What is written back to the incident; else the result (S1-49)' }) reply?: string;
}

const coordinationRoute = (command: CoordinationCommandType, path: string, body: Type, summary: string): Type =>
  commandRoute<CoordinationCommand>({
    collection: 'v1/coordination-forms',
    tag: 'coordination-forms',
    command,
    path,
    body,
    summary,
    message: (id, message, expectedRevision) => new AdvanceCoordination(id, message, expectedRevision),
  });

/** One route for each step of a coordination form (S1-47). */
export const advanceCoordinationRoutes: readonly Type[] = [
  coordinationRoute('ReceiveCoordination', 'receptions', ReceiveCoordinationBody, 'Take it: 处理中 (S1-47)'),
  coordinationRoute('AnalyseCoordination', 'analyses', AnalyseCoordinationBody, 'Analyse it (S1-47)'),
  coordinationRoute('HandleCoordination', 'handlings', HandleCoordinationBody, 'Fill in process and result (S1-47)'),
  coordinationRoute(
    'VerifyCoordination',
    'verifications',
    VerifyCoordinationBody,
    'Verify the result; what holds is 已解决, and its reply goes to the incident (S1-47 … S1-49)',
  ),
];
