/**
 * For whoever comes without a session, or after it is over. No style: nothing is served before the log-in.
 * @param waitMs so long no address is looked at
 */
export function loginPage(lockerId: string, waitMs = 0): string {
  const seconds = Math.ceil(waitMs / 1_000);
  const why =
    seconds > 0
      ? `Too many wrong addresses were tried. Yours is still good: open it again in ${seconds} s.`
      : 'This page needs a fresh address: the one you used has been used before, or the session is over.';
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
<p>${why}</p>
<p>On the locker, run <code>lockerctl page</code> and open the address that it prints.</p>
<p><a href="/">I have just done that: continue</a></p>
</main>
</body>
</html>
`;
}
