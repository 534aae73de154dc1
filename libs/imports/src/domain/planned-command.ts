import type { IncidentCommandData, IncidentCommandType, RecordIncidentData } from '@evidesk/incidents';

/** A command that an import is to send next. */
export type PlannedCommand =
  | { readonly type: 'RecordIncident'; readonly data: Omit<RecordIncidentData, 'number'> }
  | {
      readonly [T in Exclude<IncidentCommandType, 'RecordIncident'>]: {
        readonly type: T;
        readonly data: IncidentCommandData<T>;
      };
    }[Exclude<IncidentCommandType, 'RecordIncident'>];
