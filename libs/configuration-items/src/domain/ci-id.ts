import { deriveId } from '@evidesk/kernel';

/**
 * The id of the configuration item of a name. Whoever writes the name, in whatever case and spacing, means the same item:
 * so an incident's `affectedCi` finds it, and no name is registered twice.
 */
export const ciIdOf = (name: string): string =>
  deriveId('ci', name.normalize('NFKC').trim().toLowerCase().replaceAll(/\s+/gu, ' '));
