import type { Command } from "commander";
import { OptionError } from "../../core/errors.js";

interface InfoFlags {
  readonly config?: readonly string[];
  readonly timestamp?: string;
}

export function register(program: Command): void {
  program
    .command("info")
    .description("Show what is in a SOMA experiment or any TileDB array or group: schema, shapes, counts.")
    .argument("<uri>", "folder, file://, s3:// or http(s):// address")
    .option("-c, --config <key=value...>", "TileDB configuration, such as vfs.s3.no_sign_request=true")
    .option("-t, --timestamp <time>", "as of this time: ISO date or milliseconds since the epoch")
    .action((uri: string, flags: InfoFlags) => info(uri, flags));
}

async function info(uri: string, flags: InfoFlags): Promise<void> {
  if (uri.endsWith(".ipynb")) {
    throw new OptionError({ what: "a notebook", where: uri, hint: "cellmill inspect shows its parameters." });
  }
  const { describeUri } = await import("../../soma/index.js");
  const text = await describeUri(uri, {
    tiledbConfig: Object.fromEntries((flags.config ?? []).map(keyValue)),
    ...(flags.timestamp === undefined ? {} : { timestamp: parseTime(flags.timestamp) }),
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
