import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { BatchState } from "../../../src/runner/batch/batch-state.js";
import { LiveServer } from "../../../src/runner/live/live-server.js";

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function get(url: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request(url, { method: options.method ?? "GET", headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    })
      .on("error", reject)
      .end();
  });
}

const newState = (): BatchState =>
  new BatchState(
    ["</script><script>alert(1)</script>", "lung"].map((name) => ({
      name,
      input: "a",
      output: "b",
      parameters: new Map([["big", 2n ** 70n]]),
    })),
    2,
  );

describe("the live page", () => {
  it("serves a page that allows its own script only, and holds no data", async () => {
    const server = await LiveServer.start(newState());
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const { status, body, headers } = await get(server.url);
      expect([status, headers["content-security-policy"]]).toEqual([200, "frame-ancestors 'none'"]);
      const nonce = /script-src 'nonce-([^']+)'/.exec(body)?.[1] ?? "none";
      expect(body).toContain(`<script nonce="${nonce}">`);
      expect(body).not.toMatch(/innerHTML|insertAdjacent|https?:\/\/|alert/);
    } finally {
      await server.close();
    }
  });

  it.each<[string, { method?: string; host?: string }, number]>([
    ["", { host: "evil.example" }, 403],
    ["", { method: "POST" }, 405],
    ["etc/passwd", {}, 404],
  ])("refuses /%s with %j", async (path, options, status) => {
    const server = await LiveServer.start(newState());
    try {
      expect((await get(`${server.url}${path}`, options)).status).toBe(status);
    } finally {
      await server.close();
    }
  });

  it("sends the state, then changes, then the end", async () => {
    const state = newState();
    const server = await LiveServer.start(state);
    const answer = get(`${server.url}events`);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await state.follow(1, async (observer) => observer.started?.(4));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await server.close();
    const { headers, body } = await answer;
    expect(headers).toMatchObject({
      "content-type": "text/event-stream",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    const events = body
      .trim()
      .split("\n\n")
      .map((text) => {
        const [event = "", data = ""] = text.split("\n");
        return [event.slice(7), JSON.parse(data.slice(6))] as const;
      });
    expect(events.map(([event]) => event)).toEqual(["state", "rows", "end"]);
    expect(events[0]?.[1]).toMatchObject({
      jobs: 2,
      rows: [{ name: "</script><script>alert(1)</script>" }, { status: "waiting" }],
    });
    expect(events[1]?.[1]).toMatchObject([{ index: 1, status: "completed", cells: 4 }]);
  });

  it("says so if the port is taken", async () => {
    const server = await LiveServer.start(newState());
    try {
      await expect(LiveServer.start(newState(), Number(new URL(server.url).port))).rejects.toThrow(
        /live page.*EADDRINUSE/,
      );
    } finally {
      await server.close();
    }
  });
});
