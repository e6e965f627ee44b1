#!/usr/bin/env node
import { readConnectionFile } from "cellmill/jupyter";
import { Kernel } from "./kernel.js";
import { optimiseLater } from "./optimise-later.js";

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined || connectionFile.startsWith("-")) {
  console.error("usage: node --no-force-async-hooks-checks main.js CONNECTION_FILE   (started by Jupyter)");
  process.exit(2);
}
optimiseLater();
new Kernel(readConnectionFile(connectionFile), process.cwd()).start();
