import { OptionError } from "../../core/errors.js";
import type { Command } from "../command.js";
import { lastValue, type ParsedArguments, valueOption } from "../option-table.js";

export const command: Command = {
  options: [
    valueOption("config", "KEY=VALUE", "TileDB configuration, such as vfs.s3.no_sign_request=true; repeatable.", [
      "--config",
      "-c",
    ]),
    valueOption("timestamp", "TIME", "As of this time: ISO date or milliseconds since the epoch.", [
      "--timestamp",
      "-t",
    ]),
  ],
  positional: ["URI"],
  notes: "URI is a folder, or a file://, s3:// or http(s):// address.",
  run: info,
};

async function info(parsed: ParsedArguments): Promise<void> {
  const [uri = ""] = parsed.positional;
  const timestamp = lastValue(parsed, "timestamp");
  if (uri.endsWith(".ipynb")) {
    throw new OptionError({ what: "a notebook", where: uri, hint: "cellmill inspect shows its parameters." });
  }
  const { describeUri } = await import("../../soma/index.js");
  const text = await describeUri(uri, {
    tiledbConfig: Object.fromEntries((parsed.uses.get("config") ?? []).map(([text = ""]) => keyValue(text))),
    ...(timestamp === undefined ? {} : { timestamp: parseTime(timestamp) }),
  });
  process.stdout.write(`${text}\n`);
}

function keyValue(text: string): [key: string, value: string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new OptionError({ what: "option --config", expected: "key=value", got: JSON.stringify(text) });
}

function parseTime(text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isNaN(time)) return time;
  throw new OptionError({
    what: "option --timestamp",
    expected: "an ISO date or milliseconds since the epoch",
    got: JSON.stringify(text),
  });
}
