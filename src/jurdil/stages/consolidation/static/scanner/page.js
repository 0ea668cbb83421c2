// The scanner of one lane: ties camera, field, hall, store and network together.

import { hasDetector, keepReader, watch } from "./camera.js";
import { Hall } from "./hall.js";
import { part, say, showAnswer, showFound, showHall, showNotice, showState } from "./screen.js";
import { openStore } from "./store.js";
import { fetchList, Refusal, sendBatch } from "./sync.js";
import { fromBase64, hex, readList, sha256, verifierOf } from "./token.js";

const EVENT = document.body.dataset.event;
const EVERY_MS = 15000;
const LIST_AGES_MS = 15 * 60000;
const [QUICK_MS, CLOCK_SET_MS] = [2000, 60000];
const SAME_CODE_MS = 4000; // a code held before the lens is one scan
const state = { waiting: 0, offset: 0, isDark: false, people: 0, here: 0 };
let store, hall, device, pass, stop, isSending, shown;
let turn = Promise.resolve(); // one scan after the other

const serverTime = () => Date.now() + state.offset;
const session = () => part("session").value || "";
const remember = (note) => hall.remember(note, note.at + note.offset);

async function refreshState() {
  state.waiting = await store.countWaiting();
  state.here = hall?.countHere() ?? 0;
  showState(state);
}

// Takes up a list: only one signed by the key that this device met first counts.
async function take(bundle) {
  const key = fromBase64(bundle.key);
  const keyId = hex((await sha256(key)).slice(0, 4));
  const verify = await verifierOf(key);
  const list = await readList(bundle.list, EVENT, keyId, verify);
  const pinned = (await store.get("bundle"))?.key ?? bundle.key;
  if (!list || pinned !== bundle.key) return showNotice(say("bad_list"));
  await store.set("bundle", bundle);
  hall = new Hall({ event: EVENT, bundle, list, keyId, verify });
  hall.learn((await store.get("others")) ?? []);
  (await store.notes()).forEach(remember);
  Object.assign(state, { issued: list.issued, people: list.people.size });
  showHall(bundle, session());
  return showNotice("");
}

async function note(made) {
  const full = { session: session(), ...made, at: Date.now(), offset: state.offset };
  const n = await store.add(full).catch((fault) => Promise.reject(showNotice(say("store_fault")) ?? fault));
  remember({ ...full, n });
  return n;
}

async function admit(id, how) {
  const act = part("leaving").checked ? "leave" : "arrive";
  const answer = hall.decide(id, act, session(), serverTime());
  const number = (shown = answer.isNoted ? await note({ act, i: id, how }) : 0);
  const { opens } = hall.bundle.event;
  showAnswer({ ...answer, opens, number, lanes: hall.bundle.lanes.map((names) => names.join(": ")) }, undo);
  if (answer.kind === "present") sync().then(() => hearOthers(id, number));
}

// With a network the other doors' notes come back with one's own: a second use is said while the person stands here.
function hearOthers(id, number) {
  const known = hall.decide(id, "arrive", session(), serverTime());
  if (shown === number && known.kind === "again_elsewhere") showAnswer({ ...known, number }, undo);
}

async function undo(number) {
  const target = hall.own.get(number);
  if (!target) return;
  await note({ act: "undo", target: number, i: target.i, session: target.session });
  showAnswer({ kind: "undone", person: hall.list.people.get(target.i), name: target.name }, undo);
  await refreshState();
}

const inTurn = (work) => (turn = turn.then(work).then(refreshState, refreshState));

// Answers one code; the element says how long it took, for the test that holds it to 100 ms.
const scan = (text, how) =>
  inTurn(async () => {
    const started = performance.now();
    const { id, fault, place } = await hall.recognise(text);
    await (fault ? showAnswer({ kind: fault, place }, undo) : admit(id, how));
    part("answer").dataset.ms = (performance.now() - started).toFixed(1);
  });

// A slow answer says little about the clocks; one that is far off says that a clock was set.
async function learnClock({ trip, offset }) {
  if (trip < QUICK_MS || Math.abs(offset - state.offset) > CLOCK_SET_MS) state.offset = offset;
  await store.set("offset", state.offset);
}

async function learn(told) {
  hall.learn(told.others);
  Object.assign(state, { toldUntil: told.now, lanes: told.lanes, count: told.count });
  if (told.others.length) await store.set("others", [...hall.others.values()].map(({ row }) => row));
  await store.set("told_until", told.now);
  await learnClock(told);
  return told.more;
}

// Some hours after the event no list is given out any more; what this device noted is taken all the same.
const unlessOver = (fault) => {
  if (!hall || fault.rule !== "consolidation.lane_list") throw fault;
};

async function sync() {
  if (isSending || !pass) return;
  isSending = true;
  try {
    if (!hall || serverTime() - state.issued > LIST_AGES_MS) {
      const bundle = await fetchList(pass).catch(unlessOver);
      if (bundle) await learnClock(bundle);
      if (bundle) await take(bundle);
    }
    while (hall && (await learn(await sendBatch(store, pass, device))));
    state.isDark = false;
  } catch (fault) {
    state.isDark = !(fault instanceof Refusal);
    if (!state.isDark) showNotice(say("refused", fault));
    else if (!hall) showNotice(say("first_online"));
  }
  isSending = false;
  await refreshState();
}

async function toggleCamera() {
  const last = { text: "", at: 0 };
  const found = (text) => {
    const isNew = text !== last.text || Date.now() - last.at > SAME_CODE_MS;
    Object.assign(last, { text, at: Date.now() });
    return isNew && scan(text, "scan");
  };
  if (stop) stop = stop();
  else stop = await watch(part("video"), found).catch(() => showNotice(say("camera_off")));
  part("video").hidden = !stop;
  part("camera").textContent = say(stop ? "camera_stop" : "camera_start");
}

function choose(id) {
  part("name").value = "";
  showFound([]);
  scrollTo({ top: 0 });
  inTurn(() => admit(id, "name"));
}

function listen() {
  part("code-form").onsubmit = (event) => {
    event.preventDefault();
    const text = part("code").value;
    part("code").value = "";
    if (text.trim()) scan(text, text.startsWith("J1:") ? "scan" : "typed");
  };
  part("name").oninput = () => showFound(hall.search(part("name").value), choose);
  part("guest-form").onsubmit = (event) => {
    event.preventDefault();
    const guest = { name: part("guest-name").value.trim(), unit: part("guest-unit").value.trim() };
    event.target.reset();
    const { opens } = hall.bundle.event;
    const kind = hall.isRehearsal(serverTime()) ? "rehearsal" : "guest";
    const noted = (number) => showAnswer({ kind, opens, ...guest, number }, undo);
    if (guest.name) inTurn(() => note({ act: "guest", ...guest }).then(noted));
  };
  part("camera").onclick = toggleCamera;
  part("forget").onclick = async () => {
    if ((await store.countWaiting()) === 0) await store.forget();
    location.reload();
  };
  addEventListener("online", () => setTimeout(sync, Math.random() * 10000)); // not all devices in the same second
  setInterval(sync, EVERY_MS);
}

// Two tabs would each know half; the lock is held until this one closes.
const isOnlyTab = () =>
  new Promise((answer) => {
    const hold = (lock) => (answer(Boolean(lock)), lock && new Promise(() => {}));
    if (navigator.locks) navigator.locks.request(`scanner-${EVENT}`, { ifAvailable: true }, hold);
    else answer(true);
  });

async function begin() {
  if (!isSecureContext) return showNotice(say("insecure"));
  if (!(await isOnlyTab())) return showNotice(say("second_tab"));
  navigator.serviceWorker?.register("pekerja.js");
  navigator.storage?.persist?.();
  store = await openStore(EVENT);
  if (location.hash.length > 60) {
    await store.set("pass", location.hash.slice(1));
    history.replaceState(null, "", location.pathname); // the pass stays out of history and screenshots
  }
  pass = await store.get("pass");
  device = (await store.get("device")) ?? crypto.randomUUID();
  await store.set("device", device);
  Object.assign(state, { offset: (await store.get("offset")) ?? 0, toldUntil: await store.get("told_until") });
  const bundle = await store.get("bundle");
  if (bundle) await take(bundle);
  else if (!pass) showNotice(say("no_pass"));
  listen();
  await sync();
  if (hall && !(await hasDetector())) await keepReader().catch(() => {});
}

begin();
