/** The style of the HTML report; colours follow the reader's light or dark setting. */
export const HTML_STYLE: string = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1f2328; --quiet: #656d76; --line: #d0d7de; --soft: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --warn: #9a6700; --good-soft: #e6ffec; --bad-soft: #ffebe9; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --quiet: #8d96a0; --line: #30363d;
  --soft: #161b22; --good: #3fb950; --bad: #f85149; --warn: #d29922; --good-soft: #12261e; --bad-soft: #25171c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; }
header, main { max-width: 1200px; margin: 0 auto; padding: 1rem 1.5rem; }
header { border-bottom: 3px solid var(--good); } header.failed { border-color: var(--bad); }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: .75rem 0 0; } p { margin: .25rem 0; }
.quiet, figcaption, .time { color: var(--quiet); font-size: .85rem; font-weight: 400; }
table.overview { width: 100%; border-collapse: collapse; margin-top: 1rem; }
.overview th { text-align: left; color: var(--quiet); font-size: .85rem; }
.overview td, .overview th { padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.overview td:first-child { overflow-wrap: anywhere; } .overview a { color: inherit; } .time { white-space: nowrap; }
.overview tr.failed td:first-child { border-left: 3px solid var(--bad); padding-left: .6rem; }
.overview tr.not-run td:first-child { border-left: 3px solid var(--warn); padding-left: .6rem; }
.overview tr.passed td:first-child { border-left: 3px solid var(--good); padding-left: .6rem; }
.dot { display: inline-block; width: 10px; height: 10px; margin: 0 2px 0 0; border-radius: 2px; background: var(--line); }
.dot.passed { background: var(--good); } .dot.failed { background: var(--bad); } .dot.updated { background: var(--warn); }
details.cell { border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .5rem .8rem; }
details.failed { border-left: 4px solid var(--bad); } details.updated { border-left: 4px solid var(--warn); }
summary { cursor: pointer; overflow-wrap: anywhere; }
.badge { border-radius: 9px; padding: 0 .5rem; font-size: .8rem; border: 1px solid var(--line); }
.badge.failed { color: var(--bad); border-color: var(--bad); } .badge.updated { color: var(--warn); border-color: var(--warn); }
pre { background: var(--soft); border-radius: 6px; padding: .6rem .8rem; margin: .4rem 0; overflow: auto; max-height: 30rem;
  font: 13px/1.45 ui-monospace, monospace; }
code { font: 13px ui-monospace, monospace; } pre.error, .reason { color: var(--bad); } .warning { color: var(--warn); }
.lines { color: var(--quiet); overflow-wrap: anywhere; } .overview summary { padding: 0; }
.coverage { overflow-x: auto; }
.where { color: var(--quiet); font-weight: 400; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: .8rem; }
.pictures { grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); }
figure { margin: .3rem 0; min-width: 0; } pre.stored { background: var(--good-soft); } pre.got { background: var(--bad-soft); }
mark { color: inherit; background: color-mix(in srgb, var(--bad) 35%, transparent); border-radius: 2px; }
.stored mark { background: color-mix(in srgb, var(--good) 35%, transparent); }
img { max-width: 100%; border: 1px solid var(--line); border-radius: 4px; background: #fff; image-rendering: auto; }
`;
