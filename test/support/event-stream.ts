/** One server-sent event. */
export interface Received {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Somebody who listens to a feed. */
export interface Listener {
  readonly received: Received[];
  /** Comments and fields without an event. */
  readonly comments: string[];
  /** Resolves once so many events have come, or the feed has ended. @throws Error after ten seconds */
  until(count: number): Promise<readonly Received[]>;
  /** Resolves when the feed has ended. */
  readonly ended: Promise<void>;
  hangUp(): void;
}

/** Listens to a feed of server-sent events. @throws Error when it is not answered by one */
export async function listenTo(url: string, token: string, lastEventId?: string): Promise<Listener> {
  const gone = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
    signal: gone.signal,
  });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !type.startsWith('text/event-stream') || response.body === null)
    throw new Error(`${response.status} ${await response.text()}`);
  const received: Received[] = [];
  const comments: string[] = [];
  const waiting = new Set<() => void>();
  const ended = read(response.body, (block) => {
    const event = parse(block);
    if (event === undefined) comments.push(block);
    else received.push(event);
    for (const look of [...waiting]) look();
  }).finally(() => {
    for (const look of [...waiting]) look();
  });
  let over = false;
  void ended.then(() => (over = true));
  return {
    received,
    comments,
    ended,
    hangUp: () => gone.abort(),
    until: (count) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${received.length} of ${count} events came: ${JSON.stringify(received)}`)),
          10_000,
        );
        const look = (): void => {
          if (received.length < count && !over) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(received);
        };
        waiting.add(look);
        void ended.then(look);
        look();
      }),
  };
}

async function read(body: AsyncIterable<Uint8Array>, take: (block: string) => void): Promise<void> {
  let rest = '';
  try {
    for await (const chunk of body) {
      const blocks = (rest + Buffer.from(chunk).toString('utf8')).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    }
  } catch {
    // Whoever hangs up has what came until then.
  }
}

function parse(block: string): Received | undefined {
  const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
  if (block.startsWith(':') || fields['event'] === undefined) return undefined;
  return { id: fields['id'], event: fields['event'], data: JSON.parse(fields['data'] ?? 'null') };
}
