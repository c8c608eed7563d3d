/** Is what the page shows true? `over`: the session has ended, somebody must run `lockerctl page`. */
export type Link = 'connecting' | 'live' | 'stale' | 'over';
