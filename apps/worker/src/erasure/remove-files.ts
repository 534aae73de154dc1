import type { BlobStore } from '@evidesk/blob-store';
import { attachments, incidentDocuments } from '@evidesk/incidents';
import { allDocuments, type ReadStore } from '@evidesk/read-store';

/** Removes the files of some incidents, but for those that are also attached to somebody else's. Answers how many went. */
export async function removeFiles(
  { readStore, blobs }: { readonly readStore: ReadStore; readonly blobs: BlobStore },
  incidents: readonly string[],
  erased: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  for (const incident of incidents) {
    const query = { where: { incidentId: incident }, index: 'incident' };
    for await (const { sha256 } of allDocuments(readStore, attachments, query)) {
      if (await isOthersToo(readStore, sha256, erased)) continue;
      if (await blobs.remove(sha256)) removed += 1;
    }
  }
  return removed;
}

async function isOthersToo(readStore: ReadStore, sha256: string, erased: ReadonlySet<string>): Promise<boolean> {
  for await (const { incidentId } of allDocuments(readStore, attachments, { where: { sha256 }, index: 'content' })) {
    const person = (await readStore.get(incidentDocuments, incidentId))?.person;
    if (person === undefined || !erased.has(person)) return true;
  }
  return false;
}
