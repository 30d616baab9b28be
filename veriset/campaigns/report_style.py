"""How the page of a report looks: one column of text, light or dark as the reader has it."""

STYLE = """
:root { --ink: #1b1b20; --paper: #ffffff; --soft: #f1f1f4; --line: #cfcfd6; --quiet: #55555e;
  --link: #0b57a4; --alarm: #a11212; --good: #17663a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #16161a; --soft: #222228; --line: #44444d; --quiet: #b2b2bd;
    --link: #8cc4ff; --alarm: #ff9a90; --good: #7fd8a4; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.3rem; }
.objective { font-size: 1.15rem; margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, .wide:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; max-width: 60ch; }
th, td { padding: .35rem .75rem; border-bottom: 1px solid var(--line); text-align: left;
  font-weight: normal; white-space: nowrap; }
thead th, .group, .total th, .total td { font-weight: 600; }
thead th { background: var(--soft); }
.group { padding-top: 1rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  overflow-wrap: anywhere; }
.swatch { display: inline-block; width: 1.6em; height: .8em; margin-right: .6em;
  border: 1px solid var(--quiet); }
.alarm { color: var(--alarm); font-weight: 600; }
.balanced { color: var(--good); font-weight: 600; }
.images { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
figure { margin: 0; padding: .5rem; background: var(--soft); border-radius: .4rem;
  content-visibility: auto; contain-intrinsic-size: auto 17rem; }
figure img { display: block; width: 100%; height: 11rem; object-fit: contain; }
figcaption { padding-top: .4rem; font-size: .875rem; overflow-wrap: anywhere; }
dl { margin: 0; }
dl div { display: grid; grid-template-columns: 14rem 1fr; gap: .75rem; padding: .3rem 0;
  border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
@media (max-width: 40rem) { dl div { grid-template-columns: 1fr; gap: 0; } }
@media print { .images { grid-template-columns: repeat(3, 1fr); } }
"""
