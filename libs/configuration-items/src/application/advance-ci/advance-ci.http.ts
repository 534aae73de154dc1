import { commandRoute, Markdown, OptionalExtra, OptionalInstant, OptionalTextList } from '@evidesk/platform';
import type { Type } from '@nestjs/common';
import type { CiCommand, CiCommandData, CiCommandType } from '../../domain/ci.commands.js';
import type { Attributes } from '../../domain/ci.state.js';
import { AdvanceCi } from './advance-ci.handler.js';

class Happened {
  @OptionalInstant({ doc: 'When it happened, where that is not now' }) occurredAt?: string;
}

export class ChangeConfigurationItemBody extends Happened implements CiCommandData<'ChangeConfigurationItem'> {
  @OptionalExtra({ doc: 'Attributes with their new values' }) attributes?: Attributes;
  @OptionalTextList({ max: 50, each: { max: 64 }, doc: 'Attributes that it has no more' }) removed?: string[];
  @Markdown(20_000, { doc: 'Why; what a change request does is recorded by itself' }) reason!: string;
}
export class RetireConfigurationItemBody extends Happened implements CiCommandData<'RetireConfigurationItem'> {
  @Markdown(20_000) reason!: string;
}

const ciRoute = (command: CiCommandType, path: string, body: Type, summary: string): Type =>
  commandRoute<CiCommand>({
    collection: 'v1/configuration-items',
    tag: 'configuration-items',
    command,
    path,
    body,
    summary,
    message: (id, message, expectedRevision) => new AdvanceCi(id, message, expectedRevision),
  });

/** One route for each step of a configuration item that is registered. */
export const advanceCiRoutes: readonly Type[] = [
  ciRoute('ChangeConfigurationItem', 'changes', ChangeConfigurationItemBody, 'Put attributes right by hand (S1-34)'),
  ciRoute('RetireConfigurationItem', 'retirements', RetireConfigurationItemBody, 'It is out of use'),
];
