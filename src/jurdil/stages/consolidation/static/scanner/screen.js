// Shows; decides nothing. Every text comes from the page's own list of sentences.

const part = (id) => document.getElementById(id);
const words = JSON.parse(part("words").textContent);
const TONES = { present: "good", returned: "good", left: "good", guest: "good", undone: "good", newer: "check" };
const AGAIN = ["again_here", "again_elsewhere", "nothing_to_leave"];

export const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
export const clock = (ms) => new Date(ms).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

// An answer to a code: what, who (large, to be compared with the person), what to do, and the way back.
export function showAnswer({ kind, person, first, lanes, number, name, unit }, undo) {
  const answer = part("answer");
  const tone = TONES[kind] ?? (AGAIN.includes(kind) ? "check" : "bad");
  const at = first && clock(first.at);
  const again = kind.startsWith("again");
  answer.hidden = false;
  answer.className = tone;
  part("answer-what").textContent = say(kind, { at, lane: first?.lane || words.form });
  part("answer-name").textContent = person?.name ?? name ?? "";
  part("answer-unit").textContent = person?.unit ?? unit ?? "";
  const todo = again ? "again_do" : kind === "not_listed" ? "other_lane_do" : `${kind}_do`;
  const check = person && tone === "good" && kind !== "undone" ? words.check_person : "";
  part("answer-do").textContent = words[todo] ? say(todo, { lanes: lanes?.join("; ") }) : check;
  const button = part("answer-undo");
  button.hidden = !number || kind === "undone";
  button.onclick = () => undo(number);
  navigator.vibrate?.(tone === "good" ? 60 : [80, 60, 80]);
}

export function showNotice(text) {
  part("notice").textContent = text;
  part("notice").hidden = !text;
}

// What this device knows and does not know, as sentences.
export function showState(state) {
  const lines = [];
  if (state.issued) lines.push(say("knows", { count: state.people, at: clock(state.issued) }));
  lines.push(state.waiting ? say("waiting", { count: state.waiting }) : say("all_sent"));
  if (state.issued) lines.push(state.toldUntil ? say("others_until", { at: clock(state.toldUntil) }) : say("others_never"));
  const oldest = [...(state.lanes ?? [])].sort((a, b) => a[1] - b[1])[0];
  if (oldest) lines.push(say("oldest_lane", { lane: oldest[0], at: oldest[1] ? clock(oldest[1]) : words.never_reported }));
  const minutes = Math.round(Math.abs(state.offset) / 60000);
  const side = say(state.offset < 0 ? "clock_fast" : "clock_slow");
  if (minutes) lines.push(say("clock", { minutes, side }));
  part("state").replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  part("dark").hidden = !state.isDark;
  part("dark").textContent = words.dark;
  part("count").textContent = state.issued ? say("count", { here: state.here, all: state.count ?? 0 }) : "";
  part("forget").disabled = state.waiting > 0;
}

export function showHall(bundle, session) {
  part("title").textContent = `${bundle.lane.name} · ${bundle.event.title}`;
  const names = bundle.event.sessions;
  part("session").replaceChildren(...names.map((name) => new Option(name, name, false, name === session)));
  part("sessions").hidden = !names.length;
  part("desk").hidden = false;
}

export function showFound(people, choose) {
  const rows = people.map((person) => {
    const row = Object.assign(document.createElement("button"), { type: "button", className: "person" });
    row.append(Object.assign(document.createElement("b"), { textContent: person.name }), ` ${person.unit}`);
    row.onclick = () => choose(person.id);
    return row;
  });
  const empty = people.length || !part("name").value.trim() ? "" : words.no_match;
  part("found").replaceChildren(...(rows.length ? rows : [empty]));
}
