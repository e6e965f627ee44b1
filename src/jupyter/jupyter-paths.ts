import { homedir } from "node:os";
import { delimiter, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own Jupyter data folder. */
export function jupyterDataDir(env: Environment = process.env): string {
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  const home = env["HOME"] ?? homedir();
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  if (process.platform === "win32") return join(env["APPDATA"] ?? home, "jupyter");
  return join(env["XDG_DATA_HOME"] ?? join(home, ".local", "share"), "jupyter");
}

/**
 * The folders where Jupyter looks for data, first match wins: `JUPYTER_PATH`, the user's folder, the active virtual or
 * conda environment (before the user's if `JUPYTER_PREFER_ENV_PATH` is set), the system's folders.
 */
export function jupyterPath(env: Environment = process.env): string[] {
  const listed = (env["JUPYTER_PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const user = [jupyterDataDir(env)];
  const prefixes = [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].filter((prefix): prefix is string => Boolean(prefix));
  const active = prefixes.map((prefix) => join(prefix, "share", "jupyter"));
  const near = isTrue(env["JUPYTER_PREFER_ENV_PATH"]) ? [...active, ...user] : [...user, ...active];
  const system =
    process.platform === "win32"
      ? [join(env["PROGRAMDATA"] ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...new Set([...listed, ...near, ...system])];
}

// Jupyter takes these words for "no".
function isTrue(value: string | undefined): boolean {
  return value !== undefined && !["", "no", "n", "false", "off", "0", "0.0"].includes(value.toLowerCase());
}
