import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where this package keeps data that it can make again: `CELLMILL_CACHE_DIR`, else `cellmill` in the system's cache
 * folder (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS; `LOCALAPPDATA` on Windows).
 */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = env["CELLMILL_CACHE_DIR"];
  if (own !== undefined && own !== "") return own;
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "cellmill");
  const system = platform === "win32" ? env["LOCALAPPDATA"] : env["XDG_CACHE_HOME"];
  return join(system !== undefined && system !== "" ? system : join(homedir(), ".cache"), "cellmill");
}
