import { statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, sep } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The user's own Jupyter data folder. */
export function jupyterDataDir(env: Environment = process.env): string {
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  const home = env["HOME"] ?? homedir();
  if (process.platform === "darwin") return join(home, "Library", "Jupyter");
  if (process.platform === "win32") return join(env["APPDATA"] ?? home, "jupyter");
  return join(env["XDG_DATA_HOME"] || join(home, ".local", "share"), "jupyter");
}

/**
 * The folders where Jupyter looks for data, first match wins: `JUPYTER_PATH`, the user's folders, those of the active
 * virtual or conda environments, the system's. In an environment of the user's own, its folders come before the user's,
 * as `JUPYTER_PREFER_ENV_PATH` says if it is set.
 */
export function jupyterPath(env: Environment = process.env): string[] {
  const listed = (env["JUPYTER_PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const user = [jupyterDataDir(env), ...userSite(env)];
  const active = activePrefixes(env).map((prefix) => join(prefix, "share", "jupyter"));
  const near = prefersEnvironment(env) ? [...active, ...user] : [...user, ...active];
  const system =
    process.platform === "win32"
      ? [join(env["PROGRAMDATA"] ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...new Set([...listed.map(withoutEnd), ...near, ...system])];
}

/** The folders that hold kernelspecs, first match wins: those of `jupyterPath`, and IPython's old one. */
export function kernelFolders(env: Environment = process.env): string[] {
  const ipython = env["IPYTHONDIR"] || join(env["HOME"] ?? homedir(), ".ipython");
  return [...jupyterPath(env).map((folder) => join(folder, "kernels")), join(ipython, "kernels")];
}

/** The roots of the active virtual environment and of conda's. */
export function activePrefixes(env: Environment = process.env): string[] {
  return [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].filter((prefix): prefix is string => Boolean(prefix));
}

// Python's folder for packages of the user, which a virtual environment does not see.
function userSite(env: Environment): string[] {
  if (process.platform !== "linux" || env["VIRTUAL_ENV"] || env["PYTHONNOUSERSITE"]) return [];
  const base = env["PYTHONUSERBASE"] || join(env["HOME"] ?? homedir(), ".local");
  return [join(base, "share", "jupyter")];
}

function prefersEnvironment(env: Environment): boolean {
  const said = env["JUPYTER_PREFER_ENV_PATH"];
  // Jupyter takes these words for "no", and an empty text for "yes".
  if (said !== undefined) return !["no", "n", "false", "off", "0", "0.0"].includes(said.toLowerCase());
  if (env["VIRTUAL_ENV"]) return isOwn(env["VIRTUAL_ENV"]);
  return Boolean(env["CONDA_PREFIX"]) && (env["CONDA_DEFAULT_ENV"] ?? "base") !== "base" && isOwn(env["CONDA_PREFIX"]);
}

/** True if the folder is the user's: an environment of somebody else is preferred to nothing. */
function isOwn(folder: string | undefined): boolean {
  try {
    return folder !== undefined && (process.geteuid === undefined || statSync(folder).uid === process.geteuid());
  } catch {
    return false;
  }
}

function withoutEnd(folder: string): string {
  let end = folder.length;
  while (end > 1 && folder[end - 1] === sep) end--;
  return folder.slice(0, end);
}
