import { type CommandMetadata, DomainError, type Position, severalAtOnce } from '@evidesk/kernel';
import { CommandMeta, type Logger, LOGGER, POSITION_HEADER, Requires } from '@evidesk/platform';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Alert } from '../domain/alert.js';
import type { AlertOutcome } from '../domain/alert.plan.js';
import { AlertIntake, type TakenAlert } from './alert-intake.js';
import { readAlerts } from './read-alerts.js';

/** As many as the embedded store commits together. */
const AT_ONCE = 32;
const MOST_REFUSALS = 100;

/** What became of a delivery: how many alerts came to what, and which incidents were recorded. */
export interface DeliveryAnswer {
  readonly alerts: number;
  /** How many Alertmanager left out of the delivery. */
  readonly truncated: number;
  readonly outcomes: { readonly [outcome in AlertOutcome]?: number };
  readonly opened: readonly { readonly fingerprint: string; readonly incidentId: string }[];
}

interface Refusal {
  readonly fingerprint: string;
  readonly code: string;
  readonly detail: string;
}

@ApiTags('inbound')
@Controller('v1/inbound/alertmanager')
export class AlertmanagerRoute {
  constructor(
    @Inject(AlertIntake) private readonly intake: AlertIntake,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Answers 200 once every alert is dealt with; the same delivery again changes nothing. Where the process profile
   * refuses some, the others are taken all the same, and the answer is 400 `inbound.alerts-refused`: Alertmanager
   * counts it as failed and does not repeat it.
   */
  @Post()
  @HttpCode(200)
  @Requires('ReceiveAlert')
  @ApiOperation({ summary: 'Take alerts from Prometheus Alertmanager (webhook, version 4)' })
  async handle(
    @Body() payload: unknown,
    @CommandMeta() metadata: CommandMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeliveryAnswer> {
    const { alerts, truncated } = readAlerts(payload);
    if (truncated > 0) this.logger.warn({ truncated }, 'Alertmanager left alerts out: raise max_alerts');
    const results = await severalAtOnce(alerts, AT_ONCE, (alert) => this.take(alert, metadata));
    const taken = results.filter((result): result is TakenAlert => 'outcome' in result);
    const refused = results.filter((result): result is Refusal => 'code' in result);
    const outcomes: { [outcome in AlertOutcome]?: number } = {};
    for (const { outcome } of taken) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const opened = taken.flatMap(({ outcome, fingerprint, incidentId }) =>
      outcome === 'opened' && incidentId !== undefined ? [{ fingerprint, incidentId }] : [],
    );
    const newest = taken.reduce<Position>((latest, { position }) => (position > latest ? position : latest), '');
    if (newest !== '') void reply.header(POSITION_HEADER, newest);
    if (refused.length > 0) {
      throw new DomainError(
        'invalid',
        'inbound.alerts-refused',
        `${refused.length} of ${alerts.length} alerts were refused`,
        {
          outcomes,
          refused: refused.slice(0, MOST_REFUSALS).map((refusal) => ({ ...refusal })),
        },
      );
    }
    return { alerts: alerts.length, truncated, outcomes, opened };
  }

  private async take(alert: Alert, metadata: CommandMetadata): Promise<TakenAlert | Refusal> {
    try {
      return await this.intake.take(alert, metadata);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const [field] = error.fieldErrors;
      const detail = field === undefined ? error.message : `${error.message}: ${field.pointer} ${field.detail}`;
      this.logger.warn({ fingerprint: alert.fingerprint, code: error.code, detail }, 'an alert was refused');
      return { fingerprint: alert.fingerprint, code: error.code, detail };
    }
  }
}
