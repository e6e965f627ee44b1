import { StoreError, UnsupportedFeatureError } from "../../core/index.js";
import type { NotebookHandler } from "./handler.js";
import { readBody } from "./http-body.js";
import { httpRequest, urlWithoutSecrets } from "./http-request.js";

const API = "https://api.github.com";

/**
 * `https://github.com/OWNER/REPOSITORY/blob/REF/PATH`: read through GitHub's API, with the token of
 * `GITHUB_ACCESS_TOKEN` if it is set. Another address of the API is named by `CELLMILL_GITHUB_API_URL`.
 */
export const githubHandler: NotebookHandler = {
  async read(path, options) {
    const { GITHUB_ACCESS_TOKEN: token, CELLMILL_GITHUB_API_URL: api } = process.env;
    // The raw form: the other one leaves out the content of files over 1 MB.
    const headers = { accept: "application/vnd.github.raw+json" };
    const response = await httpRequest(
      `${(api || API).replace(/\/+$/, "")}${contentsPath(path)}`,
      { headers: token ? { ...headers, authorization: `token ${token}` } : headers },
      options,
    );
    return readBody(response);
  },

  write: refuse,
  checkWritable: refuse,
  prettyPath: urlWithoutSecrets,
};

/** The file's address in the API; the part after the repository says `blob`, `tree` or `raw`, and does not matter. */
function contentsPath(path: string): string {
  const [, owner, repository, , ref, ...file] = new URL(path).pathname.split("/");
  if (!owner || !repository || !ref || file.join("") === "")
    throw new StoreError({
      what: "not the address of a file",
      where: path,
      expected: "https://github.com/OWNER/REPOSITORY/blob/REF/PATH",
    });
  return `/repos/${owner}/${repository}/contents/${file.join("/")}?ref=${encodeURIComponent(decodeURIComponent(ref))}`;
}

async function refuse(path: string): Promise<never> {
  throw new UnsupportedFeatureError({ what: "notebooks cannot be written to GitHub", where: urlWithoutSecrets(path) });
}
