import { linkHash } from '@evidesk/event-store';
import { Vault } from '../../testing/vault.fixture.js';
import { insert, rechain, type Row, shift, swapPositions } from '../../testing/tamper.fixture.js';

let vault: Vault;

/** Positions: 1–6 events, 7 key, 8 seal 1; 9–13 events, 14 seal 2; 15–18 events, 19 seal 3; 20–21 unsealed. */
beforeEach(async () => {
  vault = new Vault();
  await vault.record(['a', 'b', 'a', 'c', 'b', 'a']);
  await vault.record(['b', 'c', 'a', 'd', 'b']);
  await vault.record(['c', 'a', 'd', 'b']);
  await vault.record(['e', 'd'], { seal: false });
});
afterEach(() => vault.remove());

const at = (position: number) => String(position).padStart(16, '0');
const first = async () => (await vault.verify()).findings[0];

describe('a store that nobody has touched', () => {
  it('is intact, and says what is not sealed yet', async () => {
    const { intact, events, streams, seals, newestSeal, unsealed, findings } = await vault.verify();
    expect({ intact, events, streams, seals, findings }).toEqual({
      intact: true,
      events: 21,
      streams: 6,
      seals: 3,
      findings: [],
    });
    expect(newestSeal).toMatchObject({ number: 3, to: at(18) });
    expect(unsealed).toMatchObject({ events: 2 });
  });

  it('is intact when nothing is sealed yet, and when nothing is there', async () => {
    const fresh = new Vault();
    await fresh.write(async () => undefined);
    expect(await fresh.verify()).toMatchObject({ intact: true, events: 0, seals: 0, unsealed: { events: 0 } });
    await fresh.record(['a', 'b'], { seal: false });
    expect(await fresh.verify()).toMatchObject({ intact: true, events: 2, seals: 0, unsealed: { events: 2 } });
    fresh.remove();
  });
});

describe('an event that was modified is named', () => {
  it.each([
    ['data', `'{"text":"another","优先级":2}'`],
    ['metadata', `json_set(metadata, '$.actor.id', 'somebody-else')`],
    ['hash', `'${'0'.repeat(64)}'`],
    ['type', `'test.other.v1'`],
  ])('by its %s', async (column, value) => {
    vault.tamper((db) => db.exec(`UPDATE events SET ${column} = ${value} WHERE position = 3`));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'modified', position: at(3), stream: 'a', revision: 1 });
  });

  it('where it is not sealed yet', async () => {
    vault.tamper((db) => db.exec(`UPDATE events SET data = '{}' WHERE position = 21`));
    expect(await first()).toMatchObject({ kind: 'modified', position: at(21), stream: 'd', revision: 2 });
  });

  it('where it can not be read any more, and what stands behind it is looked at all the same', async () => {
    const { events } = await vault.verify();
    vault.tamper((db) => db.exec(`UPDATE events SET data = '{"text":' WHERE position = 10`));
    const verification = await vault.verify();
    expect(verification.findings).toEqual([expect.objectContaining({ kind: 'modified', position: at(10) })]);
    expect(verification).toMatchObject({ brokenOff: false, events });
  });

  it('where it can not be read any more, by a store that keeps no text', async () => {
    vault.tamper((db) => db.exec(`UPDATE events SET data = '{"text":' WHERE position = 10`));
    const { findings, brokenOff, events } = await vault.verify({}, false);
    expect(findings[0]).toMatchObject({ kind: 'modified', detail: expect.stringContaining(at(9)) as string });
    expect({ brokenOff, events }).toEqual({ brokenOff: true, events: 9 });
  });

  it('where its own hash was made to fit: its seal tells', async () => {
    vault.tamper((db) => {
      const { hash } = db.prepare('SELECT hash FROM events WHERE position = 1').get() as { hash: string };
      const row = db.prepare('SELECT type, metadata FROM events WHERE position = 3').get() as Row;
      const forged = linkHash(hash, row.type, '{}', row.metadata);
      db.prepare(`UPDATE events SET data = '{}', hash = ? WHERE position = 3`).run(forged);
    });
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'modified', position: at(3), seal: 1 });
  });

  it('where the whole chain was made to fit: only its seal can tell', async () => {
    vault.tamper((db) => {
      db.exec(`UPDATE events SET data = '{"text":"another"}' WHERE position = 3`);
      rechain(db, 'a');
    });
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'modified', position: at(3), stream: 'a', revision: 1, seal: 1 });
  });
});

describe('an event that was removed is named', () => {
  it('by its position, and by its revision where a later one tells', async () => {
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position = 3'));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'removed', position: at(3), stream: 'a', revision: 1, seal: 1 });
  });

  it('at the end of its stream', async () => {
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position = 18'));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'removed', position: at(18), seal: 3 });
  });

  it('where it is not sealed yet', async () => {
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position = 20'));
    expect(await first()).toMatchObject({ kind: 'removed', position: at(20) });
  });

  it('where positions were closed up, revisions too, and the chain was made to fit', async () => {
    vault.tamper((db) => {
      db.exec('DELETE FROM events WHERE position = 9');
      shift(db, 10, -1);
      rechain(db, 'b');
    });
    const { findings } = await vault.verify();
    expect(findings[0]).toMatchObject({ kind: 'removed', seal: 2 });
    expect(findings[0]?.detail).toContain('1 of the events that seal 2 covers is missing here');
  });

  it('however many there were', async () => {
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position BETWEEN 2 AND 4'));
    expect(await first()).toMatchObject({ kind: 'removed', position: at(2), seal: 1 });
  });

  it('where a seal was removed', async () => {
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position = 14'));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'removed', position: at(14), stream: 'seals', revision: 2, seal: 2 });
  });

  it('where a seal was removed without any other trace', async () => {
    vault.tamper((db) => {
      db.exec('DELETE FROM events WHERE position = 14');
      shift(db, 15, -1);
      rechain(db, 'seals');
    });
    expect(await first()).toMatchObject({ kind: 'removed', stream: 'seals', seal: 2 });
  });

  it('not where the end was cut off, unless somebody knows a later seal', async () => {
    const { newestSeal } = await vault.verify();
    vault.tamper((db) => db.exec('DELETE FROM events WHERE position >= 19'));
    expect(await vault.verify()).toMatchObject({ intact: true, seals: 2, unsealed: { events: 4 } });
    const { findings } = await vault.verify({ knownSeal: newestSeal?.hash });
    expect(findings).toMatchObject([{ kind: 'forged-seal', detail: expect.stringContaining('cut off') as string }]);
  });
});

describe('an event that was inserted is named', () => {
  it('where a revision is there twice', async () => {
    vault.tamper((db) => {
      shift(db, 4, 1);
      insert(db, 4, 'a', 1);
    });
    expect(await first()).toMatchObject({ kind: 'inserted', position: at(4), stream: 'a', revision: 1, seal: 1 });
  });

  it('where revisions and positions made room, and the chain was made to fit', async () => {
    vault.tamper((db) => {
      shift(db, 10, 1);
      insert(db, 10, 'b', 2.5 * 2);
      rechain(db, 'b');
    });
    const { findings } = await vault.verify();
    expect(findings[0]).toMatchObject({ kind: 'inserted', position: at(10), stream: 'b', seal: 2 });
  });

  it('in a stream of its own', async () => {
    vault.tamper((db) => {
      db.exec(`INSERT INTO streams (name) VALUES ('x')`);
      shift(db, 17, 1);
      insert(db, 17, 'x', 0);
      rechain(db, 'x');
    });
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'inserted', position: at(17), stream: 'x', revision: 0, seal: 3 });
  });
});

describe('events that were reordered are named', () => {
  it('across streams, where only their seal can tell', async () => {
    vault.tamper((db) => swapPositions(db, 4, 5));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'reordered', position: at(4), stream: 'b', seal: 1 });
  });

  it('within a stream', async () => {
    vault.tamper((db) => swapPositions(db, 1, 3));
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'reordered', position: at(1), stream: 'a', revision: 1 });
  });

  it('where not the places were exchanged, but all that is in them', async () => {
    vault.tamper((db) => {
      const row = db.prepare('SELECT type, hash, data, metadata FROM events WHERE position = ?');
      const put = db.prepare(
        'UPDATE events SET type = @type, hash = @hash, data = @data, metadata = @metadata WHERE position = @position',
      );
      const [one, other] = [row.get(1) as Row, row.get(3) as Row];
      put.run({ ...one, position: 3 });
      put.run({ ...other, position: 1 });
    });
    const { findings } = await vault.verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'reordered', position: at(1) });
  });

  it('across seals', async () => {
    vault.tamper((db) => swapPositions(db, 4, 12));
    const { findings } = await vault.verify();
    expect(findings[0]).toMatchObject({ kind: 'reordered', position: at(4), stream: 'd', revision: 0 });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'reordered', position: at(12), stream: 'c' }));
  });

  it('where an event was moved to a later seal', async () => {
    vault.tamper((db) => {
      shift(db, 16, 1);
      db.exec('UPDATE events SET position = 16 WHERE position = 12');
    });
    const { findings } = await vault.verify();
    expect(findings[0]).toMatchObject({ kind: 'reordered', position: at(16), stream: 'd', revision: 0 });
  });

  it('within a stream, where nothing is sealed yet', async () => {
    const fresh = new Vault();
    await fresh.record(['a', 'a', 'a'], { seal: false });
    fresh.tamper((db) => swapPositions(db, 1, 2));
    expect((await fresh.verify()).findings).toContainEqual(
      expect.objectContaining({ kind: 'reordered', position: at(2), revision: 0 }),
    );
    fresh.remove();
  });
});

describe('damage does not spread', () => {
  it('beyond the seals that cover it: each of several is named, in order', async () => {
    vault.tamper((db) => {
      db.exec(`UPDATE events SET data = '{}' WHERE position = 2`);
      db.exec('DELETE FROM events WHERE position = 10');
      db.exec(`UPDATE events SET data = '{}' WHERE position = 17`);
    });
    expect((await vault.verify()).findings).toMatchObject([
      { kind: 'modified', position: at(2) },
      { kind: 'removed', position: at(10) },
      { kind: 'modified', position: at(17) },
    ]);
  });
});
