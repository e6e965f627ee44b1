import { createMessage, type KernelSession, type Message, type MessageListener } from "../../../src/jupyter/index.js";
import type { KernelPool } from "../../../src/runner/index.js";

/** What ends a run, at one of the cells that the kernel runs: the runner is stopped or killed, the kernel dies or hangs,
 * the output can be written no more. */
export interface Fault {
  readonly kind: "interrupt" | "kill" | "die" | "hang" | "disk";
  /** How many cells are run in peace first. */
  readonly after: number;
}

export interface ModelRun {
  /** A kernel pool that gives the run its kernel. */
  readonly pool: KernelPool;
  /** Sources of the cells that the kernel was given, in order. */
  readonly executed: string[];
}

/**
 * A kernel in this process that keeps variables: a line of a cell is `x = 5`, `x += y`, `print x`, `show x` or `raise`.
 * All that it prints starts with its version. `strike` is called for a fault that does not lie in the kernel.
 */
export function modelRun(version: string, fault: Fault | undefined, strike: () => void): ModelRun {
  const executed: string[] = [];
  return {
    pool: { take: async () => modelSession(version, fault, strike, executed) } as unknown as KernelPool,
    executed,
  };
}

function modelSession(version: string, fault: Fault | undefined, strike: () => void, executed: string[]) {
  const listeners = new Set<MessageListener>();
  const variables = new Map<string, number>();
  let count = 0;
  let stopHanging = (): void => {};
  let end: (exit: object) => void = () => {};
  const process = {
    exit: undefined as object | undefined,
    outputTail: "",
    spec: { language: "python" },
    exited: new Promise<object>((resolve) => {
      end = (exit) => {
        process.exit = exit;
        resolve(exit);
      };
    }),
  };
  const request = (type: string, answer: (send: (type: string, content: object) => void) => object | undefined) => {
    const { header } = createMessage({ type, session: "client", content: {} });
    const made = (kind: string, content: object): Message =>
      createMessage({ type: kind, session: "kernel", content: content as Message["content"], parentHeader: header });
    const send = (kind: string, content: object): void => {
      for (const listener of [...listeners]) listener(made(kind, content));
    };
    const reply = new Promise<Message>((resolve) => {
      queueMicrotask(() => {
        send("status", { execution_state: "busy" });
        const content = answer(send);
        const finish = (said: object): void => {
          resolve(made(type.replace("request", "reply"), said));
          send("status", { execution_state: "idle" });
        };
        if (content !== undefined) finish(content);
        else stopHanging = () => finish({ status: "error", ename: "KeyboardInterrupt", evalue: "", traceback: [] });
      });
    });
    return { id: header.msg_id, reply };
  };
  const execute = (code: string) =>
    request("execute_request", (send) => {
      const fails = fault !== undefined && executed.length >= fault.after ? fault.kind : undefined;
      executed.push(code);
      count++;
      if (fails === "die") setTimeout(() => end({ code: null, signal: "SIGKILL" }));
      else if (fails === "disk") strike();
      else if (fails !== undefined && fails !== "hang") setTimeout(strike);
      const error = runCode(code, variables, (kind, text) => {
        const shown = `${version}: ${text}`;
        if (kind === "print") send("stream", { name: "stdout", text: `${shown}\n` });
        else send("display_data", { data: { "text/plain": shown }, metadata: {} });
      });
      if (fails !== undefined && fails !== "disk") return undefined;
      if (error === undefined) return { status: "ok", execution_count: count };
      const content = { ename: "Error", evalue: error, traceback: [] };
      send("error", content);
      return { ...content, status: "error", execution_count: count };
    });
  const session = {
    process,
    info: {},
    client: {
      damagedMessages: 0,
      execute,
      request: (_channel: string, type: string) =>
        request(type, () => ({ status: "ok", language_info: { name: "python" } })),
      onIopub: (listener: MessageListener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onLarge: () => () => {},
      close: () => {},
    },
    interrupt: () => stopHanging(),
    shutdown: async () => end({ code: 0, signal: null }),
    kill: async () => end({ code: 0, signal: null }),
  };
  return session as unknown as KernelSession;
}

function runCode(
  code: string,
  variables: Map<string, number>,
  show: (kind: "print" | "show", text: string) => void,
): string | undefined {
  const value = (word: string): number => (/^\d+$/.test(word) ? Number(word) : (variables.get(word) ?? 0));
  for (const line of code.split("\n")) {
    const [first = "", second = "", third = ""] = line.trim().split(" ");
    if (first === "raise") return `raised ${value("x")}`;
    if (first === "print" || first === "show") show(first, `${second}=${value(second)}`);
    else if (second === "=") variables.set(first, value(third));
    else if (second === "+=") variables.set(first, value(first) + value(third));
  }
  return undefined;
}
