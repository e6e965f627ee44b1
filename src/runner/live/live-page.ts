import { PAGE_STYLE } from "../batch/page-style.js";

/**
 * The page of a running batch, complete in itself. Its script puts all texts in as text, never as HTML, and the policy
 * allows nothing but this script, this style and the events of the same server.
 */
export function livePage(nonce: string): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>cellmill</title><style nonce="${nonce}">${PAGE_STYLE}</style></head><body>
<h1 id="head">cellmill</h1><p id="note">connecting …</p>
<table><thead><tr><th>run</th><th>status</th><th>progress</th><th class="n">cells</th><th class="n">time</th><th>cell or error</th></tr></thead>
<tbody id="rows"></tbody></table>
<script nonce="${nonce}">${SCRIPT}</script></body></html>
`;
}

const SCRIPT = `
"use strict";
const rows = new Map(); let batch = null; let over = false;
const byId = (id) => document.getElementById(id);
function duration(ms) {
  const s = Math.max(0, ms) / 1000; if (s < 100) return s.toFixed(1) + " s";
  const w = Math.floor(s), pair = (n) => String(n).padStart(2, "0"), h = Math.floor(w / 3600), m = Math.floor(w / 60) % 60;
  return h > 0 ? h + ":" + pair(m) + ":" + pair(w % 60) : m + ":" + pair(w % 60);
}
function cell(tr, className) { const td = tr.insertCell(); td.className = className; return td; }
function make(row) {
  const tr = byId("rows").insertRow();
  const view = { name: cell(tr, "r"), status: cell(tr, "s"), bar: document.createElement("progress"), cells: null, time: null, note: null };
  cell(tr, "").append(view.bar);
  view.cells = cell(tr, "n"); view.time = cell(tr, "n"); view.note = cell(tr, "e");
  return { row, view };
}
function show(row) {
  let entry = rows.get(row.index);
  if (!entry) rows.set(row.index, entry = make(row));
  entry.row = row;
  const v = entry.view;
  v.name.textContent = row.name; v.name.title = row.output;
  v.status.textContent = row.status; v.status.className = "s " + row.status;
  v.bar.setAttribute("aria-label", "cells of " + row.name + " that are done");
  v.bar.max = row.cells || 1; v.bar.value = row.cells ? row.cellsDone : 0;
  v.cells.textContent = row.cells === null ? "" : row.cellsDone + "/" + row.cells;
  v.note.textContent = row.error || row.label || "";
}
function tick() {
  if (!batch) return;
  const now = Date.now() - batch.offset, counts = new Map();
  for (const { row, view } of rows.values()) {
    counts.set(row.status, (counts.get(row.status) || 0) + 1);
    view.time.textContent = row.startedAt === null ? "" : duration((row.endedAt === null ? now : row.endedAt) - row.startedAt);
  }
  const text = rows.size + " runs: " + [...counts].map(([s, n]) => n + " " + s).join(", ");
  byId("head").textContent = text; document.title = text;
  if (!over) byId("note").textContent = batch.jobs + " at once, " + duration(now - batch.startedAt);
}
const events = new EventSource("/events");
events.addEventListener("state", (event) => {
  rows.clear(); byId("rows").textContent = ""; // another batch may have taken the port
  batch = JSON.parse(event.data); batch.offset = Date.now() - batch.now;
  for (const row of batch.rows) show(row); tick();
});
events.addEventListener("rows", (event) => { for (const row of JSON.parse(event.data)) show(row); tick(); });
events.addEventListener("end", (event) => {
  tick(); over = true; events.close(); byId("note").textContent = "ended after " + duration(JSON.parse(event.data).took);
});
events.onerror = () => { if (!over) byId("note").textContent = "the runner does not answer"; };
setInterval(() => { if (!over) tick(); }, 250);
`;
