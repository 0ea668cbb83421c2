// What one device knows of the hall, and what it answers to a code. No page and no network in here.

import { hex, readToken, sha256 } from "./token.js";

const JOIN = "|";

export class Hall {
  // bundle: what the server gave; list: its people, verified; keyId, verify: of the key that signs invitations.
  constructor({ event, bundle, list, keyId, verify }) {
    Object.assign(this, { event, bundle, list, keyId, verify });
    this.own = new Map(); // number -> own note that stands
    this.others = new Map(); // attendance id -> what the server told
    this.marks = new Map(); // person|session -> Map of key -> {at, lane, act, n}
  }

  mark(key, { i, session, at, lane = null, act, n = 0 }) {
    const who = i + JOIN + (session || "");
    if (!this.marks.has(who)) this.marks.set(who, new Map());
    this.marks.get(who).set(key, { at, lane, act, n });
  }

  unmark(key, { i, session }) {
    this.marks.get(i + JOIN + (session || ""))?.delete(key);
  }

  // Takes in an own note, just made or read again from the store. correct: device time to the server's.
  remember(note, correct) {
    if (note.act === "undo") {
      const target = this.own.get(note.target);
      this.own.delete(note.target);
      if (target?.i) this.unmark(`own${note.target}`, target);
      return;
    }
    this.own.set(note.n, note);
    if (note.i) this.mark(`own${note.n}`, { ...note, at: correct(note) });
  }

  // Takes in what the server told of others: [attendance, person, session, time, lane, state, own number].
  learn(rows) {
    for (const [id, i, session, at, lane, state, n] of rows) {
      if (n) {
        this.unmark(`own${n}`, { i, session });
        this.own.delete(n);
        continue;
      }
      this.others.set(id, [id, i, session, at, lane, state, n]);
      if (state === 2) this.unmark(id, { i, session });
      else this.mark(id, { i, session, at, lane, act: state === 1 ? "left" : "arrive" });
    }
  }

  // Returns who stands where: null, or the first mark that counts with `away` if the person left since.
  standing(i, session) {
    const marks = [...(this.marks.get(i + JOIN + (session || ""))?.values() ?? [])].sort((a, b) => a.at - b.at);
    const first = marks.find((mark) => mark.act !== "leave");
    if (!first) return null;
    return { ...first, away: ["leave", "left"].includes(marks.at(-1).act) };
  }

  // Returns {id} of the person a text names, or {fault}.
  async recognise(text) {
    if (text.startsWith("J1:")) {
      const { payload, fault } = await readToken(text.replace(/[\r\n]+$/, ""), this.keyId, this.verify);
      if (fault) return { fault };
      return payload.t === "undangan" && payload.e === this.event ? { id: payload.i } : { fault: "other_event" };
    }
    const typed = text.toUpperCase().replace(/[\s-]/g, "");
    const bytes = new TextEncoder().encode(`${this.event}:${typed}`);
    const id = this.list.codes.get(hex(await sha256(bytes)).slice(0, 12));
    return id ? { id } : { fault: "unreadable" };
  }

  // Returns what to say and whether to note it: {kind, person, first, isNoted}.
  decide(id, act, session) {
    const person = this.list.people.get(id);
    if (this.list.revoked.has(id)) return { kind: "revoked", isNoted: false };
    if (!person && !this.bundle.lane.is_whole) return { kind: "not_listed", isNoted: false };
    const first = this.standing(id, session);
    if (act === "leave") return { kind: first ? "left" : "nothing_to_leave", person, first, isNoted: true };
    if (first?.away) return { kind: "returned", person, first, isNoted: true };
    if (first) return { kind: first.lane === null ? "again_here" : "again_elsewhere", person, first, isNoted: true };
    return { kind: person ? "present" : "newer", person, isNoted: true };
  }

  search(text, most = 8) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [];
    for (const person of words.length ? this.list.people.values() : []) {
      const where = `${person.name} ${person.unit}`.toLowerCase();
      if (words.every((word) => where.includes(word)) && found.push(person) === most) break;
    }
    return found;
  }

  countHere() {
    return new Set([...this.own.values()].filter((note) => note.act === "arrive").map((note) => note.i)).size;
  }
}
