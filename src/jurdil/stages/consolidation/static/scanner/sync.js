// Speaks with the server: the list on the way in, the notes on the way out. Both may fail; nothing is lost by it.

const BATCH = 50;

export class Refusal extends Error {}

async function ask(path, pass, body) {
  const headers = { Authorization: `Bearer ${pass}` };
  if (body) Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() });
  const given = { method: body ? "POST" : "GET", headers, credentials: "omit", cache: "no-store" };
  const started = Date.now();
  const answer = await fetch(path, { ...given, body: body && JSON.stringify(body), signal: AbortSignal.timeout(20000) });
  const said = await answer.json(); // not JSON: some other network's sign-in page, as good as none
  if ([400, 403, 409].includes(answer.status)) throw Object.assign(new Refusal(said.reason), said);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return { ...said, offset: said.now - (started + Date.now()) / 2 }; // what is added to this clock to get the server's
}

export const fetchList = (pass) => ask("daftar/", pass);

// Sends one batch; returns what the server told, with `sent` numbers that it now holds for good.
export async function sendBatch(store, pass, device) {
  const notes = await store.waiting(BATCH);
  const since = (await store.get("told_until")) ?? 0;
  const body = { device, since, notes: notes.map(({ waiting, ...note }) => note), sent_at: Date.now() };
  const told = await ask("kirim/", pass, body);
  await store.markSent(told.held);
  return { ...told, sent: told.held.length, more: notes.length === BATCH };
}
