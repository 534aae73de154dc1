import type { BlobStore } from '@evidesk/blob-store';
import { attachments, incidentDocuments } from '@evidesk/incidents';
import type { ReadStore } from '@evidesk/read-store';

const PAGE = 1_000;

/** Removes the files of some incidents, but for those that are also attached to somebody else's. Answers how many went. */
export async function removeFiles(
  { readStore, blobs }: { readonly readStore: ReadStore; readonly blobs: BlobStore },
  incidents: readonly string[],
  erased: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  for (const incident of incidents) {
    const { items } = await readStore.find(attachments, {
      where: { incidentId: incident },
      index: 'incident',
      limit: PAGE,
    });
    for (const { sha256 } of items) {
      if (await isOthersToo(readStore, sha256, erased)) continue;
      if (await blobs.remove(sha256)) removed += 1;
    }
  }
  return removed;
}

async function isOthersToo(readStore: ReadStore, sha256: string, erased: ReadonlySet<string>): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await readStore.find(attachments, {
      where: { sha256 },
      index: 'content',
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { incidentId } of page.items) {
      const person = (await readStore.get(incidentDocuments, incidentId))?.person;
      if (person === undefined || !erased.has(person)) return true;
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return false;
}
