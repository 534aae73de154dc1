import type { ChangeCommandData, ChangeCommandType } from '@evidesk/changes';
import type { IncidentCommandData, IncidentCommandType, RecordIncidentData } from '@evidesk/incidents';
import type { Actor, Instant } from '@evidesk/kernel';

type Existing = Exclude<IncidentCommandType, 'RecordIncident'>;

/** A command on an incident that is there. */
export type IncidentAction = {
  [T in Existing]: { readonly kind: 'incident'; readonly type: T; readonly data: IncidentCommandData<T> };
}[Existing];

/** A command on a change request. */
export type ChangeAction = {
  [T in Exclude<ChangeCommandType, 'RequestChange'>]: {
    readonly kind: 'change';
    readonly changeId: string;
    readonly type: T;
    readonly data: ChangeCommandData<T>;
  };
}[Exclude<ChangeCommandType, 'RequestChange'>];

/** One command of a simulated life, as data. */
export type PlannedAction =
  | { readonly kind: 'record'; readonly type: 'RecordIncident'; readonly data: Omit<RecordIncidentData, 'number'> }
  | IncidentAction
  | ChangeAction
  | {
      readonly kind: 'request-change';
      readonly type: 'RequestChange';
      readonly changeId: string;
      readonly data: Omit<ChangeCommandData<'RequestChange'>, 'number'>;
    };

/** Who does what, and when. */
export interface PlannedStep {
  /** Names the step within the scenario; the command's id follows from it. */
  readonly key: string;
  readonly incidentId: string;
  /** Another incident whose state the command looks at: the two must not overtake each other. */
  readonly looksAt?: string;
  readonly at: Instant;
  readonly actor: Actor;
  readonly action: PlannedAction;
  /** What the `change-trigger` process will answer with. It is sent along, with the id that the process would give it. */
  readonly reaction?: PlannedAction;
  /** The stage (or `pending:<reason>`) that the incident is at afterwards, where the step moves it. */
  readonly to?: string;
}
