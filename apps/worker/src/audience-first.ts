import type { Audience, Happened } from '@evidesk/notifications';
import type { CommandSender, ProcessCommand } from '@evidesk/runtime';

/**
 * Keeps back what would tell nobody: most of what happens to an incident is for nobody's mailbox, and a command takes
 * time from the thread that writes.
 */
export class AudienceFirst implements CommandSender {
  constructor(
    private readonly sender: CommandSender,
    private readonly audience: Pick<Audience, 'of'>,
  ) {}

  async send(command: ProcessCommand): Promise<void> {
    if (command.type === 'Notify' && this.audience.of(command.data as unknown as Happened).length === 0) return;
    await this.sender.send(command);
  }
}
