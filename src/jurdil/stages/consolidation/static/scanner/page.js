// The scanner of one lane: ties camera, field, hall, store and network together.

import { hasDetector, keepReader, watch } from "./camera.js";
import { Hall } from "./hall.js";
import { say, showAnswer, showFound, showHall, showNotice, showState } from "./screen.js";
import { openStore } from "./store.js";
import { fetchList, Refusal, sendBatch } from "./sync.js";
import { fromBase64, hex, readList, sha256, verifierOf } from "./token.js";

const EVENT = document.body.dataset.event;
const EVERY_MS = 15000;
const LIST_AGES_MS = 15 * 60000;
const SAME_CODE_MS = 4000; // a code held before the lens is one scan
const part = (id) => document.getElementById(id);
const state = { waiting: 0, offset: 0, isDark: false, people: 0, here: 0 };
let store, hall, device, pass, stop, isSending;
let turn = Promise.resolve(); // one scan after the other

const corrected = (note) => note.at + (note.offset ?? state.offset);
const session = () => part("session").value || "";

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
  const pinned = await store.get("key");
  if (!list || (pinned && pinned !== bundle.key)) return showNotice(say("bad_list"));
  await store.set("key", bundle.key);
  await store.set("bundle", bundle);
  hall = new Hall({ event: EVENT, bundle, list, keyId, verify });
  hall.learn((await store.get("others")) ?? []);
  for (const note of await store.notes()) hall.remember(note, corrected);
  Object.assign(state, { issued: list.issued, people: list.people.size });
  showHall(bundle, session());
  showNotice("");
}

async function note(made) {
  const full = { ...made, at: Date.now(), offset: state.offset, session: made.session ?? session() };
  const n = await store.add(full).catch((fault) => (showNotice(say("store_fault")), Promise.reject(fault)));
  hall.remember({ ...full, n }, corrected);
  return n;
}

async function admit(id, how) {
  const act = part("leaving").checked ? "leave" : "arrive";
  const answer = hall.decide(id, act, session());
  const number = answer.isNoted ? await note({ act, i: id, how }) : 0;
  showAnswer({ ...answer, number, lanes: hall.bundle.lanes.map(([lane, region]) => `${lane}: ${region}`) }, undo);
}

async function undo(number) {
  const target = hall.own.get(number);
  if (!target) return;
  await note({ act: "undo", target: number, i: target.i, session: target.session });
  showAnswer({ kind: "undone", person: hall.list.people.get(target.i), name: target.name }, undo);
  refreshState();
}

// Answers one code; the element says how long it took, for the test that holds it to 100 ms.
function scan(text, how) {
  turn = turn.then(async () => {
    const started = performance.now();
    const found = await hall.recognise(text);
    if (found.fault) showAnswer({ kind: found.fault }, undo);
    else await admit(found.id, how);
    part("answer").dataset.ms = (performance.now() - started).toFixed(1);
    await refreshState();
  });
  return turn.catch(() => {});
}

async function sync() {
  if (isSending || !pass) return;
  isSending = true;
  try {
    if (!hall || Date.now() + state.offset - state.issued > LIST_AGES_MS) {
      const bundle = await fetchList(pass);
      state.offset = Math.round(bundle.offset);
      await store.set("offset", state.offset);
      await take(bundle);
    }
    for (let more = true; more && hall; ) {
      const told = await sendBatch(store, pass, device);
      hall.learn(told.others);
      Object.assign(state, { toldUntil: told.now, lanes: told.lanes, count: told.count, offset: Math.round(told.offset) });
      if (told.others.length) await store.set("others", [...hall.others.values()]);
      await store.set("told_until", told.now);
      await store.set("offset", state.offset);
      more = told.more;
    }
    state.isDark = false;
  } catch (fault) {
    state.isDark = !(fault instanceof Refusal);
    if (fault instanceof Refusal) showNotice(say("refused", fault));
    else if (!hall) showNotice(say("first_online"));
  }
  isSending = false;
  await refreshState();
}

async function toggleCamera() {
  let last = { text: "", at: 0 };
  if (stop) stop = stop();
  else {
    stop = await watch(part("video"), (text) => {
      if (text === last.text && Date.now() - last.at < SAME_CODE_MS) return (last.at = Date.now());
      last = { text, at: Date.now() };
      return scan(text, "scan");
    }).catch(() => (showNotice(say("camera_off")), undefined));
  }
  part("video").hidden = !stop;
  part("camera").textContent = say(stop ? "camera_stop" : "camera_start");
}

function listen() {
  part("code-form").onsubmit = (event) => {
    event.preventDefault();
    const text = part("code").value;
    part("code").value = "";
    if (text.trim()) scan(text, text.startsWith("J1:") ? "scan" : "typed");
  };
  part("name").oninput = () =>
    showFound(hall.search(part("name").value), (id) => {
      part("name").value = "";
      showFound([]);
      turn = turn.then(() => admit(id, "name")).then(refreshState);
      scrollTo({ top: 0 });
    });
  part("guest-form").onsubmit = async (event) => {
    event.preventDefault();
    const [name, unit] = [part("guest-name").value.trim(), part("guest-unit").value.trim()];
    if (!name) return;
    const number = await note({ act: "guest", name, unit });
    event.target.reset();
    showAnswer({ kind: "guest", name, unit, number }, undo);
    refreshState();
  };
  part("camera").onclick = toggleCamera;
  part("forget").onclick = async () => {
    if ((await store.countWaiting()) === 0) await store.forget();
    location.reload();
  };
  addEventListener("online", () => setTimeout(sync, Math.random() * 3000)); // not all devices in the same second
  setInterval(sync, EVERY_MS);
}

// Two tabs would each know half; the lock is held until this one closes.
const isOnlyTab = () =>
  new Promise((answer) => {
    if (!navigator.locks) return answer(true);
    const hold = (lock) => (answer(Boolean(lock)), lock && new Promise(() => {}));
    navigator.locks.request(`scanner-${EVENT}`, { ifAvailable: true }, hold);
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
  state.offset = (await store.get("offset")) ?? 0;
  state.toldUntil = await store.get("told_until");
  const bundle = await store.get("bundle");
  if (bundle) await take(bundle);
  else if (!pass) showNotice(say("no_pass"));
  listen();
  await refreshState();
  await sync();
  if (hall && !(await hasDetector())) await keepReader().catch(() => {});
}

begin();
