import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { BadBundle, type Bundle, packTar, unpackTar } from '@evidesk/audit-proof';

/** The most bytes of a bundle, unpacked: what is larger was not made here. */
const MOST_BYTES = 512 * 1024 * 1024;
const ARCHIVE = /\.(?:tar\.gz|tgz)$/;

/** Whether a path names an archive, and no folder. */
export const isArchive = (path: string): boolean => ARCHIVE.test(path);

/** Writes a bundle as a folder, or as an archive where the name says so. Overwrites nothing. */
export async function writeBundle(path: string, { files, manifest }: Bundle): Promise<void> {
  if (isArchive(path)) {
    const archive = packTar(basename(path).replace(ARCHIVE, ''), files, Date.parse(manifest.exportedAt));
    await pipeline(Readable.from(archive), createGzip(), createWriteStream(path, { flags: 'wx' }));
    return;
  }
  await mkdir(path, { recursive: true });
  for (const { name, content } of files) await writeFile(join(path, name), content, { flag: 'wx' });
}

/**
 * The files of a bundle, by name, from a folder or an archive.
 * @throws BadBundle when the archive can't be read; Error with `ENOENT`
 */
export async function readBundle(path: string): Promise<ReadonlyMap<string, Buffer>> {
  if ((await stat(path)).isDirectory()) return readFolder(path);
  const chunks: Buffer[] = [];
  let size = 0;
  const gunzip = createReadStream(path).pipe(createGunzip());
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MOST_BYTES) throw new BadBundle(`the archive holds more than ${MOST_BYTES} bytes`);
      chunks.push(chunk);
    }
    return unpackTar(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof BadBundle) throw error;
    throw new BadBundle(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function readFolder(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  let size = 0;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    size += (await stat(join(path, entry.name))).size;
    if (size > MOST_BYTES) throw new BadBundle(`the folder holds more than ${MOST_BYTES} bytes`);
    files.set(entry.name, await readFile(join(path, entry.name)));
  }
  return files;
}
