/** A command's id was used before, for a command that asked for something else. */
export class CommandReused extends Error {
  override readonly name = 'CommandReused';

  constructor(readonly commandId: string) {
    super('the command was carried out before, with other content');
  }
}
