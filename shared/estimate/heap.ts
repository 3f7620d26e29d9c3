/** What ends when, the earliest first; of two at one time the one that was put first. */
export class EventHeap<Value> {
  readonly #events: { readonly at: number; readonly turn: number; readonly value: Value }[] = [];
  #turns = 0;

  get size(): number {
    return this.#events.length;
  }

  /** The time of the earliest; Infinity when there is none. */
  get next(): number {
    return this.#events[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  put(at: number, value: Value): void {
    const events = this.#events;
    const event = { at, turn: this.#turns++, value };
    let place = events.length;
    events.push(event);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!isBefore(event, events[above]!)) break;
      events[place] = events[above]!;
      place = above;
    }
    events[place] = event;
  }

  /** Removes the earliest. Throws RangeError when there is none. */
  take(): { readonly at: number; readonly value: Value } {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (!first || !last) throw new RangeError('nothing is under way');
    if (events.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= events.length) break;
      if (below + 1 < events.length && isBefore(events[below + 1]!, events[below]!)) below++;
      if (!isBefore(events[below]!, last)) break;
      events[place] = events[below]!;
      place = below;
    }
    events[place] = last;
    return first;
  }
}

const isBefore = (a: { at: number; turn: number }, b: { at: number; turn: number }): boolean =>
  a.at < b.at || (a.at === b.at && a.turn < b.turn);
