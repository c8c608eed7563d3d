export const pageStyle = `:root {
  color-scheme: light dark;
  --line: color-mix(in srgb, currentColor 20%, transparent);
  --good: #1a7f37;
  --warn: #9a6700;
  --bad: #cf222e;
  font: 16px/1.45 system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root { --good: #56d364; --warn: #e3b341; --bad: #ff7b72; }
}
body { margin: 0 auto; max-width: 62rem; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; justify-content: space-between; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
#link { margin: 0; font-weight: 600; }
#link.live { color: var(--good); }
#link.stale { color: var(--bad); }
body.stale main { opacity: .55; }
#display {
  font: 1.1rem/1.5 ui-monospace, monospace;
  background: #12321c; color: #c9f7d3;
  padding: .75rem 1rem; border-radius: .5rem; margin: 0; width: max-content; max-width: 100%;
  box-sizing: border-box; min-height: 6em; min-width: 20ch; overflow-x: auto;
}
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0 0; }
dt { opacity: .75; }
dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
[data-state="occupied"] { font-weight: 600; }
[data-state="open"], [data-state="opening"], [data-state="reserved"] { color: var(--warn); font-weight: 600; }
[data-state="expired"], [data-state="unverified"], [data-state="out-of-service"] { color: var(--bad); font-weight: 600; }
[data-state="free"] { color: var(--good); }
ol { padding-left: 3.5rem; margin: 0; }
#events li { overflow-wrap: anywhere; }
#events time { opacity: .75; font-variant-numeric: tabular-nums; }
`;
