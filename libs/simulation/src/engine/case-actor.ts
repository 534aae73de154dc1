import type { ChangeState } from '@evidesk/changes';
import type { IncidentState } from '@evidesk/incidents';
import type { Actor } from '@evidesk/kernel';
import type { PlannedAction } from '../planned-step.js';

/** How a case stands: its incident, and its change request if it has come to one. */
export interface CaseView {
  readonly incident: IncidentState;
  readonly change: ChangeState;
}

/** Something that somebody will do about a case. */
export interface Task {
  /** Names it within the case; the command's id follows from it. No two things that are done have one name. */
  readonly key: string;
  /** When, in ms since the epoch. */
  readonly at: number;
  readonly actor: Actor;
  readonly action: PlannedAction;
}

/** The people around one incident: what they do next, given how it stands. */
export interface CaseActor {
  readonly incidentId: string;
  /** The change request that its third line would apply for. */
  readonly changeId: string;
  /**
   * What is done next; none: nothing more. Asked again whenever anything has happened to the case; answers with the same
   * task for as long as that is still the thing to do, so that work which goes on is not begun afresh.
   * @param now ms since the epoch
   * @param of how another case stands
   */
  next(view: CaseView, now: number, of: (incidentId: string) => IncidentState): Task | undefined;
  /** Told of what was done, before it is asked again. */
  did(task: Task): void;
}
