/** The look of the summary and of the live page: system fonts, light and dark, nothing loaded from elsewhere. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #d8dee4; --soft: #656d76; --good: #1a7f37; --bad: #cf222e; --run: #0969da; --bar: #d8dee4; }
@media (prefers-color-scheme: dark) { :root { --line: #30363d; --soft: #8b949e; --good: #3fb950; --bad: #f85149; --run: #58a6ff; --bar: #30363d; } }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0 0 .2rem; }
p { color: var(--soft); margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th { color: var(--soft); font-weight: 500; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .7rem .4rem 0; vertical-align: top; }
td.n, th.n { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
td.s { font-weight: 600; white-space: nowrap; }
.completed, .reused { color: var(--good); }
.failed, .timed-out, .kernel-died, .refused, .interrupted { color: var(--bad); }
.running { color: var(--run); }
.waiting, .not-run { color: var(--soft); }
td.r, td.e { min-width: 8rem; overflow-wrap: anywhere; width: 36%; }
progress { accent-color: var(--run); height: .6rem; width: 8rem; }
td.e { white-space: pre-wrap; }
a:focus-visible { outline: 2px solid var(--run); outline-offset: 2px; }
@media (max-width: 48rem) {
  body { margin: 1rem auto; }
  thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  table, tbody { display: block; }
  tr { border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .2rem .9rem; padding: .5rem 0; }
  td { border: 0; padding: 0; }
  td.r, td.e { flex-basis: 100%; width: auto; }
  td.e:empty { display: none; }
}
`;
