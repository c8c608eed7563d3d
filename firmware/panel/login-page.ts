/** For whoever comes without a session, or after it is over. No style: nothing is served before the log-in. */
export function loginPage(lockerId: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${lockerId}: no session</title>
</head>
<body>
<main>
<h1>${lockerId}</h1>
<p>This page needs a fresh address: the one you used has been used before, or the session is over.</p>
<p>On the locker, run <code>lockerctl page</code> and open the address that it prints.</p>
<p><a href="/">I have just done that: continue</a></p>
</main>
</body>
</html>
`;
}
