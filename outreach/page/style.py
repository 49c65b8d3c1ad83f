"""The one style sheet of all pages, in light, dark and print.

Colours are named by what they are for. Every pair that meets on a page has a contrast of
at least 4.5 (WCAG 2.2, 1.4.3); a test in a browser measures them.
"""

_COLOURS = """
:root{color-scheme:light dark;--paper:#fff;--ground:#f5f6f4;--ink:#1d2421;--soft:#55605b;--line:#d8ddd9;
--accent:#1f6f54;--shut:#e4e7e3;--mark:#fbeeb6}
@media (prefers-color-scheme:dark){:root{--paper:#1c211f;--ground:#121514;--ink:#e6ebe8;--soft:#a5b0ab;
--line:#343c39;--accent:#7cc9a9;--shut:#262c29;--mark:#4d4420}}
"""

_TEXT = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:17px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;
overflow-wrap:anywhere}
main{max-width:46rem;margin:0 auto;padding:3.5rem 1.25rem 5rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.2rem;line-height:1.35;margin:3rem 0 .75rem}
h3{font-size:1rem;margin:2.25rem 0 .4rem}h4{font-size:.94rem;margin:1.75rem 0 .4rem}
h2 small,h3 small,h4 small{font-weight:400;color:var(--soft);margin-left:.5em}
p,ul.facts{max-width:65ch}p.lead{color:var(--soft);margin:0 0 2rem}
a{color:var(--accent)}small{font-size:.84rem}
ul.facts{list-style:none;padding:0;margin:0 0 1.5rem}ul.facts li{margin:.3rem 0}
a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
nav{margin:0 0 3rem}nav ol{columns:2 16rem;column-gap:2.5rem;padding-left:2.2rem;margin:0;font-size:.94rem}
nav li{break-inside:avoid;padding:.15rem 0}nav li::marker{color:var(--soft);font-variant-numeric:tabular-nums}
nav small{color:var(--soft);display:block}
nav.months ol{columns:auto;display:flex;flex-wrap:wrap;gap:.2rem 1.25rem;list-style:none;padding:0}
footer{color:var(--soft);font-size:.84rem;margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem}
summary{cursor:pointer;color:var(--accent)}
"""

_LETTER = """
article{background:var(--paper);border:1px solid var(--line);border-radius:4px;margin:0 0 2.75rem;
box-shadow:0 1px 2px rgb(0 0 0/.05),0 8px 24px -12px rgb(0 0 0/.12)}
article header{padding:1.25rem 2.25rem 1rem;border-bottom:1px solid var(--line);font-size:.84rem;color:var(--soft)}
article dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
article dt,article dd{margin:0}article dd{color:var(--ink);min-width:0}
article dd.subject{font-weight:600}
.letter{padding:2rem 2.25rem 2.5rem;max-width:calc(65ch + 4.5rem);white-space:pre-wrap}
article details{border-top:1px solid var(--line);padding:.6rem 2.25rem;font-size:.84rem}
pre{overflow:auto;font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;max-height:32rem;margin:.75rem 0;
white-space:pre-wrap}
iframe{display:block;width:100%;height:24rem;border:0;border-radius:3px;margin:.75rem 0;background:#fff;color-scheme:light}
"""

# What is found in a letter stands in the margin, where the window is wide enough to have one,
# and beneath its paragraph elsewhere. The letter itself keeps its lines.
_NOTES = """
p.noted{margin:-1.25rem 0 2rem}
.found{display:flex;flex-direction:column;margin-left:-1.1rem;padding-left:calc(1.1rem - 3px);border-left:3px solid var(--accent)}
.found.whole{margin-bottom:1.25rem}.found p{margin:0}.found>p{order:1}
mark{background:var(--mark);color:inherit;border-radius:2px;padding:0 .1em;margin:0 -.1em}
.call{margin:0 2.25rem 1.75rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;font-size:.9rem;line-height:1.5}
.call b{display:block}.call p{margin:.15rem 0}.call p+p:last-child{color:var(--soft)}
.notes{order:2;white-space:normal;font-size:.84rem;line-height:1.45;margin:.5rem 0 .25rem}
.notes p+p{margin-top:.6rem}.notes b{display:block;font-weight:600;color:var(--accent)}
.notes small{display:block;font-size:1em;color:var(--soft)}
@media screen and (min-width:66rem){main:has(.found){max-width:66rem}
main:has(.found)>*{max-width:43.5rem;clear:right}
.letter:has(.found){max-width:none}
.found{display:block}.found.whole{margin:0;border:0}.notes{float:right;clear:right;width:17rem;margin:.15rem -20.5rem .75rem 0}}
@media print{.found{margin-left:0;padding:0;border:0;break-inside:avoid}.notes{padding-left:.75rem;border-left:2px solid var(--accent)}
.notes b,.notes small{color:inherit}mark{background:none;text-decoration:underline;text-decoration-thickness:2px}}
"""

_TABLE = """
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.35rem 0}
th{text-align:left;font-weight:600;color:var(--soft);overflow-wrap:normal}tbody th{font-weight:400;color:var(--ink)}
td,th{padding:.45rem 1rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr.sum td,tr.sum th{font-weight:600;color:var(--ink);border-bottom:0}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;width:6rem}
table.counts td.n{width:3.5rem}
@media (min-width:36.01rem){table.people td:nth-child(even){white-space:nowrap}}td small{color:var(--soft)}td.soft{color:var(--soft)}
@media (max-width:36rem){table.people thead{position:absolute;clip-path:inset(50%);height:1px;overflow:hidden}
table.people tr{display:grid;grid-template-columns:minmax(0,1fr) fit-content(60%);gap:0 1rem;border-bottom:1px solid var(--line);
padding:.6rem 0}table.people td{border:0;padding:0}table.people td:nth-child(1),table.people td:nth-child(3){
grid-column:1/-1}table.people td:nth-child(3){order:1}table.days td.n,table.days th.n{width:auto;padding-left:.5rem;
padding-right:.25rem}}
"""

_CHART = """
ul.key{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:0;margin:0 0 1rem;font-size:.84rem;
color:var(--soft)}
ul.key li{display:flex;align-items:center;gap:.5rem}ul.key svg{flex:none}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:1.5rem 2.5rem;margin:0 0 1.25rem}
figure{margin:0;min-width:0}figure:only-child{grid-column:1/-1}figcaption{font-size:.84rem;font-weight:600;margin:0 0 .25rem}
svg.month{display:block;overflow:visible}
svg text{fill:var(--soft);font-size:11.5px;font-variant-numeric:tabular-nums}
svg .first{fill:var(--accent)}svg .later{fill:url(#later)}svg .first,svg .later{stroke:var(--accent);stroke-width:1}
svg .stripe{stroke:var(--accent);stroke-width:2}svg .gap{fill:var(--ground)}
svg .shut{fill:var(--shut)}svg .base{stroke:var(--line)}
svg .limit{stroke:var(--soft);stroke-dasharray:4 3}
svg.defs{position:absolute}
details.table{margin:0 0 1.75rem;font-size:.92rem}details.table table{margin:.75rem 0 0;font-size:1em}
"""

_PLAN = """
ol.mails{list-style:none;margin:0;padding:0;background:var(--paper);border:1px solid var(--line);border-radius:4px}
ol.mails>li+li{border-top:1px solid var(--line)}
.mail summary{display:grid;grid-template-columns:3.4rem minmax(0,1fr) 6.5rem 13rem .75rem;gap:0 .8rem;
align-items:baseline;padding:.5rem 1rem;color:var(--ink);list-style:none}
.mail summary::-webkit-details-marker{display:none}
.mail summary::after{content:"›";grid-area:1/5;color:var(--soft);text-align:right}
.mail[open] summary::after{transform:rotate(90deg)}
.mail time{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}
.mail .letter-name,.mail .rule{font-size:.84rem;color:var(--soft)}
.mail summary:hover .name{color:var(--accent)}
.mail div{padding:0 1rem .9rem 5.2rem;font-size:.88rem}.mail p{margin:.1rem 0}.mail ul{margin:.1rem 0;padding-left:1.2rem}
.shutdown{color:var(--soft);font-size:.92rem;margin:1.75rem 0 0;padding-left:1rem;border-left:3px solid var(--shut)}
@media (max-width:36rem){.mail summary{grid-template-columns:3.2rem minmax(0,1fr) .75rem}
.mail summary::after{grid-area:1/3}.mail .letter-name,.mail .rule{grid-column:2}
.mail div{padding-left:5rem}}
"""

_BRIEF = """
.brief header{margin:0 0 1.5rem}
.brief ul{list-style:none;padding:0;margin:.25rem 0}.brief li{margin:.3rem 0}
.brief ul.who{color:var(--soft)}.brief ul.who li{margin:.1rem 0}
.brief .warning{border:2px solid var(--ink);border-radius:4px;padding:.35rem .7rem;margin:.5rem 0;font-weight:600}
.brief h2{margin:2rem 0 .35rem;font-size:1.1rem}.brief section p{margin:.3rem 0}
.brief small{color:var(--soft)}.brief li small{display:block}
.brief p.say{border-left:3px solid var(--accent);padding-left:.75rem;font-size:1.06rem}
.brief p.case{margin:.8rem 0 0}.brief p.case b{margin-right:.35em}
.brief ul.never li{color:var(--soft)}.brief ul.never li::before{content:"× "}
.brief ul.fact li{padding-left:1rem;position:relative}.brief ul.fact li::before{content:"·";position:absolute;left:.25rem}
.brief p.blank{display:flex;gap:.6rem;align-items:flex-end;flex-wrap:wrap;min-height:2rem}
.brief p.blank b{font-weight:400;color:var(--soft)}.brief p.blank span{flex:1;border-bottom:1px solid var(--soft);min-width:9rem;height:1.4rem}
"""

_SHEETS = """
@media (max-width:36rem){main{padding:2rem 1rem 4rem}article{margin-left:-.25rem;margin-right:-.25rem}.call{margin:0 1.15rem 1.25rem}
article header,.letter,article details{padding-left:1.1rem;padding-right:1.1rem}.letter{padding-top:1.4rem}}
@media print{:root{color-scheme:light;--paper:#fff;--ground:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#1f6f54;
--shut:#e4e7e3;--mark:#fbeeb6}
@page{margin:18mm}
html{font-size:13.5px}body{font-size:10.5pt}main{max-width:none;padding:0}
nav.months,article details,details.table{display:none}ol.mails{border-width:1px 0;border-radius:0}.mail summary{padding:.25rem 0}
article{border:0;box-shadow:none;margin:0}article header{padding:0 0 .75rem}.letter{padding:1.25rem 0 0;max-width:65ch}
nav+article,article+article{break-before:page}h2,h3,h4,figcaption{break-after:avoid}
figure,ol.mails>li,tr{break-inside:avoid}
svg *,.shutdown{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.mail summary::after{content:none}a{color:inherit;text-decoration:none}}
"""

# One sheet of A4, whatever was typed: words of others keep to their lines, and the type is the
# largest at which the longest sentences of either language still leave room to write.
_BRIEF_SHEET = """
@page brief{size:A4;margin:8mm 12mm}
@media print{.brief{page:brief;font:9.8pt/1.26 "Segoe UI","Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans Condensed",system-ui,sans-serif}
.brief header{margin:0 0 1.5mm;border-bottom:1px solid var(--line);padding-bottom:1mm}
.brief.warned{font-size:9.1pt}.brief h1{font-size:14.5pt;line-height:1.2;margin:0}.brief h2{font-size:9.6pt;margin:1.8mm 0 0;color:var(--accent)}
.brief ul.who{font-size:9pt;margin:0}.brief ul.who li{display:inline-block;margin:0 .6em 0 0}.brief ul.who li:not(:last-child)::after{content:" ·"}
.brief .warning{padding:.3mm 2mm;margin:.7mm 0;border-width:1.5px}
.brief .parts{columns:2;column-gap:7mm}.brief p{break-inside:avoid;max-width:none}.brief p.case{break-after:avoid}.brief .parts section:first-child h2{margin-top:0}
.brief section p{margin:.3mm 0}.brief ul{margin:0}.brief li{margin:.3mm 0}
.brief p.say{font-size:1.04em;padding-left:2mm;border-left-width:2px}.brief p.case{margin:.8mm 0 0}
.brief small,.brief section.after p{font-size:8.5pt}.brief ul.fact li{padding-left:2.5mm}.brief ul.fact li::before{left:.6mm}
.brief li small{display:inline-block}.brief ul.never li{display:inline-block;margin:0 .6em 0 0}
.brief .own{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden}
.brief h1,.brief ul.who{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:4;overflow:hidden}.brief h1{-webkit-line-clamp:2}
.brief{display:flex;flex-direction:column;height:279mm;overflow:hidden}.brief .parts{flex:0 1 auto;min-height:0;overflow:hidden}
.brief .after{flex:1 0 auto;display:flex;flex-direction:column}
.brief p.blank{flex:1;min-height:7mm;max-height:14mm;margin:0}.brief p.blank span{border-color:#888}}
"""

STYLE = (
    _COLOURS + _TEXT + _LETTER + _NOTES + _TABLE + _CHART + _PLAN + _BRIEF + _SHEETS + _BRIEF_SHEET
)
