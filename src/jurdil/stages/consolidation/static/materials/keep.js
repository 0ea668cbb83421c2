// Keeps materials on this phone on request, lists what it keeps, notices newer versions. Words stand in #words.

const CACHE = "jurdil-materials"; // not the worker's own: what somebody keeps outlives a new version of the page
const words = JSON.parse(document.getElementById("words").textContent);
const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);
const clock = (moment) => moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
const kilobytes = (bytes) => Math.max(1, Math.ceil(bytes / 1024));

async function keptOnes() {
  const cache = await caches.open(CACHE);
  return Promise.all((await cache.keys()).map(async (request) => {
    const about = JSON.parse(decodeURIComponent((await cache.match(request)).headers.get("X-About")));
    return { ...about, at: clock(new Date(about.at)), size: kilobytes(about.bytes), url: request.url };
  }));
}

async function keep({ url, material, series, version, title }) {
  const answer = await fetch(url, { cache: "no-cache" });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const body = await answer.blob();
  const about = { material, series, version, title, bytes: body.size, at: new Date().toISOString() };
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-About": encodeURIComponent(JSON.stringify(about)) };
  const cache = await caches.open(CACHE);
  await cache.put(url, new Response(body, { headers }));
  const old = (await keptOnes()).filter((one) => one.series === series && one.material !== material);
  await Promise.all(old.map((one) => cache.delete(one.url)));
}

async function offer(box) {
  const [button, told] = [box.querySelector("button"), box.querySelector("[role=status]")];
  const size = kilobytes(Number(box.dataset.bytes));
  const show = async () => {
    const mine = (await keptOnes()).find((one) => one.series === box.dataset.series);
    const isNewest = mine?.material === box.dataset.material;
    told.textContent = isNewest ? say(words.kept, mine) : "";
    button.hidden = isNewest;
    button.textContent = mine ? say(words.renew, { ...mine, size }) : say(words.keep, { size });
  };
  button.addEventListener("click", () => keep(box.dataset).then(show, () => { told.textContent = words.failed; }));
  await show();
  box.hidden = false;
}

async function isReplaced(ones) {
  const asked = ones.map((one) => `id=${one.material}`).join("&");
  const answer = await fetch(`${words.replaced}?${asked}`, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Set((await answer.json()).replaced);
}

function line(one) {
  const row = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: one.url, textContent: one.title, lang: "id" });
  const about = Object.assign(document.createElement("small"), { textContent: say(words.line, one) });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  button.textContent = words.remove;
  button.setAttribute("aria-label", `${words.remove}: ${one.title}`);
  button.addEventListener("click", async () => {
    await (await caches.open(CACHE)).delete(one.url);
    await list(document.getElementById("kept"));
  });
  row.append(link, about, document.createElement("br"), button);
  row.dataset.material = one.material;
  return row;
}

async function list(box) {
  const ones = (await keptOnes()).sort((one, other) => one.title.localeCompare(other.title));
  const size = ones.reduce((sum, one) => sum + one.size, 0);
  const told = document.getElementById("told");
  box.replaceChildren(...ones.map(line));
  told.textContent = ones.length ? say(words.all, { count: ones.length, size }) : words.none;
  if (!ones.length) return;
  const [fresh, at] = [document.getElementById("fresh"), clock(new Date())];
  try {
    const gone = await isReplaced(ones);
    fresh.textContent = gone.size ? "" : say(words.newest, { at });
    for (const row of box.children) {
      if (!gone.has(row.dataset.material)) continue;
      row.className = "act";
      row.append(" ", Object.assign(document.createElement("a"), { href: words.own, textContent: words.newer }));
    }
  } catch {
    fresh.textContent = words.dark;
  }
}

if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.register(words.worker).catch(() => undefined);
  for (const box of document.querySelectorAll("[data-series]")) offer(box);
  const kept = document.getElementById("kept");
  if (kept) list(kept);
}
