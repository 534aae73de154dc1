import type { CompiledProfile } from '@evidesk/profiles';
import { by } from './commands.js';
import { Life } from './incident-kit.js';

const desk = by('service_desk');
const l1 = by('l1');
const l2 = by('l2');
const l3 = by('l3');

/** How an incident gets to each stage and status of `std-4tier`: its life until then. */
const PATHS = {
  'classification (new)': (life: Life): Life => life.does('RecordIncident', {}, desk),
  'initial_support (in_progress)': (life: Life): Life =>
    PATHS['classification (new)'](life).does('ClassifyIncident', {}, desk),
  'first_line (in_progress)': (life: Life): Life =>
    PATHS['initial_support (in_progress)'](life).does('RecordSupport', { escalateTo: 'first_line' }, desk),
  'second_line (in_progress)': (life: Life): Life =>
    PATHS['initial_support (in_progress)'](life).does('RecordSupport', {}, desk),
  'third_line (in_progress)': (life: Life): Life =>
    PATHS['second_line (in_progress)'](life).does('RecordSupport', { tier: 'l2' }, l2),
  'change_application (in_progress)': (life: Life): Life =>
    PATHS['third_line (in_progress)'](life).does(
      'RecordSupport',
      { tier: 'l3', changeNeeded: true, escalationReason: undefined },
      l3,
    ),
  'change_implementation (pending)': (life: Life): Life =>
    PATHS['change_application (in_progress)'](life).does('ApplyForChange', {}, l3),
  'resolution (in_progress)': (life: Life): Life =>
    PATHS['initial_support (in_progress)'](life).does(
      'RecordSupport',
      { resolved: true, escalationReason: undefined },
      desk,
    ),
  'solution_record (resolved)': (life: Life): Life =>
    PATHS['resolution (in_progress)'](life).does('ResolveIncident', {}, desk),
  'closing (resolved)': (life: Life): Life =>
    PATHS['solution_record (resolved)'](life).does('RecordSolution', {}, desk),
  'closing, confirmed (resolved)': (life: Life): Life =>
    PATHS['closing (resolved)'](life).does('ConfirmResolution', {}, desk),
  'closing (closed)': (life: Life): Life =>
    PATHS['closing, confirmed (resolved)'](life).does('CloseIncident', {}, desk),
  'first_line (pending)': (life: Life): Life => PATHS['first_line (in_progress)'](life).does('PutOnHold', {}, l1),
  'second_line (pending)': (life: Life): Life =>
    PATHS['second_line (in_progress)'](life).does('PutOnHold', { reason: 'supplier' }, l2),
  'third_line, awaiting some change (pending)': (life: Life): Life =>
    PATHS['third_line (in_progress)'](life).does('PutOnHold', { reason: 'change' }, l3),
  'resolution after a change (in_progress)': (life: Life): Life =>
    PATHS['change_implementation (pending)'](life).does('ReportChangeImplemented', {}, l3),
  'second_line (cancelled)': (life: Life): Life =>
    PATHS['second_line (in_progress)'](life).does('CancelIncident', {}, desk),
  'second_line, a duplicate (cancelled)': (life: Life): Life =>
    PATHS['second_line (in_progress)'](life).does('MarkDuplicate', {}, l2),
} satisfies Record<string, (life: Life) => Life>;

export type Place = keyof typeof PATHS;
export const PLACES = Object.keys(PATHS) as Place[];

/** An incident that has got to a stage and status of `std-4tier`. */
export const lifeAt = (place: Place, profile: CompiledProfile): Life => PATHS[place](new Life(profile));
