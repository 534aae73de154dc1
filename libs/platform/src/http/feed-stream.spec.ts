import { setImmediate as turn } from 'node:timers/promises';
import { type FeedEnd, FeedStream, frameOf } from './feed-stream.js';

const openStream = () => {
  const ends: FeedEnd[] = [];
  const stream: FeedStream = new FeedStream((reason) => {
    ends.push(reason);
    stream.finish(reason);
  });
  return { stream, ends };
};

const textOf = async (stream: FeedStream): Promise<string> => {
  let text = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
};

describe('a feed', () => {
  it('gives messages in order, however fast they come, and a last one', async () => {
    const { stream } = openStream();
    const read = textOf(stream);
    for (let index = 0; index < 500; index += 1) stream.offer(frameOf('n', index, String(index)));
    await turn();
    stream.offer(frameOf('n', 500));
    await turn();
    stream.finish('shutting-down');
    stream.offer(frameOf('n', 501));
    const text = await read;
    expect(text.match(/^data: \d+$/gm)).toEqual(Array.from({ length: 501 }, (_, index) => `data: ${index}`));
    expect(text.endsWith('event: closed\ndata: {"reason":"shutting-down"}\n\n')).toBe(true);
    expect(text.startsWith('retry: 2000\n\n')).toBe(true);
  });

  it('holds a bounded number of messages for who does not read, then lets go of him', async () => {
    const { stream, ends } = openStream();
    const frame = frameOf('n', 'x'.repeat(1_000), '7');
    for (let index = 0; index < 5_000; index += 1) stream.offer(frame);
    expect(ends).toEqual(['too-slow']);
    expect(stream.readableLength).toBeLessThan(32_768);
    const text = await textOf(stream);
    expect(text.length).toBeLessThan(64_000);
    expect(text.endsWith('event: closed\ndata: {"reason":"too-slow"}\n\n')).toBe(true);
  });

  it('gives no signs of life to who has other things to read', async () => {
    const { stream } = openStream();
    stream.beat();
    stream.finish('interrupted');
    expect(await textOf(stream)).not.toContain('still here');
  });
});
