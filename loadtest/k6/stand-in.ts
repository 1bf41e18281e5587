import { createContext, SourceTextModule, SyntheticModule } from 'node:vm';

/** What k6 finds in a script: its settings and its functions. */
export interface Script {
  readonly options: {
    readonly scenarios: Record<
      string,
      { executor: string; exec: string; vus?: number; rate?: number; stages?: { target: number }[]; startTime?: string }
    >;
    readonly thresholds: Record<string, string[]>;
  };
  setup(): Shared;
  person(shared: object): void;
  liveClient(shared: object): void;
}

export interface Shared {
  readonly people: readonly { readonly id: string; readonly token: string }[];
  readonly town: { readonly celebrity: string; readonly people: readonly string[] };
}

export interface Sent {
  readonly query: string;
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
  readonly token: string | undefined;
}

/** A response as k6 has it; of a request that nobody answered the status is 0 and the body null. */
export interface Response {
  readonly status: number;
  readonly body: string | null;
}

/** A socket of the script, from the server's side. */
export interface Socket {
  readonly said: { type: string; payload?: Record<string, unknown> }[];
  isClosed: boolean;
  open(): void;
  tell(message: object): void;
  end(code: number): void;
}

/** A script that runs without k6, whose modules are stood in for by the few functions that the script calls. */
export interface Loaded {
  readonly script: Script;
  readonly sent: readonly Sent[];
  readonly sockets: readonly Socket[];
  /** Seconds that were slept, in order. */
  readonly slept: readonly number[];
  /** Metrics of our own, summed up. */
  readonly counters: ReadonlyMap<string, number>;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly kind: string | undefined }[];
  /** Which virtual user runs, from 1. */
  vu: number;
  /** Lets the clock run, and everything that becomes due. */
  pass(seconds: number): void;
}

export async function loadScript(
  text: string,
  environment: Record<string, string>,
  answer: (request: Sent) => object | Response,
): Promise<Loaded> {
  const sent: Sent[] = [];
  const sockets: Socket[] = [];
  const slept: number[] = [];
  const counters = new Map<string, number>();
  const checks: { name: string; ok: boolean; kind: string | undefined }[] = [];
  const timers: { atMs: number; run: () => void }[] = [];
  let nowMs = 0;

  class Counter {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
    add(value: number): void {
      counters.set(this.name, (counters.get(this.name) ?? 0) + value);
    }
  }
  class WebSocket {
    onopen = (): void => {};
    onmessage = (_event: { data: string }): void => {};
    onclose = (_event?: { code: number }): void => {};
    readonly server: Socket = {
      said: [],
      isClosed: false,
      open: () => this.onopen(),
      tell: (message) => this.onmessage({ data: JSON.stringify(message) }),
      end: (code) => this.onclose({ code }),
    };
    constructor() {
      sockets.push(this.server);
    }
    send(message: string): void {
      this.server.said.push(JSON.parse(message));
    }
    close(): void {
      this.server.isClosed = true;
      this.onclose({ code: 1000 });
    }
  }
  const vu = { idInTest: 1 };
  const modules: Record<string, Record<string, unknown>> = {
    k6: {
      check: (_value: unknown, named: Record<string, () => boolean>, tags?: { kind: string }) => {
        for (const [name, probe] of Object.entries(named)) checks.push({ name, ok: probe(), kind: tags?.kind });
      },
      sleep: (seconds: number) => slept.push(seconds),
    },
    'k6/execution': { default: { vu, scenario: { iterationInTest: 0, startTime: 0 } } },
    'k6/http': {
      default: {
        post(_url: string, body: string, { headers }: { headers: Record<string, string> }): Response {
          const request: Sent = { ...JSON.parse(body), token: headers.authorization?.replace('Bearer ', '') };
          sent.push(request);
          const answered = answer(request);
          return 'status' in answered ? (answered as Response) : { status: 200, body: JSON.stringify(answered) };
        },
      },
    },
    'k6/metrics': { Counter },
    'k6/websockets': { WebSocket },
  };
  const context = createContext({
    __ENV: environment,
    Date: { now: () => nowMs },
    setTimeout: (run: () => void, ms: number) => timers.push({ atMs: nowMs + ms, run }),
    clearTimeout: (id: number) => {
      timers[id - 1]!.atMs = Number.POSITIVE_INFINITY;
    },
  });
  const module = new SourceTextModule(text, { context });
  await module.link((name) => {
    const exported = modules[name];
    if (!exported) throw new Error(`The script imports ${name}, which k6 doesn't have`);
    return new SyntheticModule(
      Object.keys(exported),
      function (this: SyntheticModule) {
        for (const [key, value] of Object.entries(exported)) this.setExport(key, value);
      },
      { context },
    );
  });
  await module.evaluate();
  return {
    script: module.namespace as unknown as Script,
    sent,
    sockets,
    slept,
    counters,
    checks,
    get vu() {
      return vu.idInTest;
    },
    set vu(id) {
      vu.idInTest = id;
    },
    pass(seconds) {
      const untilMs = nowMs + seconds * 1_000;
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!due) break;
        nowMs = due.atMs;
        due.atMs = Number.POSITIVE_INFINITY;
        due.run();
      }
      nowMs = untilMs;
    },
  };
}
