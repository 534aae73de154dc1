import { CommandExecutor, type Executed } from '@evidesk/executor';
import type { CommandMetadata, JsonObject } from '@evidesk/kernel';
import { KEY_STORE, type KeyStore } from '@evidesk/privacy';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decidePerson, type PersonCommand, type PersonState } from '../domain/person.js';
import { personAggregate } from './person.aggregate.js';

/** A command about what the desk keeps of a person. Which keys there are is looked up when it is carried out. */
export class ExecutePersonCommand extends Command<Executed<PersonState>> {
  constructor(
    readonly person: string,
    readonly command: PersonCommand,
  ) {
    super();
  }
}

/** Those whose outcome hangs on the person's keys. */
const OF_KEYS: ReadonlySet<PersonCommand['type']> = new Set([
  'RequestErasure',
  'RequestErasureByRule',
  'ApproveErasure',
]);

@CommandHandler(ExecutePersonCommand)
export class ExecutePersonCommandHandler implements ICommandHandler<ExecutePersonCommand> {
  constructor(
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(KEY_STORE) private readonly keys: KeyStore,
  ) {}

  async execute({ person, command }: ExecutePersonCommand): Promise<Executed<PersonState>> {
    return this.executor.execute(personAggregate, {
      id: person,
      metadata: command.metadata,
      decide: async (state) =>
        decidePerson(OF_KEYS.has(command.type) ? await this.keyed(person, command) : command, state),
    });
  }

  private async keyed(person: string, command: PersonCommand): Promise<PersonCommand> {
    const known = await this.keys.person(person);
    if (known?.hasKey !== true) return command;
    return { ...command, data: { ...command.data, generation: known.generation } } as PersonCommand;
  }
}

const AUTOMATIC: ReadonlySet<string> = new Set<PersonCommand['type']>(['RequestErasureByRule', 'RecordErasure']);

/** The message for the bus of a command that the desk itself sends about a person; `undefined`: another context's. */
export function personMessage(command: {
  readonly type: string;
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}): ExecutePersonCommand | undefined {
  if (!AUTOMATIC.has(command.type)) return undefined;
  const { type, target, data, metadata } = command;
  return new ExecutePersonCommand(target, { type, data, metadata } as unknown as PersonCommand);
}
