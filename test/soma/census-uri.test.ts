import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isCellmillError } from "../../src/core/index.js";
import { censusUri } from "../../src/soma/index.js";

const releases = {
  stable: "2025-01-30",
  latest: "newest",
  newest: "2025-11-08",
  "2025-01-30": { release_date: "2025-01-30" },
};

let server: Server;
let directory: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/release.json") response.end(JSON.stringify(releases));
    else if (request.url === "/broken.json") response.end("{");
    else if (request.url === "/empty.json") response.end("{}");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  directory = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("censusUri", () => {
  it("makes the URI of a dated release without any request", async () => {
    const fetch = vi.spyOn(globalThis, "fetch");
    expect(await censusUri("2025-01-30")).toBe(
      "s3://cellxgene-census-public-us-west-2/cell-census/2025-01-30/soma/census_data/homo_sapiens",
    );
    expect(await censusUri("2023-12-15", "mus_musculus")).toMatch(/2023-12-15\/soma\/census_data\/mus_musculus$/);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ["stable", "2025-01-30"],
    ["latest", "2025-11-08"],
  ])("looks %s up in the release directory", async (version, date) => {
    expect(await censusUri(version, "homo_sapiens", { directory: `${directory}/release.json` })).toContain(`/${date}/`);
  });

  it.each<[string, string, string, string | undefined, RegExp]>([
    ["a word that is no version", "newest", "OptionError", undefined, /expected "stable", "latest" or a date/],
    ["a date that does not exist", "2025-02-30", "OptionError", undefined, /Census version/],
    ["a path", "../2025-01-30", "OptionError", undefined, /Census version/],
    ["a missing directory", "stable", "StoreError", "/nope", /expected HTTP 200, got 404/],
    ["a directory that is no JSON", "stable", "FormatError", "/broken.json", /expected JSON/],
    ["a directory without the alias", "stable", "NotFoundError", "/empty.json", /no release "stable"/],
  ])("refuses %s", async (_, version, tag, path, message) => {
    const options = path === undefined ? {} : { directory: directory + path };
    const error: unknown = await censusUri(version, "homo_sapiens", options).catch((caught: unknown) => caught);
    expect(isCellmillError(error, tag as never), String(error)).toBe(true);
    expect(String(error)).toMatch(message);
  });

  it("refuses an organism that is no Census name, and says when nobody answers", async () => {
    await expect(censusUri("2025-01-30", "Homo sapiens")).rejects.toThrow(/expected a name such as "homo_sapiens"/);
    const nobody = censusUri("stable", "homo_sapiens", { directory: "http://127.0.0.1:9/release.json" });
    await expect(nobody).rejects.toThrow(/did not answer. A date such as "2025-01-30" needs no request/);
  });
});
