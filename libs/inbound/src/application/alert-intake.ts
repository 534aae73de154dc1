import { CommandExecutor } from '@evidesk/executor';
import { ExecuteIncidentCommand, type IncidentCommand, RecordIncident } from '@evidesk/incidents';
import { type CommandMetadata, deriveId, DomainError, type Position } from '@evidesk/kernel';
import { type Config, CONFIG } from '@evidesk/platform';
import { ProfileRegistry } from '@evidesk/profiles';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Alert } from '../domain/alert.js';
import { alertFacts } from '../domain/alert-facts.js';
import { type AlertOutcome, type Effect, planAlert, type Standing } from '../domain/alert.plan.js';
import type { AlertState } from '../domain/alert.state.js';
import { descriptionOf } from '../domain/alert-text.js';
import { draftIncident } from '../domain/draft.js';
import type { InboundMapping } from '../mapping/inbound-mapping.js';
import { alertAggregate } from './alert.aggregate.js';
import { standingOf } from './incident-standing.js';
import { ALERT_MAPPING } from './tokens.js';

/** What became of one alert. */
export interface TakenAlert {
  readonly fingerprint: string;
  readonly outcome: AlertOutcome;
  /** Absent where the alert never had an incident. */
  readonly incidentId?: string;
  readonly position: Position;
}

/**
 * Turns alerts into incidents, notes and evidence of recovery (S0-26, S0-102, S4-17, C17).
 *
 * What an alert leads to is done first, under ids that follow from the alert; its own event is stored last, at the
 * revision on which all was decided. So a delivery that breaks off is made whole by the next, and of two at once the
 * slower decides again.
 */
@Injectable()
export class AlertIntake {
  constructor(
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(CommandExecutor) private readonly executor: CommandExecutor,
    @Inject(ProfileRegistry) private readonly profiles: ProfileRegistry,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ALERT_MAPPING) private readonly mapping: InboundMapping,
  ) {}

  /**
   * @param metadata of the delivery: who posted it, and when
   * @throws DomainError when the process profile does not take such an incident
   */
  async take(alert: Alert, metadata: CommandMetadata): Promise<TakenAlert> {
    const own = { ...metadata, commandId: commandIdOf(alert) };
    const done: { outcome: AlertOutcome } = { outcome: 'unchanged' };
    const id = deriveId('alertmanager', alert.fingerprint);
    const { position, ...executed } = await this.executor.execute(alertAggregate, {
      id,
      command: 'TakeAlert',
      metadata: own,
      decide: async (before) => {
        const standing = await this.standing(before, metadata);
        const plan = planAlert(alert, before, standing, metadata.recordedAt);
        for (const effect of plan.effects) await this.carryOut(effect, alert, own);
        done.outcome = plan.outcome;
        return plan.events;
      },
    });
    // Another server was faster: what it stored is the answer.
    const { state } = executed.duplicate ? await this.executor.load(alertAggregate, id) : executed;
    const incident = state.status === 'unseen' ? {} : { incidentId: state.incidentId };
    const outcome = executed.duplicate ? 'unchanged' : done.outcome;
    return { fingerprint: alert.fingerprint, outcome, ...incident, position };
  }

  private async standing(state: AlertState, { actor }: CommandMetadata): Promise<Standing | undefined> {
    if (state.status === 'unseen') return undefined;
    const found = await standingOf(this.executor, state.incidentId);
    if (found === undefined) return undefined;
    const { id, incident } = found;
    const { status, confirmationPolicy, profile } = incident;
    const waits = status === 'resolved' && incident.confirmation === undefined && confirmationPolicy === 'evidence';
    return {
      id,
      status,
      takesEvidence: waits && this.profiles.get(profile).mayRole('ConfirmResolution', actor.roles),
    };
  }

  private async carryOut(effect: Effect, alert: Alert, metadata: CommandMetadata): Promise<void> {
    const caused = {
      ...metadata,
      commandId: deriveId(metadata.commandId, effect.kind),
      causationId: metadata.commandId,
    };
    const { incidentId } = effect;
    switch (effect.kind) {
      case 'record':
        return this.record(incidentId, effect.recurrenceOf, alert, caused);
      case 'comment':
        return this.send(incidentId, { type: 'AddComment', data: { text: effect.text }, metadata: caused });
      case 'confirm':
        return this.send(incidentId, {
          type: 'ConfirmResolution',
          data: { evidence: effect.evidence },
          metadata: caused,
        });
    }
  }

  private async send(id: string, command: IncidentCommand): Promise<void> {
    await this.bus.execute(new ExecuteIncidentCommand(id, command));
  }

  private async record(id: string, recurrenceOf: string | undefined, alert: Alert, metadata: CommandMetadata) {
    const { fingerprint, startsAt } = alert;
    const data = draftIncident(this.mapping, this.profiles.inForce(this.config.profile), alertFacts(alert), {
      description: descriptionOf(alert),
      discoveredAt: startsAt < metadata.recordedAt ? startsAt : metadata.recordedAt,
      externalRef: { system: 'alertmanager', id: fingerprint },
      ...(recurrenceOf === undefined ? {} : { recurrenceOf }),
    });
    try {
      await this.bus.execute(new RecordIncident(data, metadata, this.config.profile, id));
    } catch (error) {
      // An earlier delivery broke off before the alert's own event was stored, and much has happened to it since.
      if (!(error instanceof DomainError && error.code === 'incident.already-recorded')) throw error;
    }
  }
}

/** The same news of the same firing is the same command, however often it is delivered. */
function commandIdOf({ fingerprint, status, startsAt, endsAt, digest }: Alert): string {
  return deriveId('alertmanager', fingerprint, status, startsAt, status === 'resolved' ? endsAt : digest);
}
