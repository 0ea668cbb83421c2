// Shows; decides nothing. Every text comes from the page's own list of sentences.

export const part = (id) => document.getElementById(id);
const made = (tag, given) => Object.assign(document.createElement(tag), given);
const words = JSON.parse(part("words").textContent);
const GOOD = ["present", "returned", "left", "guest", "undone"];
const CHECK = ["rehearsal", "newer", "again_here", "again_elsewhere", "nothing_to_leave"];
const TIME = { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Jakarta" };
const DAY_MINUTES = 1440;

export const say = (name, values = {}) => (words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const moment = (ms) => new Date(ms).toLocaleString("id-ID", { day: "numeric", month: "short", ...TIME });
const clock = (ms) => new Date(ms).toLocaleTimeString("id-ID", TIME);

// An answer to a code: what, who (large, to be compared with the person), what to do, and the way back.
export function showAnswer({ kind, person, first, place, opens, lanes, number, name, unit }, undo) {
  part("answer").hidden = false;
  part("answer").className = GOOD.includes(kind) ? "good" : CHECK.includes(kind) ? "check" : "bad";
  const told = { place, opens: opens && moment(opens), at: first && clock(first.at), lane: first?.lane || words.form };
  part("answer-what").textContent = say(kind, told);
  part("answer-name").textContent = person?.name ?? name ?? "";
  part("answer-unit").textContent = person?.unit ?? unit ?? "";
  part("answer-do").textContent = say(`${kind}_do`, { lanes: lanes?.join("; ") });
  part("answer-undo").hidden = !number;
  part("answer-undo").onclick = () => undo(number);
  navigator.vibrate?.(GOOD.includes(kind) ? 60 : [80, 60, 80]);
}

export function showNotice(text) {
  part("notice").textContent = text;
  part("notice").hidden = !text;
}

function clockLine(offset) {
  const minutes = Math.round(Math.abs(offset) / 60000);
  const isLong = minutes >= 2 * DAY_MINUTES;
  const much = say(isLong ? "days" : "minutes", { count: isLong ? Math.round(minutes / DAY_MINUTES) : minutes });
  return minutes ? say("clock", { much, side: say(offset < 0 ? "clock_fast" : "clock_slow") }) : "";
}

// What this device knows and does not know, as sentences.
export function showState({ issued, people, waiting, toldUntil, lanes = [], offset, isDark, here, count = 0 }) {
  const [oldest] = [...lanes].sort((a, b) => a[1] - b[1]);
  const lines = [
    issued && say("knows", { count: people, at: clock(issued) }),
    say(waiting ? "waiting" : "all_sent", { count: waiting }),
    issued && say(toldUntil ? "others_until" : "others_never", { at: clock(toldUntil) }),
    oldest && say("oldest_lane", { lane: oldest[0], at: oldest[1] ? clock(oldest[1]) : words.never_reported }),
    clockLine(offset),
  ].filter(Boolean);
  part("state").replaceChildren(...lines.map((textContent) => made("li", { textContent })));
  part("dark").hidden = !isDark;
  part("dark").textContent = words.dark;
  part("count").textContent = say("count", { here, all: count });
  part("forget").disabled = waiting > 0;
}

export function showHall({ lane, event }, session) {
  part("title").textContent = `${lane.name} · ${event.title}`;
  part("session").replaceChildren(...event.sessions.map((name) => new Option(name, name, false, name === session)));
  part("sessions").hidden = !event.sessions.length;
  part("desk").hidden = false;
}

export function showFound(people, choose) {
  const rows = people.map((person) => {
    const row = made("button", { type: "button", className: "person", onclick: () => choose(person.id) });
    row.append(made("b", { textContent: person.name }), ` ${person.unit}`);
    return row;
  });
  const empty = part("name").value.trim() ? words.no_match : "";
  part("found").replaceChildren(...(rows.length ? rows : [empty]));
}
