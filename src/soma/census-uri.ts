import { describeValue, FormatError, NotFoundError, OptionError, rejectUnknown, StoreError } from "../core/index.js";

const DIRECTORY = "https://census.cellxgene.cziscience.com/cellxgene-census/v1/release.json";
const BUCKET = "s3://cellxgene-census-public-us-west-2/cell-census";

export interface CensusUriOptions {
  /** Where releases are listed; default the Census's own directory. */
  readonly directory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The URI of one organism's experiment in the public CELLxGENE Census. A date (`"2025-01-30"`) makes no request;
 * `"stable"` and `"latest"` are looked up in the Census's release directory. Open it with `vfs.s3.no_sign_request`
 * `"true"` and `vfs.s3.region` `"us-west-2"`.
 */
export async function censusUri(
  version: string,
  organism = "homo_sapiens",
  options: CensusUriOptions = {},
): Promise<string> {
  const { directory = DIRECTORY, signal, ...rest } = options;
  rejectUnknown(rest, "censusUri", ["directory", "signal"]);
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(organism)) {
    throw new OptionError({
      what: "organism",
      where: "censusUri",
      expected: 'a name such as "homo_sapiens" or "mus_musculus"',
      got: describeValue(organism),
    });
  }
  const date = isDate(version) ? version : await resolveAlias(version, directory, signal);
  return `${BUCKET}/${date}/soma/census_data/${organism}`;
}

function isDate(version: unknown): version is string {
  if (typeof version !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(version)) return false;
  const time = Date.parse(`${version}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(version);
}

/** The date that an alias stands for; aliases may stand for aliases. */
async function resolveAlias(version: unknown, directory: string, signal: AbortSignal | undefined): Promise<string> {
  if (version !== "stable" && version !== "latest") {
    throw new OptionError({
      what: "Census version",
      where: "censusUri",
      expected: '"stable", "latest" or a date such as "2025-01-30"',
      got: describeValue(version),
    });
  }
  const releases = await fetchReleases(directory, signal);
  let name: unknown = version;
  for (let hops = 0; hops < 4 && typeof name === "string"; hops++) {
    if (isDate(name)) return name;
    name = releases[name];
  }
  throw new NotFoundError({ what: `no release "${version}"`, where: directory });
}

async function fetchReleases(
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  let response: Response;
  try {
    response = await fetch(directory, { signal: signal ?? AbortSignal.timeout(30_000) });
  } catch (cause) {
    throw new StoreError({
      what: "the Census release directory did not answer",
      where: directory,
      hint: 'A date such as "2025-01-30" needs no request.',
      cause,
    });
  }
  if (!response.ok) {
    throw new StoreError({
      what: "Census release directory",
      where: directory,
      expected: "HTTP 200",
      got: `${response.status}`,
    });
  }
  const releases: unknown = await response.json().catch((cause: unknown) => {
    throw new FormatError({ what: "Census release directory", where: directory, expected: "JSON", cause });
  });
  if (typeof releases === "object" && releases !== null) return releases as Record<string, unknown>;
  throw new FormatError({ what: "Census release directory", where: directory, expected: "a JSON object" });
}
