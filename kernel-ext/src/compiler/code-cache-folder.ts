import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where compiled code is kept: `code` in the folder of cellmill's other caches (`CELLMILL_CACHE_DIR`, else `cellmill` in
 * `XDG_CACHE_HOME`, `~/.cache`, `~/Library/Caches` or `LOCALAPPDATA`). Undefined with `NODE_DISABLE_COMPILE_CACHE=1`, Node's
 * own word for it.
 */
export function codeCacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if ((env["NODE_DISABLE_COMPILE_CACHE"] ?? "") !== "") return undefined;
  return join(env["CELLMILL_CACHE_DIR"] || join(systemFolder(env, platform), "cellmill"), "code");
}

function systemFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "darwin") return join(homedir(), "Library", "Caches");
  return (platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_CACHE_HOME"]) || join(homedir(), ".cache");
}
