export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
<title>lockerd</title>
</head>
<body>
<header>
<h1 id="locker">lockerd</h1>
<p><time id="now"></time></p>
<p id="link" role="status">connecting…</p>
</header>
<main>
<section aria-labelledby="display-title">
<h2 id="display-title">Display</h2>
<pre id="display" aria-live="polite"></pre>
<dl id="facts"></dl>
</section>
<section aria-labelledby="compartments-title">
<h2 id="compartments-title">Compartments</h2>
<div class="scroll">
<table>
<thead><tr><th scope="col">Id</th><th scope="col">No.</th><th scope="col">Size</th><th scope="col">State</th><th scope="col">Door</th><th scope="col">Parcel</th><th scope="col">Until</th></tr></thead>
<tbody id="compartments"></tbody>
</table>
</div>
</section>
<section aria-labelledby="events-title">
<h2 id="events-title">Last events</h2>
<ol id="events" reversed></ol>
</section>
</main>
<noscript><p>This page needs JavaScript. <code>lockerctl status</code> shows the same.</p></noscript>
</body>
</html>
`;
