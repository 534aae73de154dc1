import type { CommandMetadata, JsonObject } from '@evidesk/kernel';

/** A command that a process manager wants carried out: plain data, so that it can travel to another thread. */
export interface ProcessCommand {
  readonly type: string;
  /** The id of the aggregate that it is for. */
  readonly target: string;
  readonly data: JsonObject;
  readonly metadata: CommandMetadata;
}

/** Carries out commands. */
export interface CommandSender {
  /**
   * Resolves when the command was carried out, or had been before (same `metadata.commandId`).
   * @throws DomainError when it is refused; StoreUnavailable when it is to be sent again later
   */
  send(command: ProcessCommand): Promise<void>;
}
