// The page of an open attempt: brings saving, drafts and fields together. Without it every page's form saves as well.

const place = document.querySelector("[data-quiz]");
const { quiz: attempt, person } = place.dataset;
const [{ openDrafts }, { openSaving }, fields] = await Promise.all(
  [place.dataset.drafts, place.dataset.saving, place.dataset.fields].map((address) => import(address)),
);
const form = document.getElementById("answers");
const says = document.getElementById("saved");
const address = `/attempts/${attempt}/answers`;
let savedAt = says.dataset.at;

// The words are the page's; "#" in them stands for a time or a reason.
const told = (state, value = "") => {
  if (state === "saved" && value) savedAt = value;
  const words = state === "saved" && !savedAt ? "" : says.dataset[state]?.replace("#", value || savedAt);
  if (words !== undefined && says.textContent !== words) says.textContent = words;
  place.dataset.state = state;
  for (const link of place.querySelectorAll("[data-when]")) link.hidden = link.dataset.when !== state;
};

const onSaved = (number, { fields: answer, flag }) => {
  const line = document.querySelector(`[data-map="${number}"]`);
  if (!line) return;
  if (answer) line.dataset.answered = Object.keys(answer).length ? "yes" : "no";
  if (flag !== undefined) line.dataset.flagged = flag ? "yes" : "no";
  const summary = document.querySelector("[data-answered-words] summary span");
  if (!summary) return;
  const { answeredWords, flaggedWords } = summary.closest("details").dataset;
  const howMany = (state) => document.querySelectorAll(`[data-map][data-${state}="yes"]`).length;
  summary.textContent =
    answeredWords.replace("#", howMany("answered")) +
    (howMany("flagged") ? flaggedWords.replace("#", howMany("flagged")) : "");
};

// The server draws both answers and the choice; its part comes in above the question.
const onConflict = async ({ number, seq, fields: answer }) => {
  const sent = new URLSearchParams({ csrf_token: saving.token(), seq, "on-page": number, next: here(number) });
  for (const [name, values] of Object.entries(answer)) {
    for (const value of values) sent.append(name === "answer" ? `q${number}` : `q${number}-${name}`, value);
  }
  try {
    const response = await fetch(address, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    const part = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("conflict");
    if (part) return showChoice(part);
    // Nothing to choose after all: one of the two was empty, and the page shows the other.
    await saving.forget(number);
    catchUp();
  } catch {
    // The words of the state stay, and the draft: the next visit asks again.
  }
};
const showChoice = (part) => {
  document.getElementById("conflict")?.remove();
  place.before(part);
  const title = part.querySelector("[data-focus]");
  title.setAttribute("tabindex", "-1");
  title.focus();
  part.addEventListener("submit", choose);
};
// The draft is forgotten only when the choice has arrived.
const choose = async (event) => {
  event.preventDefault();
  const sent = new URLSearchParams(new FormData(event.target, event.submitter));
  const number = parseInt(event.submitter.value, 10);
  try {
    const response = await fetch(address, { method: "POST", body: sent, headers: { Accept: "text/html" } });
    if (!response.ok && response.status !== 409) return told("away");
    await saving.forget(number);
    location.assign(`/attempts/${attempt}?question=${here(number)}`);
  } catch {
    told(navigator.onLine ? "away" : "offline");
  }
};
const here = (number) => new URLSearchParams(location.search).get("question") ?? number;

const drafts = await openDrafts(person, attempt);
const saving = openSaving({
  address,
  standingAddress: `/attempts/${attempt}/saved`,
  token: document.querySelector("[name=csrf_token]")?.value ?? "",
  seq: Number(place.dataset.seq),
  drafts,
  page: fields,
  told,
  onConflict,
  onSaved,
});

// Choices are saved at once, words when somebody pauses.
const TYPED = "textarea, input:not([type=radio]):not([type=checkbox])";
const heard = (event) => {
  const number = fields.numberOf(event.target);
  if (!number) return;
  const part = fields.partOfAnswer(event.target);
  const what = part === "flag" || part === "sure" ? part : "answer";
  saving.changed(number, what, { soon: !event.target.matches(TYPED) });
};
document.addEventListener("input", heard);
// A select that takes a place may move another one, and has done so by the time of its second event.
document.addEventListener("change", (event) => event.target.matches("select") && heard(event));
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.(TYPED) && saving.isWaiting(fields.numberOf(event.target))) saving.flush();
});

if (form) {
  fields.forgetRestored(form);
  for (const number of fields.changedAlready()) saving.changed(number, "answer");
}
for (const draft of await drafts.all()) {
  await saving.adopt(draft);
  if (fields.isOnPage(draft.number)) fields.fill(draft.number, draft);
  if (!(await saving.flush())) break;
}

place.dataset.ready = "";

// Leaving by a button waits until everything is saved; without a connection it stays where the words are.
const goTo = (wanted) => (wanted === "leave" ? "/" : `/attempts/${attempt}?question=${wanted}`);
document.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (event.defaultPrevented || !sent.matches("#answers, #hand-in")) return;
  event.preventDefault();
  const wanted = event.submitter?.name === "next" ? event.submitter.value : sent.querySelector("input[name=next]")?.value;
  sent.setAttribute("aria-busy", "true");
  // The first may only have joined a request that was under way before the button, and failed: it gets one of its own.
  const isSaved = (await saving.flush()) || (navigator.onLine && !saving.isIdle() && (await saving.flush()));
  const isReached = isSaved && (await isThere(sent));
  sent.removeAttribute("aria-busy");
  if (!isReached) {
    says.scrollIntoView({ block: "nearest" });
    sent.dispatchEvent(new CustomEvent("stayed", { bubbles: true }));
    return;
  }
  if (sent.id === "answers") return location.assign(goTo(wanted));
  // The proof may be newer than the page, and submit() raises no event, so this cannot come round again.
  sent.elements.csrf_token.value = saving.token();
  HTMLFormElement.prototype.submit.call(sent);
});
// Whether leaving makes sense. Handing in is asked for first: the browser's own error page would frighten.
const isThere = async (sent) => {
  if (!navigator.onLine) return told("offline"), false;
  if (sent.id === "answers") return true;
  const { status } = await saving.standing();
  if (status === 0) told("away");
  if (status === 401) told("signedOut");
  return status !== 0 && status !== 401;
};

addEventListener("beforeunload", (event) => {
  if (!saving.isIdle()) event.preventDefault();
});
addEventListener("offline", () => told("offline"));
addEventListener("online", async () => {
  if (await saving.flush()) told("saved");
});

// A page that was out of sight shows what another window has saved since, but for what is being changed here.
const catchUp = async () => {
  if (!saving.isIdle()) return saving.flush();
  const { status, json } = await saving.standing();
  document.dispatchEvent(new CustomEvent("standing", { detail: json }));
  if (status === 409 && place.dataset.state !== "late") told("closed");
  if (status !== 200) return;
  for (const number of fields.numbers()) {
    const answer = json.answers[number] ?? {};
    if (saving.isWaiting(number)) continue;
    if (!saving.caughtUp(number, json.seq)) continue;
    if (!fields.isSame(answer, fields.fieldsOf(number))) fields.fill(number, { fields: answer });
  }
  if (json.time) told("saved", json.time);
};
addEventListener("pageshow", (event) => event.persisted && catchUp());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") catchUp();
  else saving.flush();
});
// The server decides when time is up; a little later it has closed the attempt, and its address leads to the result.
document.addEventListener("time-up", async () => {
  await saving.flush();
  setTimeout(() => location.assign(`/attempts/${attempt}`), Number(place.dataset.grace) * 1000);
});

// Near the end of the room, what is left is read out when somebody pauses.
const ROOM_TO_TELL = 1000;
const PAUSE_MILLISECONDS = 1000;
let pause = 0;
const tellRoom = (field) => {
  const place = document.getElementById(`${field.dataset.counted}-left`);
  const left = field.maxLength - field.value.length;
  if (!place || field.maxLength < 0) return;
  place.textContent = left > ROOM_TO_TELL ? "" : left === 1 ? place.dataset.one : place.dataset.many.replace("#", String(left));
};
document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-counted]")) return;
  clearTimeout(pause);
  pause = setTimeout(tellRoom, PAUSE_MILLISECONDS, target);
});

// What was told about a number is of what stood there before; the page says it anew when it is opened again.
document.addEventListener("input", ({ target }) => {
  if (target.getAttribute("aria-invalid") !== "true") return;
  document.getElementById(target.getAttribute("aria-describedby"))?.remove();
  target.removeAttribute("aria-describedby");
  target.removeAttribute("aria-invalid");
  target.classList.remove("govuk-input--error");
});
