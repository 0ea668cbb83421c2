// Speaks with the server: the list on the way in, the notes on the way out. Both may fail; nothing is lost by it.

const BATCH = 50;

export class Refusal extends Error {}

async function ask(path, pass, body) {
  const headers = { Authorization: `Bearer ${pass}` };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() });
  const given = { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), credentials: "omit" };
  const started = Date.now();
  const answer = await fetch(path, { ...given, cache: "no-store", signal: AbortSignal.timeout(20000) });
  const said = await answer.json(); // not JSON: some other network's sign-in page, as good as none
  if ([400, 403, 409].includes(answer.status)) throw Object.assign(new Refusal(said.reason), said);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const trip = Date.now() - started;
  return { ...said, trip, offset: Math.round(said.now - started - trip / 2) }; // added to this clock it gives theirs
}

export const fetchList = (pass) => ask("daftar/", pass);

// Sends one batch; what the server holds for good is marked as sent. Returns what it told, and whether more waits.
export async function sendBatch(store, pass, device) {
  const notes = await store.waiting(BATCH);
  const since = (await store.get("told_until")) ?? 0;
  const told = await ask("kirim/", pass, { device, since, sent_at: Date.now(), notes });
  await store.markSent(notes.filter((note) => told.held.includes(note.n)));
  return { ...told, more: notes.length === BATCH };
}
