/** How a report looks: on a screen, below 700 pixels as cards, on paper. */
export const PAGE_STYLE = `
:root{color-scheme:light}
body{font:16px/1.45 "Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif;color:#1c2733;background:#fff;max-width:1160px;margin:0 auto;padding:16px}
header{border-bottom:3px solid #2563a8;margin-bottom:16px}
h1{font-size:1.6rem;margin:0 0 4px}
h2{font-size:1.15rem;margin:28px 0 8px;color:#17416d}
p.meta{margin:0 0 12px;color:#556;font-size:.88rem;overflow-wrap:anywhere}
p.final{background:#eaf4ec;border-left:4px solid #2f855a;padding:8px 12px;overflow-wrap:anywhere}
p.note{color:#556;font-size:.88rem;margin:6px 0}
ul.cards{list-style:none;display:grid;grid-template-columns:repeat(4,1fr);gap:10px;padding:0;margin:0}
ul.cards li{border:1px solid #d5dde6;border-radius:6px;padding:10px 12px}
ul.cards b{display:block;font-size:1.35rem}
ul.cards span{color:#556;font-size:.88rem}
ul.cards i{font-style:normal;font-size:.82rem;color:#556}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:12px 20px}
figure{margin:0;border:1px solid #d5dde6;border-radius:6px;padding:8px;break-inside:avoid}
figcaption{font-weight:600;color:#17416d;margin-bottom:4px}
figure svg{display:block;width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid #d5dde6;padding:5px 8px;text-align:left;vertical-align:top}
th{background:#f0f4f8;font-weight:600}
td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
table.figures td:nth-child(n+9){white-space:nowrap}
th.n{text-align:right}
tr.total td{font-weight:600;border-top:2px solid #9fb3c8}
@media (max-width:700px){
body{padding:12px;font-size:15px}
ul.cards{grid-template-columns:1fr 1fr}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,td{display:block}
tr{border:1px solid #d5dde6;border-radius:6px;margin-bottom:8px;padding:6px 10px}
td,td.n{border:0;padding:2px 0;display:flex;justify-content:space-between;gap:16px;text-align:right;white-space:normal}
td:before{content:attr(data-label);color:#556;text-align:left;flex:none;max-width:48%}
td:first-child{font-weight:600;text-align:left}
td:first-child:before{content:none}
td:empty{display:none}
tr.total td{border-top:0}
}
@media print{
@page{size:A4;margin:14mm}
body{max-width:none;padding:0;font-size:10pt}
table{font-size:8.5pt}
td.n{white-space:normal}
tr,ul.cards li{break-inside:avoid}
h2{break-after:avoid}
.charts{grid-template-columns:1fr 1fr}
}
`;
