// Sends each answer when it changes, one at a time, and says in words how that stands. What has not arrived is kept
// as a draft. It knows nothing of how a question looks, and it never decides between two answers: people do.

const TYPING_MILLISECONDS = 800;
const SLOW_MILLISECONDS = 400;
const GIVE_UP_MILLISECONDS = 15_000;
const RETRY_MILLISECONDS = [1_000, 2_000, 4_000, 8_000, 15_000];
const LONGEST_KEPT_ALIVE = 60_000;

// `page` gives fieldsOf, flagOf, sureOf, isSame, isOnPage; `told(state, value)` shows a state; `onConflict(draft)`
// asks which answer to keep; `onSaved(number, answer)` hears of each answer that arrived.
export const openSaving = ({ address, standingAddress, token, seq, drafts, page, told, onConflict, onSaved }) => {
  const waiting = new Map();
  const stopped = new Map();
  // What may have arrived although we never heard so: found on the server, it is no other window's answer.
  const unheard = new Map();
  const bases = new Map();
  let timer = 0;
  let tries = 0;
  let proofs = 0;
  let running = null;
  let isOver = false;

  const baseOf = (number) => bases.get(number) ?? seq;

  // Every change of a question adds to what waits for it; `what` is "answer", "flag" or "sure".
  const changed = (number, what, { soon = true } = {}) => {
    if (isOver) return;
    const before = waiting.get(number);
    const draft = { ...before, key: drafts.keyOf(number), number, seq: before?.seq ?? baseOf(number), at: Date.now() };
    if (what === "answer") draft.fields = page.fieldsOf(number);
    if (what === "flag") draft.flag = page.flagOf(number);
    if (what === "sure") draft.sure = page.sureOf(number);
    stopped.delete(number);
    waiting.set(number, draft);
    drafts.put(draft);
    told("changed");
    plan(soon ? 0 : TYPING_MILLISECONDS);
  };

  const plan = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(flush, milliseconds);
  };

  // Sends all that waits; true when nothing is left to send.
  const flush = async () => {
    clearTimeout(timer);
    running ??= sendAll().finally(() => (running = null));
    await running;
    return !isOver && waiting.size === 0 && stopped.size === 0;
  };

  const sendAll = async () => {
    while (waiting.size && !isOver) {
      const [draft] = waiting.values();
      if (!(await sendOne(draft))) return;
      tries = 0;
    }
  };

  // True if the next one may go.
  const sendOne = async (draft) => {
    const slow = setTimeout(() => told("saving"), SLOW_MILLISECONDS);
    const answer = await ask("PUT", bodyOf(draft));
    clearTimeout(slow);
    if (answer.status === 200) return arrived(draft, answer.json);
    if (answer.status === 0) {
      if (draft.fields) unheard.set(draft.number, [...(unheard.get(draft.number) ?? []), draft.fields]);
      return later(navigator.onLine ? "away" : "offline");
    }
    if (answer.status === 401 || (answer.status === 400 && proofs < 2)) return proveAgain(answer.status);
    if (answer.status === 409) return refused(draft, answer.json);
    if (answer.status === 429 || answer.status >= 500) return later("away", answer.wait);
    // Trying the same once more would not help; the draft stays, and the page says why.
    return setAside(draft, "refused", answer.json.error ?? "");
  };

  const arrived = (draft, { seq: reached, time }) => {
    bases.set(draft.number, reached);
    unheard.delete(draft.number);
    proofs = 0;
    const newer = waiting.get(draft.number);
    if (newer === draft) {
      waiting.delete(draft.number);
      drafts.drop(draft.key);
    } else if (newer) {
      newer.seq = reached;
      drafts.put(newer);
    }
    if (waiting.size === 0 && stopped.size === 0) told("saved", time);
    onSaved(draft.number, draft);
    return true;
  };

  const refused = (draft, { closed, late, time, answers, seq: reached }) => {
    if (closed || late) {
      isOver = true;
      waiting.clear();
      if (late) drafts.drop(draft.key);
      told(late ? "late" : "closed", time);
      return false;
    }
    const theirs = answers?.[draft.number] ?? {};
    if (unheard.get(draft.number)?.some((fields) => page.isSame(fields, theirs))) {
      bases.set(draft.number, reached);
      (waiting.get(draft.number) ?? draft).seq = reached;
      unheard.delete(draft.number);
      return true;
    }
    onConflict(draft);
    return setAside(draft, "conflict", "");
  };

  const setAside = (draft, state, words) => {
    waiting.delete(draft.number);
    stopped.set(draft.number, draft);
    told(state, words);
    return true;
  };

  const later = (state, seconds = 0) => {
    told(state);
    timer = setTimeout(flush, Math.max(RETRY_MILLISECONDS[Math.min(tries, RETRY_MILLISECONDS.length - 1)], seconds * 1000));
    tries += 1;
    return false;
  };

  // After a new sign-in in another window the page's proof is old; a fresh one comes with how things stand.
  const proveAgain = async (status) => {
    const known = status === 400 ? await ask("GET") : { status };
    if (known.status === 200 && known.json.proof) {
      token = known.json.proof;
      proofs += 1;
      return true;
    }
    if (known.status === 0) return later(navigator.onLine ? "away" : "offline");
    told("signedOut");
    return false;
  };

  const bodyOf = ({ number, seq: base, fields, flag, sure }) =>
    JSON.stringify({
      seq: base,
      answers: fields === undefined ? {} : { [number]: fields },
      ...(flag === undefined ? {} : { flags: { [number]: flag } }),
      ...(sure === undefined ? {} : { confidence: { [number]: sure } }),
    });

  const ask = async (method, body) => {
    try {
      const response = await fetch(method === "GET" ? standingAddress : address, {
        method,
        body,
        headers: {
          Accept: "application/json",
          ...(body ? { "Content-Type": "application/json", "X-CSRF-Token": token } : {}),
        },
        cache: "no-store",
        redirect: "manual",
        keepalive: (body?.length ?? 0) < LONGEST_KEPT_ALIVE,
        signal: AbortSignal.timeout(GIVE_UP_MILLISECONDS),
      });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      return {
        status: response.type === "opaqueredirect" ? 401 : response.status,
        wait: Number(response.headers.get("Retry-After")) || 0,
        json: isJson ? await response.json() : {},
      };
    } catch {
      return { status: 0, json: {} };
    }
  };

  // A draft of an earlier visit becomes this window's; it keeps the number of the page that it was typed on.
  const adopt = async (found) => {
    const draft = { ...found, key: drafts.keyOf(found.number) };
    waiting.set(draft.number, draft);
    await drafts.put(draft);
    if (found.key !== draft.key) await drafts.drop(found.key);
  };

  return {
    changed,
    adopt,
    flush,
    // How things stand on the server, for a page that comes back from a rest.
    standing: async () => {
      const answer = await ask("GET");
      if (answer.status === 200) token = answer.json.proof ?? token;
      return answer;
    },
    // True where nothing newer has been saved from here in the meantime.
    caughtUp: (number, reached) => reached >= baseOf(number) && bases.set(number, reached) !== undefined,
    // Somebody has chosen between two answers: this one is dealt with.
    forget: async (number) => {
      waiting.delete(number);
      stopped.delete(number);
      await drafts.drop(drafts.keyOf(number));
    },
    isWaiting: (number) => waiting.has(number) || stopped.has(number),
    isIdle: () => waiting.size === 0 && stopped.size === 0,
    token: () => token,
  };
};
