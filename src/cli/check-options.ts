import type { OptionSpec } from "./option-table.js";

const flag = (key: string, help: string, names: readonly string[] = [`--${key}`]): OptionSpec => ({
  key,
  names,
  values: 0,
  help,
});

const value = (
  key: string,
  placeholder: string,
  help: string,
  names: readonly string[] = [`--${key}`],
): OptionSpec => ({ key, names, values: 1, placeholder, help });

/** Options of `cellmill check`. */
export const CHECK_OPTIONS: readonly OptionSpec[] = [
  flag("lax", "Only run; compare the cells that are marked to be checked."),
  flag("update", "Write new outputs where they differ beyond tolerance."),
  flag("update-missing", "Write outputs where the file has none yet."),
  flag("types-only", "Type-check the cells and parameter files, start no kernel."),
  value("rtol", "NUMBER", "Relative tolerance of numbers."),
  value("atol", "NUMBER", "Absolute tolerance of numbers."),
  value("preset", "NAME", "Normalise addresses, times, dates, uuids, temp-paths, … (may be repeated)."),
  value("sanitize-with", "FILE", "File of regex: and replace: pairs, as nbval reads it.", [
    "--sanitize-with",
    "--nbval-sanitize-with",
  ]),
  value("ignore-mime", "TYPE", "Do not compare outputs of this MIME type (may be repeated)."),
  flag("nbval", "Compare exactly as nbval does: text by characters, no pictures."),
  value("parameters_file", "FILE", "Parameters for every notebook (may be repeated).", ["--parameters_file", "-f"]),
  value("matrix", "FILE", "Check every notebook with this parameter file (may be repeated)."),
  value("jobs", "N", "Notebooks at the same time (1).", ["--jobs", "-j"]),
  value("shard", "I/N", "Only this part of the notebooks, chosen by path."),
  flag("bail", "Stop at the first failure.", ["--bail", "-x"]),
  value("retries", "N", "Run a notebook with failed cells again, up to N times (0)."),
  value("cell-timeout", "SECONDS", "Time for each cell (2000)."),
  value("start-timeout", "SECONDS", "Time for the kernel to start (60)."),
  value("max-output", "MB", "How much one cell may show (256)."),
  value("kernel", "NAME", "The kernel, instead of the notebook's own.", ["--kernel", "-k"]),
  value("coverage", "FOLDER", "Summarise which lines of files in the folder the notebooks ran."),
  value("junit", "FILE", "Write a JUnit XML report."),
  flag("github", "Annotate on GitHub and write the job summary (default under GitHub Actions)."),
  value("gitlab", "FILE", "Write a GitLab code quality report."),
  value("sarif", "FILE", "Write a SARIF report."),
  value("markdown", "FILE", "Write a Markdown report."),
  value("json", "FILE", "Write a JSON report."),
  value("html", "FILE", "Write one HTML page with pictures."),
  flag("quiet", "Show only the notebooks that failed.", ["--quiet", "-q"]),
];
