// What one device knows of the hall, and what it answers to a code. No page and no network in here.

import { hex, readToken, sha256 } from "./token.js";

export class Hall {
  // bundle: what the server gave; list: its people, verified; keyId, verify: of the key that signs invitations.
  constructor(given) {
    Object.assign(this, given); // event, bundle, list, keyId, verify
    this.own = new Map(); // number -> own note that stands, with lane null and the server's time
    this.others = new Map(); // attendance id -> what the server told of another door's
  }

  // Takes in an own note, just made or read again from the store; an undo takes its target out.
  remember(note, at) {
    if (note.act === "undo") this.own.delete(note.target);
    else this.own.set(note.n, { ...note, at, lane: null });
  }

  // Takes in what the server told: [attendance, person, session, time, lane, 0 in or 1 left or 2 undone, own number].
  learn(rows) {
    for (const row of rows) {
      const [id, i, session, at, lane, state, n] = row;
      if (n) this.own.delete(n); // somebody else took an own one back
      else if (state === 2) this.others.delete(id);
      else this.others.set(id, { row, i, session, at, lane, act: state ? "left" : "arrive" });
    }
  }

  // Before the doors open everything is a rehearsal: noted, and never counted.
  isRehearsal(at) {
    return at < (this.bundle.event.opens ?? 0);
  }

  // Returns the first arrival that counts, with `away` if the person left since, or undefined.
  standing(i, session) {
    const all = [...[...this.own.values()].filter(({ at }) => !this.isRehearsal(at)), ...this.others.values()];
    const marks = all.filter((one) => one.i === i && one.session === session).sort((a, b) => a.at - b.at);
    const first = marks.find((mark) => mark.act !== "leave");
    return first && { ...first, away: marks.at(-1).act !== "arrive" };
  }

  // Returns {id} of the person whom a text names, or {fault}, with the place of another site.
  async recognise(text) {
    if (text.startsWith("J1:")) {
      const { payload, fault } = await readToken(text.replace(/[\r\n]+$/, ""), this.keyId, this.verify);
      if (fault) return { fault };
      if (payload.t === "undangan" && payload.e === this.event) return { id: payload.i };
      const place = this.bundle.sites?.[payload.e];
      return { fault: place ? "other_site" : "other_event", place };
    }
    const typed = `${this.event}:${text.toUpperCase().replace(/[\s-]/g, "")}`;
    const id = this.list.codes.get(hex(await sha256(new TextEncoder().encode(typed))).slice(0, 12));
    return id ? { id } : { fault: "unreadable" };
  }

  // Returns what to say at the server's time `at` and whether to note it: {kind, person, first, isNoted}.
  decide(id, act, session, at) {
    const person = this.list.people.get(id);
    if (this.list.revoked.has(id)) return { kind: "revoked" };
    if (!person && !this.bundle.lane.is_whole) return { kind: "not_listed" };
    if (this.isRehearsal(at)) return { kind: "rehearsal", person, isNoted: true };
    const first = this.standing(id, session);
    const [made, isOwn] = [{ person, first, isNoted: true }, first?.lane === null];
    if (act === "leave") return { ...made, kind: first ? "left" : "nothing_to_leave" };
    if (first) return { ...made, kind: first.away ? "returned" : isOwn ? "again_here" : "again_elsewhere" };
    return { ...made, kind: person ? "present" : "newer" };
  }

  search(text, most = 8) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name, unit }) => words.every((word) => `${name} ${unit}`.toLowerCase().includes(word));
    return words.length ? [...this.list.people.values()].filter(fits).slice(0, most) : [];
  }

  countHere() {
    const came = [...this.own.values()].filter((note) => note.act === "arrive" && !this.isRehearsal(note.at));
    return new Set(came.map((note) => note.i)).size;
  }
}
